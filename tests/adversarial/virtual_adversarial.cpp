#include <regula/adversarial/virtual_adversarial.hpp>

#include <regula/auxiliary/entropy_minimization.hpp>
#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/every_layer.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::adversarial_virtual_adversarial {

const SoftmaxCrossEntropy softmax;

template <class Loss, class Scalar>
Matrix<double> logs(const Network<Scalar>& net, const Loss& loss, const Matrix<Scalar>& x) {
    Matrix<Scalar> l;
    loss.log_probabilities(net.predict(x), l);
    return l.template cast<double>();
}
/// The mean over the samples of KL(p(x) | p(x + r)).
template <class Loss>
double divergence(const Network<double>& net, const Loss& loss, const Matrix<double>& x,
                  const Matrix<double>& r) {
    const Matrix<double> l = logs(net, loss, x), moved = logs(net, loss, Matrix<double>{x + r});
    return (l.array().exp() * (l - moved).array()).sum() / static_cast<double>(x.cols());
}

/// H d of each sample, by add_divergence_curvature.
template <class Scalar, class Loss>
Matrix<Scalar> curvature(const Network<Scalar>& net, const Loss& loss, const Matrix<Scalar>& x,
                         const Matrix<Scalar>& d) {
    Pass<Scalar> pass;
    pass.begin(net.parameters());
    const Node at = pass.variable(x, d);
    add_divergence_curvature(pass, loss, net(pass, at));
    pass.backward();
    return pass.gradient(at);
}
/// The gradient of each sample's divergence at r.
template <class Scalar, class Loss>
Matrix<Scalar> slope(const Network<Scalar>& net, const Loss& loss, const Matrix<Scalar>& x,
                     const Matrix<Scalar>& r) {
    Pass<Scalar> pass;
    pass.begin(net.parameters());
    const Matrix<Scalar> moved = x + r;
    Matrix<Scalar> l;
    loss.log_probabilities(net.predict(x), l);
    const Node at = pass.variable(moved);
    add_divergence(pass, "", loss, l, net(pass, at), static_cast<double>(x.cols()));
    pass.backward();
    return pass.gradient(at);
}

/// What a policy charges in a step, the points at which it does so, and the gradient by the parameters.
struct Charged {
    double value;
    Matrix<double> points;
    Vector<double> gradient;
};
template <class Loss, class... Ps>
Charged charged(const Network<double>& net, const Loss& loss, const Matrix<double>& x,
                const VirtualAdversarial& policy, const Ps&... policies) {
    const Batch<double> batch{.inputs = x, .targets = {}, .labels = {}};
    const auto attached = pipeline(policies...);
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    hooks.training = true;
    Workers alone;
    Parameters<double> g = net.parameters();
    Pass<double> pass;
    pass.begin(net.parameters(), &g, hooks, alone);
    Charged found;
    const auto f = [&](auto& at, Node in) {
        if (&at == &pass) found.points = at.value(in);
        return net(at, in);
    };
    found.value = pass.apart([&] { policy.add_losses(pass, f, loss, batch); });
    pass.backward();
    found.gradient = g.vector();
    return found;
}

TEST_CASE("VirtualAdversarial charges the divergence at a distance of the radius, along H d") {
    const auto net = test::network_of_few_labels();
    const Matrix<double> x = test::drawn(3, 5, 11);
    const auto random = charged(net, softmax, x, {.radius = 0.7, .strength = 0.3, .power_steps = 0});
    const auto one = charged(net, softmax, x, {.radius = 0.7, .strength = 0.3});
    const auto two = charged(net, softmax, x, {.radius = 0.7, .strength = 0.3, .power_steps = 2});
    const Matrix<double> d = random.points - x, r = one.points - x;
    Matrix<double> product = curvature(net, softmax, x, d), again = curvature(net, softmax, x, r);
    product.colwise().normalize(), again.colwise().normalize();
    CHECK((d.colwise().norm().array() - 0.7).abs().maxCoeff() < 1e-14);
    CHECK((r - 0.7 * product).norm() < 1e-12);
    CHECK((two.points - x - 0.7 * again).norm() < 1e-12);
    for (const auto& [found, moved] : {std::pair{random, d}, {one, r}})
        CHECK(found.value == Approx(0.3 * divergence(net, softmax, x, moved)).epsilon(1e-12));
    CHECK(one.value > 1.2 * random.value);
    CHECK(two.value > one.value);
}

