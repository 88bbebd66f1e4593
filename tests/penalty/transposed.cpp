#include <regula/penalty/transposed.hpp>

#include <regula/core/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::penalty_transposed {

/// An encoder of 5 features in 3 units, and a decoder back.
NetworkDict<double> autoencoder(Layer<double> decoder, std::initializer_list<Shared> shared = {}) {
    return {{{"encoder", 5, {Dense{.units = 3, .bias = false}, Tanh{}}}, {"decoder", 3, {decoder}}},
            Key{3},
            shared};
}

const auto encoder = weights["encoder.0.weight"], decoder = weights["decoder.0.weight"];

auto train(NetworkDict<double>& model, auto how, auto... policies) {
    const Dataset<double> data{.inputs = test::drawn(1, 5, 20)};
    const auto objective = [&](auto& pass, const auto& batch) {
        const Node code = model["encoder"](pass, pass.input(batch.inputs));
        pass.add_loss("loss", SquaredError{}, model["decoder"](pass, code), batch.inputs);
    };
    return minimize(model, objective, data, how, policies...);
}

const Sgd sgd{.learning_rate = 0.02, .epochs = 30, .batch_size = 7};

TEST_CASE(
    "a tie to the transposed block has the value, gradient and prox of the difference, from both sides") {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "a", .rows = 3, .cols = 2});
    theta.add({.role = Role::weight, .name = "b", .rows = 2, .cols = 3});
    theta.vector() = test::drawn(7, theta.size(), 1);
    const Matrix<double> difference = theta["a"] - theta["b"].transpose();
    for (const auto& penalty : {GroupLasso{0.3}, GroupLasso{2}}) {
        const auto one = tie(weights["a"], transposed(weights["b"]), penalty);
        const auto other = tie(transposed(weights["b"]), weights["a"], penalty);
        CHECK(one.value(theta) == penalty.value(difference));
        CHECK(other.value(theta) == Approx(penalty.value(difference)).epsilon(1e-15));
        Parameters<double> g = theta, scratch = theta;
        one.add_gradient(theta, g, scratch);
        Matrix<double> slope = Matrix<double>::Zero(3, 2);
        penalty.add_gradient(difference, slope);
        CHECK(g["a"].isApprox(theta["a"] + slope, 1e-15));
        CHECK(g["b"].isApprox(theta["b"] - slope.transpose(), 1e-15));
        Parameters<double> here = theta, there = theta;
        one.prox(here, 0.3, scratch);
        other.prox(there, 0.3, scratch);
        CHECK((here.vector() - there.vector()).norm() < 1e-15);
        Matrix<double> rest = difference;
        penalty.prox(rest, 0.6);
        CHECK((here["a"] - here["b"].transpose()).isApprox(rest, 1e-14));
    }
}

TEST_CASE("a decoder tied softly to the transposed encoder tends to the shared one as 1 / strength") {
    auto shared = autoencoder(DenseTransposed{5}, {{"decoder.0.weight", "encoder.0.weight"}});
    const auto start = Parameters<double>{shared.parameters()};
    const Lbfgs solver{.tolerance = 1e-10};
    CHECK(train(shared, solver).converged);
    const Matrix<double> limit = shared.parameters()["encoder.0.weight"];
    const auto error = [&](double strength) {
        auto soft = autoencoder(Dense{5});
        soft.parameters()["encoder.0.weight"] = start["encoder.0.weight"];
        soft.parameters()["decoder.0.weight"] = start["encoder.0.weight"].transpose();
        CHECK(train(soft, solver, tie(encoder, transposed(decoder), L2{strength})).converged);
        return (soft.parameters()["encoder.0.weight"] - limit).norm();
    };
    const double weak = error(1e2), strong = error(1e3);
    CAPTURE(weak, strong);
    CHECK(weak > 1e-3);
    CHECK(std::abs(std::log10(strong / weak) + 1) < 0.02);
}

TEST_CASE("L1 makes a decoder the exact transpose of its encoder, by Sgd and by Adam") {
    auto model = autoencoder(Dense{5});
    train(model, sgd, tie(encoder, transposed(decoder), L1{5}));
    const Parameters<double>& theta = model.parameters();
    CHECK(theta["encoder.0.weight"] == theta["decoder.0.weight"].transpose());
    CHECK(theta["encoder.0.weight"].norm() > 0.1);

    Parameters<double> moved = theta, steps = theta, scratch = theta;
    moved.vector() = test::drawn(4, theta.size(), 1);
    steps.vector() = test::drawn(5, theta.size(), 1).cwiseAbs();
    tie(encoder, transposed(decoder), L1{50}).prox(moved, steps, scratch);
    CHECK(moved["encoder.0.weight"] == moved["decoder.0.weight"].transpose());
}

TEST_CASE("the gradient and the prox of a transposed tie allocate nothing") {
    if (!allocations_are_counted()) return;
    const Parameters<double> start = autoencoder(Dense{5}).parameters();
    Parameters<double> theta = start, g = start, steps = start, scratch = start;
    steps.vector().setConstant(0.1);
    const auto tied = tie(encoder, transposed(decoder), L1{0.3});
    const std::size_t before = allocations();
    tied.add_gradient(theta, g, scratch);
    tied.prox(theta, 0.1, scratch);
    tied.prox(theta, steps, scratch);
    CHECK(allocations() == before);
    CHECK(theta.vector() != start.vector());
}

TEST_CASE("the report names the transposed place, and shapes that do not fit are refused with a hint") {
    auto model = autoencoder(Dense{5});
    const Report report = train(model, sgd, tie(encoder, transposed(decoder), L2{1}));
    CHECK_NOTHROW(
        report.last().at("L2 on weights[\"encoder.0.weight\"] - transposed(weights[\"decoder.0.weight\"])"));
    const Vector<double> before = model.parameters().vector();
    CHECK_THROWS_WITH(train(model, sgd, tie(encoder, decoder, L2{1})),
                      "tie: blocks must have the same shape, got 'encoder.0.weight' of 5 x 3 and "
                      "'decoder.0.weight' of 3 x 5; transposed(...) of one place would fit");
    auto opposite = autoencoder(DenseTransposed{5});
    CHECK_THROWS_WITH(train(opposite, sgd, tie(encoder, transposed(decoder), L2{1})),
                      "tie: a transposed block must have the opposite shape, got 'encoder.0.weight' of 5 x 3 "
                      "and 'decoder.0.weight' of 5 x 3; they would fit without transposed(...)");
    CHECK(model.parameters().vector() == before);
}

}  // namespace tests::penalty_transposed
