#include <regula/gate/stochastic_depth.hpp>

#include <regula/gate/gaussian_gate.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/network.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::gate_stochastic_depth {

using test::drawn;

// Four blocks, each of which adds the row (1, 2)'.
template <class Scalar>
Network<Scalar> steps() {
    Network<Scalar> net{2, std::vector<Layer<Scalar>>(4, Residual{Dense{2, Initializer::zero}})};
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) net.parameters()[block] << 1, 2;
    return net;
}

TEMPLATE_TEST_CASE("branch l of L is dropped with l/L p, and the kept ones make up for it", "", float,
                   double) {
    const auto net = steps<TestType>();
    const Index samples = 40000;
    const Matrix<TestType> zero = Matrix<TestType>::Zero(2, samples);
    for (int l = 0; l < 4; ++l) {
        const double p = 0.8 * (l + 1) / 4;
        auto alone = net;  // the other branches add nothing
        for (const Block& block : alone.parameters().blocks())
            if (block.layer != l) alone.parameters()[block].setZero();
        const Matrix<TestType> y = alone.predict(zero, Key{3}, StochasticDepth{0.8});
        CHECK(y.row(1) == 2 * y.row(0));  // the units share the draw of a sample
        CHECK(
            (y.row(0).array() == 0 || (y.row(0).array() * TestType(1 - p) - 1).abs() < TestType(2e-4)).all());
        const double dropped = static_cast<double>((y.row(0).array() == 0).count()) / samples;
        CHECK(std::abs(dropped - p) < 4 * std::sqrt(p * (1 - p) / samples));
    }
}

TEST_CASE("branches are dropped independently of each other, of other samples and of hidden units") {
    const Network<double> net{1, std::vector<Layer<double>>(3, Residual{Dense{1, Initializer::zero}})};
    const Index samples = 20000;
    const auto dropped = [&](int l, auto... policies) {
        auto alone = net;
        alone.parameters()[text(l, ".bias")].setOnes();
        const Matrix<double> y = alone.predict(Matrix<double>::Zero(1, samples), Key{3}, policies...);
        return Matrix<double>{(y.array() == 0).cast<double>()};
    };
    const auto correlation = [](const auto& a, const auto& b, double p) {  // in standard errors
        return ((a.array() - p) * (b.array() - p)).sum() / (p * (1 - p) * std::sqrt(double(a.size())));
    };
    const auto first = dropped(0, on(branches, Dropout{0.3})), last = dropped(2, on(branches, Dropout{0.3}));
    CHECK(std::abs(first.mean() - 0.3) < 4 * std::sqrt(0.21 / samples));
    CHECK(std::abs(last.mean() - 0.3) < 4 * std::sqrt(0.21 / samples));
    CHECK(std::abs(correlation(first, last, 0.3)) < 4);
    CHECK(std::abs(correlation(first.leftCols(samples - 1), first.rightCols(samples - 1), 0.3)) < 4);
    CHECK(dropped(0, on(hidden, Dropout{0.4}), on(branches, Dropout{0.3})) != first);  // the second policy
    CHECK(dropped(2, on(branches[0], Dropout{0.3})).isZero());
}

TEST_CASE("the mean over the draws of linear blocks is the network without") {
    const Network<double> net{3, std::vector<Layer<double>>(3, Residual{Dense{3, Initializer::glorot}}),
                              Key{1}};
    const Index samples = 20000;
    const Matrix<double> x = drawn(2, 3, 1), exact = net.predict(x),
                         y = net.predict(x.replicate(1, samples), Key{4}, StochasticDepth{0.7});
    for (Index i = 0; i < 3; ++i) {
        theory::Mean mean;
        for (Index j = 0; j < samples; ++j) mean.add(y(i, j));
        CHECK(mean.z(exact(i), 0.1) < 4);
    }
}

TEST_CASE("other gates and noise on a branch act on what it adds") {
    const auto net = steps<double>();
    const Matrix<double> zero = Matrix<double>::Zero(2, 5);
    const Matrix<double> shaken = net.predict(zero, Key{1}, on(branches, GaussianGate{0.3}));
    CHECK((shaken.row(1) - 2 * shaken.row(0)).norm() < 1e-14);
    CHECK((shaken.row(0).array() != 4).all());
    const Matrix<double> noisy = net.predict(zero, Key{1}, on(branches[2], GaussianNoise{0.3}));
    CHECK((noisy.row(1) - 2 * noisy.row(0)).cwiseAbs().minCoeff() > 1e-3);  // each unit has its own
    CHECK((noisy - net.predict(zero)).cwiseAbs().maxCoeff() < 2);
}

TEST_CASE("a probability of 1, and a network without branches, are refused") {
    CHECK_THROWS_WITH(StochasticDepth{1}.check(),
                      "StochasticDepth: drop_probability must be in [0, 1), got 1");
    const Network<double> net{2, {Dense{2}}};
    CHECK_THROWS_WITH(net.predict(Matrix<double>::Zero(2, 1), Key{1}, StochasticDepth{0.3}),
                      "StochasticDepth: branches selects no block of this model; it has none there");
}

}  // namespace tests::gate_stochastic_depth