TEST_CASE("H d is J'(diag p - p p')J d, also of one logistic output, and finite differences approach it") {
    const auto net = test::network_of_few_labels();
    Network<double> yes_or_no{5, {Dense{4}, Tanh{}, Dense{1}}, Key{5}};
    yes_or_no.parameters().vector() = 0.8 * test::drawn(6, yes_or_no.parameters().size());
    const Matrix<double> x = test::drawn(3, 5, 11), d = test::drawn(4, 5, 11);
    const Matrix<double> p = logs(net, softmax, x).array().exp(), s = jacobian_vector_product(net, x, d);
    Matrix<double> u = p.cwiseProduct(s);
    for (Index j = 0; j < 11; ++j) u.col(j) -= p.col(j).dot(s.col(j)) * p.col(j);
    CHECK((curvature(net, softmax, x, d) - vector_jacobian_product(net, x, u)).norm() < 1e-13);
    const auto by_differences = [&](const auto& model, const auto& loss) {
        const double h = 1e-5;
        const Matrix<double> expected =
            (slope(model, loss, x, Matrix<double>{h * d}) - slope(model, loss, x, Matrix<double>{-h * d})) /
            (2 * h);
        return (curvature(model, loss, x, d) - expected).norm() / expected.norm();
    };
    CHECK(by_differences(net, softmax) < 1e-8);
    CHECK(by_differences(yes_or_no, Logistic{}) < 1e-8);
}

TEST_CASE("the divergence is quadratic: no slope at 0, and a remainder of third order") {
    const auto net = test::network_of_few_labels();
    const Matrix<double> x = test::drawn(3, 5, 1), d = test::drawn(4, 5, 1).normalized();
    CHECK(slope(net, softmax, x, Matrix<double>{0 * x}).norm() < 1e-14);
    const double half = d.cwiseProduct(curvature(net, softmax, x, d)).sum() / 2;
    const auto rest = [&](double s) { return std::abs(divergence(net, softmax, x, s * d) - s * s * half); };
    const double order = std::log(rest(4e-2) / rest(1e-2)) / std::log(4);
    CHECK(std::abs(order - 3) < 0.1);
}

TEST_CASE("the power steps converge by the ratio of the two leading eigenvalues") {
    const auto net = test::network_of_few_labels();
    const Matrix<double> x = test::drawn(3, 5, 1);
    Matrix<double> v = test::drawn(5, 5, 1).normalized(), h(5, 5);
    for (Index i = 0; i < 5; ++i)
        h.col(i) = curvature(net, softmax, x, Matrix<double>{Matrix<double>::Identity(5, 5).col(i)});
    for (int i = 0; i < 300; ++i) v = (h * v).normalized();
    const double first = v.cwiseProduct(h * v).sum(), second = h.trace() - first;  // its rank is classes - 1
    const auto sine = [&](int steps) {
        Matrix<double> r = charged(net, softmax, x, {.radius = 1, .power_steps = steps}).points - x;
        return (r - v * v.cwiseProduct(r).sum()).norm();
    };
    REQUIRE(second / first > 0.02);
    REQUIRE(second / first < 0.8);
    for (const int steps : {2, 3, 4}) {
        const double here = sine(steps), next = sine(steps + 1);
        const double tangents = next / std::sqrt(1 - next * next) / (here / std::sqrt(1 - here * here));
        CHECK(tangents == Approx(second / first).epsilon(0.02));
    }
}

TEMPLATE_TEST_CASE("the error of finite differences is least near the default xi of the scalar type", "",
                   float, double) {
    const auto exact_net = test::network_of_few_labels();
    Network<TestType> net{5, {Dense{4}, Tanh{}, Residual{Dense{4}, Tanh{}}, Dense{3}}, Key{5}};
    net.parameters().vector() = exact_net.parameters().vector().template cast<TestType>();
    const Matrix<TestType> x = test::drawn(3, 5, 11).cast<TestType>();
    Matrix<TestType> d = test::drawn(4, 5, 11).cast<TestType>();
    d.colwise().normalize();
    const Matrix<double> exact = curvature(exact_net, softmax, Matrix<double>{x.template cast<double>()},
                                           Matrix<double>{d.template cast<double>()});
    const auto error = [&](TestType xi) {
        const Matrix<TestType> by_differences = slope(net, softmax, x, Matrix<TestType>{xi * d}) / xi;
        return (by_differences.template cast<double>() - exact).norm() / exact.norm();
    };
    CHECK((curvature(net, softmax, x, d).template cast<double>() - exact).norm() <
          (std::same_as<TestType, float> ? 1e-5 : 1e-14) * exact.norm());
    const double at_default =
        error(static_cast<TestType>(VirtualAdversarial{.radius = 1}.difference_step<TestType>()));
    if constexpr (std::same_as<TestType, float>) {
        CHECK(at_default < 0.05);
        CHECK(error(1e-6F) > 0.1);  // rounding
        CHECK(error(1) > 0.1);      // truncation
    } else {
        CHECK(at_default < 1e-5);
        CHECK(error(1e-12) > 10 * at_default);  // rounding
        CHECK(error(1e-2) > 100 * at_default);  // truncation
    }
}

