#include <regula/tangent/contractive.hpp>

#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/tangent/contractive_hessian.hpp>

#include "support/every_layer.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::tangent_contractive {

template <class Activation>
Network<double> autoencoder() {
    return test::with_biases(Network<double>{5, {Dense{7}, Activation{}, Dense{5}}, Key{1}});
}

struct Charged {
    double value;
    Vector<double> gradient;
};
template <class Scalar = double, class P, class... Ps>
Charged charged(const Network<Scalar>& net, const Matrix<Scalar>& x, const P& policy, std::uint64_t key = 4,
                const Ps&... policies) {
    const Batch<Scalar> batch{.inputs = x, .targets = {}, .labels = {}};
    const auto attached = pipeline(policies...);
    auto hooks = hooks_of<Scalar>(attached, StepTime{Key{key}});
    Workers alone;
    Parameters<Scalar> g = net.parameters();
    Pass<Scalar> pass;
    pass.begin(net.parameters(), &g, hooks, alone);
    const double value = pass.apart([&] { policy.add_losses(pass, net, SquaredError{}, batch); });
    pass.backward();
    return {value, g.vector().template cast<double>()};
}

/// The general form at the same place.
struct General {
    int layer = 0;
    double strength = 0.1;
    void add_losses(auto& pass, const auto& f, const auto&, const auto& batch) const {
        const EncoderOf encoder{f, layer, "General"};
        pass.add_term("General", add_jacobian_penalty(pass, encoder, batch.inputs, strength));
    }
};

TEMPLATE_TEST_CASE("the closed form of one layer and the general form agree, in value and gradient", "",
                   Sigmoid, Tanh) {
    const auto net = autoencoder<TestType>();
    const Matrix<double> x = test::drawn(2, 5, 9);
    const auto closed = charged(net, x, Contractive{0.3}), general = charged(net, x, General{0, 0.3});
    CHECK(closed.value == Approx(general.value).epsilon(1e-13));
    CHECK((closed.gradient - general.gradient).norm() < 1e-12 * general.gradient.norm());
    CHECK(closed.gradient.norm() > 1e-3);
    // With gates on the code it is the code before the gates, with all its units.
    const auto gated = charged(net, x, Contractive{0.3}, 4, Dropout{0.4});
    CHECK(gated.value == Approx(closed.value).epsilon(1e-13));
    CHECK((gated.gradient - closed.gradient).norm() < 1e-12);
    const auto in_part = charged(net, x, Contractive{0.3}, 4, per_minibatch(Dropout{0.4}));
    CHECK(in_part.value == Approx(closed.value).epsilon(1e-13));
    CHECK((in_part.gradient - closed.gradient).norm() < 1e-12);
}

TEST_CASE("the closed form is sum_i f'(z_i)^2 |w_i|^2") {
    const auto net = autoencoder<Sigmoid>();
    const Matrix<double> x = test::drawn(2, 5, 9), w = net.parameters()["0.weight"];
    Network<double> encoder{5, {Dense{7}, Sigmoid{}}, Key{1}};
    encoder.parameters().vector() = net.parameters().vector().head(encoder.parameters().size());
    const Matrix<double> h = encoder.predict(x);
    double expected = 0;
    for (Index j = 0; j < 9; ++j)
        for (Index i = 0; i < 7; ++i)
            expected += std::pow(h(i, j) * (1 - h(i, j)), 2) * w.col(i).squaredNorm();
    CHECK(charged(net, x, Contractive{0.3}).value == Approx(0.3 / 2 / 9 * expected).epsilon(1e-13));
    const Matrix<float> in_float = x.cast<float>();
    Network<float> same{5, {Dense{7}, Sigmoid{}, Dense{5}}, Key{1}};
    same.parameters().vector() = net.parameters().vector().cast<float>();
    CHECK(charged(same, in_float, Contractive{0.3}).value == Approx(0.3 / 2 / 9 * expected).epsilon(1e-5));
}

TEST_CASE("deeper codes, other units and codes within a branch have the general form") {
    const Matrix<double> x = test::drawn(2, 5, 9);
    const auto deep =
        test::with_biases(Network<double>{5, {Dense{7}, Sigmoid{}, Dense{4}, Softplus{}, Dense{5}}, Key{1}});
    const auto soft = test::with_biases(Network<double>{5, {Dense{7}, Softplus{}, Dense{5}}, Key{1}});
    const auto twice = test::with_biases(Network<double>{5, {Dense{7}, Tanh{}, Sigmoid{}, Dense{5}}, Key{1}});
    const auto branch = test::with_biases(
        Network<double>{5, {Dense{7}, Tanh{}, Residual{Dense{6}, Sigmoid{}, Dense{7}}, Dense{5}}, Key{1}});
    const auto same = [&](const Network<double>& net, int layer) {
        const auto found = charged(net, x, Contractive{0.3, layer}),
                   expected = charged(net, x, General{layer, 0.3});
        return std::abs(found.value - expected.value) < 1e-13 * expected.value &&
               (found.gradient - expected.gradient).norm() < 1e-12 * expected.gradient.norm();
    };
    CHECK(same(deep, 0));
    CHECK(same(deep, 1));
    CHECK(same(soft, 0));
    CHECK(same(twice, 0));
    for (const int layer : {0, 1, 2}) CHECK(same(branch, layer));
    CHECK_THROWS_WITH(charged(deep, x, Contractive{0.3, 2}), "Contractive: the network has no hidden[2]");
}

