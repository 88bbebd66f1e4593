#include <regula/inference/every_mask.hpp>

#include <regula/core/when.hpp>
#include <regula/layer.hpp>
#include <regula/loss.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_every_mask {

using test::drawn;

const SoftmaxCrossEntropy loss;

template <class Scalar>
Network<Scalar> with_biases(Network<Scalar> net) {
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{9}, net.parameters()[block], 0.5);
    return net;
}

template <class Scalar>
double off(const Network<Scalar>& net, const Matrix<Scalar>& x, const Matrix<double>& geometric) {
    Matrix<double> logs;
    loss.log_probabilities(net.predict(x).template cast<double>(), logs);
    return (logs.array().exp().matrix() - geometric).cwiseAbs().maxCoeff();
}

TEMPLATE_TEST_CASE(
    "one pass without masks is the geometric mean of all where only the softmax follows a mask", "", float,
    double) {
    const double rounding = 20 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    const auto x = drawn<TestType>(2, 5, 4);
    const auto flat = with_biases(mlp<TestType>({5, 3}, Key{1}));
    const Belief b = every_mask(flat, loss, x, on(inputs, Dropout{0.3}));
    CHECK(off(flat, x, b.geometric) < rounding);
    CHECK(off(flat, x, b.mean) > 1e-3);
    CHECK((b.members == 32 && b.standard_error.isZero()));

    const auto deep = with_biases(Network<TestType>{5, {Dense{4}, Dense{3}, Dense{3}}, Key{3}});
    CHECK(off(deep, x,
              every_mask(deep, loss, x, on(inputs, Dropout{0.2}), on(hidden[0], Dropout{0.4}), Dropout{0.1})
                  .geometric) < rounding);
    const auto bent = with_biases(mlp<TestType>({5, 6, 3}, Key{4}));
    CHECK(off(bent, x, every_mask(bent, loss, x, Dropout{0.4}).geometric) < rounding);
    CHECK(off(bent, x, every_mask(bent, loss, x, on(inputs, Dropout{0.4})).geometric) > 1e-4);
}

TEST_CASE("Monte Carlo tends to the mean over all masks, in several places at once") {
    const auto net = with_biases(mlp<double>({4, 6, 5, 3}, Key{1}));
    const auto x = drawn(2, 4, 6);
    const auto policies = std::tuple{on(inputs, Dropout{0.2}), Dropout{0.3}};
    std::apply(
        [&](const auto&... ps) {
            const Belief all = every_mask(net, loss, x, ps...),
                         some = monte_carlo(net, loss, x, 1500, Key{5}, ps...);
            CHECK(((some.mean - all.mean).array() / some.standard_error.array()).abs().maxCoeff() < 4);
            CHECK((some.standard_error.maxCoeff() < 0.02 && some.standard_error.minCoeff() > 0));
            CHECK(
                ((some.mutual_information - all.mutual_information).array() / all.mutual_information.array())
                    .abs()
                    .maxCoeff() < 0.15);
            CHECK(all.log_normalizer.maxCoeff() < 0);

            const RunningMean whole = every_mask(net, x, ps...),
                              part = monte_carlo(net, x, 1500, Key{5}, ps...);
            CHECK(((part.mean() - whole.mean()).array() / part.standard_error().array()).abs().maxCoeff() <
                  4);
            CHECK((part.variance().array() / whole.spread().array() - 1).abs().maxCoeff() < 0.25);
        },
        policies);
}

TEST_CASE("a linear unit's variance over all masks is p / (1 - p) sum w^2 x^2, p as Dropout draws with it") {
    const auto net = with_biases(mlp<double>({6, 2}, Key{1}));
    const auto x = drawn(2, 6, 3);
    const auto all = every_mask(net, x, on(inputs, Dropout{0.3}));
    const Matrix<double> w = net.parameters()["0.weight"];
    CHECK((all.mean() - net.predict(x)).norm() < 1e-13);
    const double p = std::round(0.3 * 65536) / 65536;  // with which Dropout draws
    CHECK(Dropout{0.3}.keep_probability() == 1 - p);
    CHECK((all.spread() - p / (1 - p) * w.cwiseAbs2().transpose() * x.cwiseAbs2()).norm() < 1e-13);
}

TEST_CASE("dropout that is off, or of probability 0, drops nothing, and two in one place multiply") {
    const auto net = with_biases(mlp<double>({40, 5, 3}, Key{1}));
    const auto x = drawn(2, 40, 2);
    const Belief once = every_mask(net, loss, x, Dropout{1 - 0.75 * 0.625}),
                 twice = every_mask(net, loss, x, Dropout{0.25}, Dropout{0.375}, on(inputs, Dropout{0}),
                                    when(false, on(inputs, Dropout{0.5})));
    CHECK((once.mean - twice.mean).norm() < 1e-14);
    CHECK(twice.members == 32);
}

TEST_CASE("what cannot be enumerated is refused") {
    const auto net = mlp<double>({17, 3}, Key{1});
    const auto x = drawn(2, 17, 2);
    CHECK_THROWS_WITH(every_mask(net, loss, x, on(inputs, Dropout{0.5})),
                      "every_mask: Dropout must act on 1 ... 16 units in all, got 17");
    CHECK_THROWS_WITH(every_mask(net, loss, x),
                      "every_mask: Dropout must act on 1 ... 16 units in all, got 0");
    CHECK_THROWS_WITH(every_mask(net, loss, x, on(inputs, Dropout{1})),
                      "Dropout: drop_probability must be in [0, 1), got 1");
}

TEST_CASE("inputs of another width are refused, not read past their end") {
    const auto net = mlp<double>({4, 3}, Key{1});
    const Matrix<double> x = Matrix<double>::Ones(3, 2);
    CHECK_THROWS_WITH(every_mask(net, x, on(inputs, Dropout{0.5})),
                      "every_mask: inputs must have 4 features, got 3");
}

}  // namespace tests::inference_every_mask