TEST_CASE("finite differences find the same direction, with the default xi and with others") {
    const auto net = test::network_of_few_labels();
    const Matrix<double> x = test::drawn(3, 5, 11);
    const auto exact = charged(net, softmax, x, {.radius = 1, .power_steps = 2});
    const auto near = charged(net, softmax, x, {.radius = 1, .power_steps = 2, .exact = false});
    const auto far = charged(net, softmax, x, {.radius = 1, .power_steps = 2, .exact = false, .xi = 1});
    CHECK((exact.points - near.points).norm() < 1e-4);
    CHECK((exact.points - far.points).norm() > 1e-2);
}

/// The log probabilities in a step with noise and masks.
Matrix<double> logs_in_step(const Network<double>& net, const Matrix<double>& x, const auto& attached) {
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    hooks.training = true;
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    pass.afresh(1);
    Matrix<double> l;
    softmax.log_probabilities(pass.value(net(pass, pass.input(x))), l);
    return l;
}

TEST_CASE(
    "its gradient is that of the divergence from fixed probabilities at fixed points, under masks and for "
    "every "
    "layer") {
    const VirtualAdversarial policy{.radius = 0.7, .strength = 0.3};
    const auto attached = pipeline(Dropout{0.3}, GaussianNoise{0.1});
    auto nets = test::networks_of_every_layer();
    nets.push_back(test::network_of_few_labels());
    for (Network<double>& net : nets) {
        const Matrix<double> x = test::drawn(3, net.features(), 11);
        const auto found = charged(net, softmax, x, policy, Dropout{0.3}, GaussianNoise{0.1});
        const Matrix<double> l = logs_in_step(net, x, attached), p = l.array().exp();
        const Vector<double> theta = net.parameters().vector();
        Matrix<double> directions = test::drawn(55, theta.size(), 12);
        for (const Block& block : net.parameters().blocks())
            if (block.role == Role::statistic) directions.middleRows(block.offset, block.size()).setZero();
        const auto value = [&](const Matrix<double>& z) {
            net.parameters().vector() = theta + directions * z;
            return 0.3 / 11 * p.cwiseProduct(l - logs_in_step(net, found.points, attached)).sum();
        };
        const Matrix<double> none = Matrix<double>::Zero(12, 1);
        CHECK(found.value == Approx(value(none)).epsilon(1e-12));
        const Matrix<double> expected = test::differences(none, value, 1e-5);
        CHECK((directions.transpose() * found.gradient - expected).norm() < 1e-6 * expected.norm());
        value(none);
        CHECK((found.points - charged(net, softmax, x, policy).points).norm() > 0.1);  // masks turn it
    }
}

TEST_CASE("with the masks of the step it charges nothing at radius 0, and a share of it in a schedule") {
    const test::FewLabels data;
    const auto run = [&](const auto& policy) {
        auto net = test::network_of_few_labels();
        return fit(net, softmax, data.together(23),
                   Sgd{.learning_rate = 1e-300, .epochs = 2, .batch_size = 7}, Dropout{0.3}, policy);
    };
    CHECK(std::abs(run(VirtualAdversarial{.radius = 0}).last().at("VirtualAdversarial")) < 1e-15);
    const auto half = [](double epoch) { return epoch < 0.5 ? 1.0 : 0.5; };
    const auto bare = run(VirtualAdversarial{.radius = 1}),
               less = run(scheduled(VirtualAdversarial{.radius = 1}, half));
    CHECK(bare.history[1].at("VirtualAdversarial") ==
          Approx(2 * less.history[1].at("VirtualAdversarial")).epsilon(1e-12));
    CHECK(run(scheduled(VirtualAdversarial{.radius = 1}, &VirtualAdversarial::radius,
                        [](double) { return 0.0; }))
              .last()
              .at("VirtualAdversarial") < 1e-15);
}