TEST_CASE(
    "its gradient in a step is that of the reported objective, with noise, masks and a penalty on units") {
    const Matrix<double> x = test::drawn(2, 5, 9);
    const Dataset<double> data{.inputs = x, .targets = x};
    const auto check = [&](const Network<double>& net, const auto& policy) {
        CHECK(test::error_of_step(net, data, SquaredError{}, policy) < 1e-7);
        CHECK(test::error_of_step(net, data, SquaredError{}, policy, on(inputs, GaussianNoise{0.2}),
                                  Dropout{0.3}, on(hidden, L2{0.2})) < 1e-7);
    };
    const auto deep = test::with_biases(
        Network<double>{5, {Dense{7}, BatchNorm{}, Sigmoid{}, Dense{4}, Softplus{}, Dense{5}}, Key{1}});
    check(autoencoder<Sigmoid>(), Contractive{3});
    check(autoencoder<Tanh>(), Contractive{3});
    check(deep, Contractive{3, 1});
    check(deep, Contractive{3, 1, 2});
    check(deep, ContractiveHessian{3, 0.2, 1, 0, 2});
    check(deep, ContractiveHessian{3, 0.2, 1, 2, 1});
    test::check_on_every_layer(1e-6, Contractive{3, 1, 1}, ContractiveHessian{3, 0.2, 1, 1});
}

TEST_CASE("an objective of an encoder and a decoder with tied weights has the same penalty") {
    NetworkDict<double> model{{{"encoder", 5, {Dense{7}, Sigmoid{}}}, {"decoder", 7, {DenseTransposed{5}}}},
                              Key{4},
                              {{"decoder.0.weight", "encoder.0.weight"}}};
    model.parameters().vector() += 0.3 * test::drawn(9, model.parameters().size());
    const Dataset<double> data{.inputs = test::drawn(2, 5, 9)};
    const auto objective = [&](auto& pass, const auto& batch) {
        const Node h = model["encoder"](pass, pass.input(batch.inputs));
        pass.add_loss("reconstruction", SquaredError{}, model["decoder"](pass, h), batch.inputs);
        pass.add_term("contractive", add_jacobian_penalty(pass, model["encoder"], batch.inputs, 0.8));
        pass.add_term("curvature",
                      add_jacobian_change_penalty(pass, model["encoder"], batch.inputs, 0.2, 0.6, 1));
    };
    const Vector<double> theta = model.parameters().vector();
    const auto value = [&](const Vector<double>& at, double rate) {
        model.parameters().vector() = at;
        return minimize(model, objective, data,
                        Sgd{.learning_rate = rate, .epochs = 1, .batch_size = 9, .seed = 3}, Dropout{0.3})
            .last()
            .at("loss");
    };
    value(theta, 1);
    const Vector<double> moved = theta - model.parameters().vector();
    const Vector<double> expected = test::differences(
        theta, [&](const Vector<double>& at) { return value(at, 1e-300); }, 1e-5);
    CHECK((moved - expected).norm() < 1e-7 * expected.norm());
}

TEST_CASE(
    "the contractive policies keep the laws, have the same bits for any threads, and allocate nothing") {
    CHECK(check(Contractive{0.3}).empty());
    CHECK(check(Contractive{0.3, 1}).empty());
    CHECK(check(Contractive{0.3, 1, 2}).empty());
    CHECK(check(ContractiveHessian{0.3, 0.2, 1, 0, 2}).empty());
    const auto one = test::after_two_epochs(1, Contractive{0.1}, ContractiveHessian{0.1, 0.2}, Dropout{0.3});
    CHECK(one == test::after_two_epochs(3, Contractive{0.1}, ContractiveHessian{0.1, 0.2}, Dropout{0.3}));
    if (allocations_are_counted())
        CHECK(test::allocations_of_steps_of_every_layer(Contractive{0.1, 0, 1}, ContractiveHessian{0.1, 0.2},
                                                        Dropout{0.3}) == 0);
}

TEST_CASE("a contractive code changes less around the samples, at a small price in reconstruction") {
    Matrix<double> x = test::drawn(2, 1, 60).replicate(5, 1) + 0.1 * test::drawn(3, 5, 60);
    const Dataset<double> data{.inputs = x, .targets = x};
    const auto slope_after = [&](double strength) {
        auto net = autoencoder<Tanh>();
        fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.05, .epochs = 100, .batch_size = 20},
            Contractive{strength});
        return charged(net, x, Contractive{1}).value;
    };
    CHECK(slope_after(0.1) < 0.7 * slope_after(0));
}

TEST_CASE("the contractive policies refuse bad settings") {
    CHECK_THROWS_WITH(Contractive{-1}.check(), "Contractive: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((Contractive{1, 0, -1}.check()), "Contractive: projections must be >= 0, got -1");
    CHECK_THROWS_WITH((ContractiveHessian{-1}.check()), "ContractiveHessian: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((ContractiveHessian{1, 0}.check()), "ContractiveHessian: stddev must be > 0, got 0");
    CHECK_THROWS_WITH((ContractiveHessian{1, 1, 0, -1}.check()),
                      "ContractiveHessian: projections must be >= 0, got -1");
    CHECK_THROWS_WITH((ContractiveHessian{1, 1, 0, 1, 0}.check()),
                      "ContractiveHessian: corruptions must be >= 1, got 0");
}

}  // namespace tests::tangent_contractive
