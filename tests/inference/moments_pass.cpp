#include <regula/inference/moments_pass.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/inference/fast_dropout.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::inference_moments_pass {

using test::drawn;

struct NoSpreads {
    const auto& enter(const Block&, const auto& in, auto&) const { return in; }
    void leave(const Block&, const auto&, auto&) const {}
};

TEST_CASE("a pass without noise and gates holds certain units, and its gradient is the ordinary one") {
    const auto net = mlp<double>({4, 6, 3}, Key{1});
    const auto x = drawn(2, 4, 5), dy = drawn(3, 3, 5);
    Workers workers;
    const NoSpreads none;
    MomentsPass<double, NoSpreads> pass{none};
    auto found = net.parameters(), expected = found;
    pass.begin(net.parameters(), &found, workers);
    const Node in = pass.input(x), y = net(pass, in);
    REQUIRE(y.number == in.number + 3);
    for (std::size_t n = in.number; n <= y.number; ++n) CHECK(pass.moments({n}).certain());
    CHECK(pass.value(y) == net.predict(x));

    Pass<double> ordinary;
    ordinary.begin(net.parameters(), &expected);
    ordinary.add_gradient(net(ordinary, ordinary.input(x)), dy);
    ordinary.backward();
    pass.gradient(y).mean = dy;
    pass.backward();
    CHECK(found.vector() == expected.vector());
}

Network<double> with_residual() {
    return test::with_biases(
        Network<double>{4, {Dense{6}, Tanh{}, Residual{Dense{6}, Softplus{}, Dense{6}}, Tanh{}, Dense{3}}});
}

TEST_CASE("through a residual block, the gradient is that of the moments") {
    auto net = with_residual();
    const Spreads spreads{net.hidden_blocks(), Dropout{0.3}, on(inputs, Dropout{0.2})};
    const auto x = drawn(2, 4, 5), a = drawn(3, 3, 5), b = drawn(4, 3, 5);
    Workers workers;
    auto found = net.parameters(), unused = found;
    MomentsPass<double, Spreads> pass{spreads};
    pass.begin(net.parameters(), &found, workers);
    const Node y = net(pass, pass.input(x));
    pass.gradient(y) = {a, b};
    pass.backward();
    const Matrix<double> expected = test::differences(
        net.parameters().vector(),
        [&](const Vector<double>& at) {
            net.parameters().vector() = at;
            const auto moments = fast_dropout(net, x, spreads);
            return moments.mean.cwiseProduct(a).sum() + moments.variance.cwiseProduct(b).sum();
        },
        1e-5);
    CHECK((found.vector() - expected).norm() < 1e-7 * expected.norm());
}

TEST_CASE("a linear residual block has the moments of its draws where its branch draws anew") {
    // x -> x + W(g o x), with gates within the branch only: what passes beside it is certain, so nothing is
    // left out.
    const Network<double> net =
        test::with_biases(Network<double>{4, {Dense{6}, Residual{Dense{6}}, Dense{3}}});
    const auto x = drawn(2, 4, 1);
    const auto predicted = fast_dropout(net, x, on(hidden[0], Dropout{0.3}));
    const int draws = 20000;
    Matrix<double> sum = Matrix<double>::Zero(3, 1), squares = sum;
    for (std::uint64_t k = 0; k < draws; ++k) {
        const Matrix<double> y = net.predict(x, Key{9}[k], on(hidden[0], Dropout{0.3}));
        sum += y;
        squares += (y - predicted.mean).cwiseAbs2();
    }
    for (Index i = 0; i < 3; ++i) {
        const double se = std::sqrt(predicted.variance(i, 0) / draws);
        CHECK(std::abs(sum(i, 0) / draws - predicted.mean(i, 0)) < 4 * se);
    }
    // The units of the last layer share the draws, so the variance is that of fast dropout: blind to it.
    CHECK(predicted.variance.minCoeff() > 0);
    const Network<double> block = test::with_biases(Network<double>{4, {Dense{6}, Residual{Dense{6}}}});
    const auto at_sum = fast_dropout(block, x, on(hidden[0], Dropout{0.3}));
    Matrix<double> mean = Matrix<double>::Zero(6, 1), spread = mean;
    for (std::uint64_t k = 0; k < draws; ++k) {
        const Matrix<double> y = block.predict(x, Key{9}[k], on(hidden[0], Dropout{0.3}));
        mean += y;
        spread += (y - at_sum.mean).cwiseAbs2();
    }
    for (Index i = 0; i < 6; ++i) {
        CHECK(std::abs(mean(i, 0) / draws - at_sum.mean(i, 0)) <
              4 * std::sqrt(at_sum.variance(i, 0) / draws));
        // The variance of a sum of bounded draws, whose fourth moment is at most some 3 times that of a
        // normal one.
        CHECK(std::abs(spread(i, 0) / draws / at_sum.variance(i, 0) - 1) < 4 * std::sqrt(6.0 / draws));
    }
}

TEST_CASE(
    "where what passes beside a branch is uncertain, too, means stay exact and variances leave out what both "
    "share") {
    // x -> h + W h with h = V (g o x). Fast dropout takes the two for independent: it has Var(h) + W Var(h)
    // W', where the truth has W Cov(h) and its transpose besides.
    Network<double> net{3, {Dense{2}, Residual{Dense{2}}}};
    const Matrix<double> v{{0.5, 0.7}, {-1.2, 0.3}, {0.8, -0.4}}, w{{0.6, -0.2}, {0.3, 0.9}},
        x = drawn(2, 3, 1);
    net.parameters()["0.weight"] = v;
    net.parameters()["1.weight"] = w;
    const auto found = fast_dropout(net, x, on(inputs, Dropout{0.25}));
    CHECK((found.mean - net.predict(x)).norm() < 1e-14);

    const Vector<double> of_inputs = 1.0 / 3 * x.array().square();
    const Matrix<double> of_h = v.transpose() * of_inputs.asDiagonal() * v;
    const Matrix<double> assumed =
        of_h.diagonal() + (w.array().square().matrix().transpose() * of_h.diagonal());
    CHECK((found.variance - assumed).norm() < 1e-14);
    const Matrix<double> sum = w + Matrix<double>::Identity(2, 2);
    const Matrix<double> exact = (sum.transpose() * of_h * sum).diagonal();
    CHECK((assumed - exact).norm() > 0.1 * exact.norm());

    const int draws = 20000;
    Matrix<double> mean = Matrix<double>::Zero(2, 1), spread = mean;
    for (std::uint64_t k = 0; k < draws; ++k) {
        const Matrix<double> y = net.predict(x, Key{9}[k], on(inputs, Dropout{0.25}));
        mean += y;
        spread += (y - found.mean).cwiseAbs2();
    }
    for (Index i = 0; i < 2; ++i) {
        CHECK(std::abs(mean(i, 0) / draws - found.mean(i, 0)) < 4 * std::sqrt(exact(i, 0) / draws));
        CHECK(std::abs(spread(i, 0) / draws / exact(i, 0) - 1) < 4 * std::sqrt(6.0 / draws));
    }
}

}  // namespace tests::inference_moments_pass