TEST_CASE(
    "BatchNorm: perturbed samples have the statistics of their minibatch and do not move the running ones") {
    const test::FewLabels data{1, 11, 23};
    const auto statistics = [&](const auto&... policies) {
        Network<double> net{5, {Dense{4}, BatchNorm{}, Tanh{}, Dense{3}, BatchNorm{}}, Key{5}};
        fit(net, softmax, data.together(23), Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 11},
            policies...);
        Vector<double> found(14);
        found << net.parameters()["BatchNorm[0].mean"], net.parameters()["BatchNorm[0].variance"],
            net.parameters()["BatchNorm[1].mean"], net.parameters()["BatchNorm[1].variance"];
        return found;
    };
    const Vector<double> bare = statistics(when(false, VirtualAdversarial{.radius = 3}));
    CHECK(statistics(VirtualAdversarial{.radius = 3}) == bare);
    CHECK(statistics(VirtualAdversarial{.radius = 3, .exact = false}, EntropyMinimization{1}) ==
          statistics(EntropyMinimization{1}));
    CHECK(statistics(EntropyMinimization{1}) != bare);

    Network<double> net{5, {Dense{4}, BatchNorm{}, Tanh{}, Dense{3}}, Key{5}};
    auto hooks_value = charged(net, softmax, data.unlabelled.inputs, {.radius = 0.5});
    CHECK(hooks_value.gradient.allFinite());
    for (const char* name : {"BatchNorm[0].mean", "BatchNorm[0].variance"}) {
        Parameters<double> g = net.parameters();
        g.vector() = hooks_value.gradient;
        CHECK(g[name].isZero(0));
    }
}

TEST_CASE(
    "VirtualAdversarial makes unlabelled samples stable, more than a random direction of the same norm") {
    const test::FewLabels data{1, 30, 90};
    const auto change_after = [&](double strength, int power_steps) {
        auto net = test::network_of_few_labels();
        fit(net, softmax, data.together(9), Sgd{.learning_rate = 0.1, .epochs = 30, .batch_size = 8},
            VirtualAdversarial{.radius = 0.5, .strength = strength, .power_steps = power_steps});
        return charged(net, softmax, data.unlabelled.inputs, {.radius = 0.5, .power_steps = 4}).value;
    };
    const double bare = change_after(0, 1), adversarial = change_after(1, 1), random = change_after(1, 0);
    CHECK(adversarial < 0.5 * bare);
    CHECK(adversarial < 0.8 * random);
}

TEST_CASE(
    "VirtualAdversarial: a run resumes, allocates nothing in its steps, and is the same for any threads") {
    for (const bool exact : {true, false}) {
        const VirtualAdversarial policy{.radius = 0.5, .power_steps = 2, .exact = exact};
        CHECK(test::resumes(Dropout{0.3}, policy));
        if (allocations_are_counted()) CHECK(test::allocations_of_steps(Dropout{0.3}, policy) == 0);
        const test::FewLabels data;
        const auto one = test::after_run(data, 2, 1, Dropout{0.3}, policy, EntropyMinimization{0.1});
        CHECK(one == test::after_run(data, 2, 2, Dropout{0.3}, policy, EntropyMinimization{0.1}));
        CHECK(one == test::after_run(data, 2, 3, Dropout{0.3}, policy, EntropyMinimization{0.1}));
    }
}

TEST_CASE("a sure or constant network keeps the random direction and finite gradients") {
    auto net = test::network_of_few_labels();
    const Matrix<double> x = test::drawn(3, 5, 11);
    const auto random = [&] { return charged(net, softmax, x, {.radius = 1, .power_steps = 0}); };
    net.parameters().vector().setZero();
    CHECK(charged(net, softmax, x, {.radius = 1}).points == random().points);
    net = test::network_of_few_labels();
    net.parameters()["2.weight"] *= 1e6;
    const auto sure = charged(net, softmax, x, {.radius = 1, .power_steps = 3});
    CHECK(sure.points.allFinite());
    CHECK(sure.gradient.allFinite());
}

TEST_CASE("VirtualAdversarial keeps the laws of auxiliary losses, with its direction and its target held") {
    for (const int power_steps : {0, 1, 3}) {  // exact: finite differences in float find another direction
        const auto broken = check(VirtualAdversarial{.radius = 0.7, .power_steps = power_steps});
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEST_CASE("VirtualAdversarial refuses bad settings") {
    CHECK_THROWS_WITH(VirtualAdversarial{-1}.check(),
                      "VirtualAdversarial: radius must be finite and >= 0, got -1");
    CHECK_THROWS_WITH((VirtualAdversarial{1, -1}.check()),
                      "VirtualAdversarial: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((VirtualAdversarial{1, 1, -1}.check()),
                      "VirtualAdversarial: power_steps must be >= 0, got -1");
    CHECK_THROWS_WITH((VirtualAdversarial{1, 1, 1, false, -1}.check()),
                      "VirtualAdversarial: xi must be finite and >= 0, got -1");
}

}  // namespace tests::adversarial_virtual_adversarial
