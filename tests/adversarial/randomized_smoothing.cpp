#include <regula/adversarial/randomized_smoothing.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/network.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::adversarial_randomized_smoothing {

using test::drawn;

TEST_CASE(
    "of a linear classifier the certified radius is below the true one in 1 - alpha of cases, and near it") {
    Network<double> net{4, {Dense{1}}, Key{4}};
    net.parameters()["0.bias"](0, 0) = 0.3;
    const Matrix<double> w = net.parameters()["0.weight"], x = drawn(3, 4, 400), y = net.predict(x);
    const RandomizedSmoothing smoothing{.stddev = 0.8, .draws = 400, .selection_draws = 50, .alpha = 0.1};
    const auto found = smoothed_classes(net, x, smoothing, Key{7});
    const double largest = 0.8 * normal_quantile(std::pow(0.1, 1.0 / 400));
    Index above = 0, decided = 0, far = 0;
    for (std::size_t j = 0; j < found.size(); ++j) {
        const double score = y(0, static_cast<Index>(j)), truth = std::abs(score) / w.norm();
        if (found[j].label < 0) {
            CHECK(truth < 0.5);  // only where a vote is nearly even
            continue;
        }
        ++decided;
        CHECK(found[j].radius <= largest);
        if (found[j].label != (score > 0 ? 1 : 0) || found[j].radius > truth) ++above;
        if (truth < 0.8 * largest && truth > 0.2) far += found[j].radius < truth - 0.25 ? 1 : 0;
    }
    CHECK(decided > 300);
    CHECK(static_cast<double>(above) <= 400 * 0.1 + 4 * std::sqrt(400 * 0.1 * 0.9));
    CHECK(above >= 5);  // the bound is not idle: alpha is its level
    CHECK(far < 12);
}

TEST_CASE("the level of the bound is alpha: with a rare alpha hardly any radius is too large") {
    Network<double> net{3, {Dense{2}}, Key{4}};
    const Matrix<double> w = net.parameters()["0.weight"], x = drawn(5, 3, 200), y = net.predict(x);
    const double length = (w.col(0) - w.col(1)).norm();
    const auto found =
        smoothed_classes(net, x, RandomizedSmoothing{.stddev = 0.5, .draws = 200, .alpha = 1e-4}, Key{7});
    Index above = 0;
    for (Index j = 0; j < 200; ++j)
        above += found[static_cast<std::size_t>(j)].radius > std::abs(y(0, j) - y(1, j)) / length ? 1 : 0;
    CHECK(above == 0);
}

TEST_CASE("votes are those of the draws of a key, in parts of any size and for several threads") {
    Network<double> net{4, {Dense{6}, Relu{}, Dense{3}}, Key{4}};
    const Matrix<double> x = drawn(3, 4, 5);
    Matrix<double> seen = x.col(2).replicate(1, 300);
    GaussianNoise{0.7}.perturb(seen, Key{9});
    const Matrix<double> y = net.predict(seen);
    std::vector<Index> votes(3, 0);
    for (Index j = 0; j < 300; ++j) {
        Index best = 0;
        y.col(j).maxCoeff(&best);
        ++votes[static_cast<std::size_t>(best)];
    }
    Workers alone, three{3};
    CHECK(noisy_votes(net, x.col(2), 0.7, 300, Key{9}, alone) == votes);
    CHECK(noisy_votes(net, x.col(2), 0.7, 300, Key{9}, three, 37) == votes);

    const RandomizedSmoothing smoothing{.stddev = 0.3, .draws = 150};
    const auto one = smoothed_classes(net, x, smoothing, Key{2}, alone),
               many = smoothed_classes(net, x, smoothing, Key{2}, three);
    for (std::size_t j = 0; j < 5; ++j) {
        CHECK(one[j].votes == many[j].votes);
        CHECK(one[j].radius == many[j].radius);
        const double p = clopper_pearson_lower(one[j].votes, 150, 1e-3);
        CHECK(one[j].label == (p > 0.5 ? one[j].candidate : -1));
        CHECK(one[j].radius == (p > 0.5 ? 0.3 * normal_quantile(p) : 0));
    }
}

TEST_CASE("the certified error of smoothed classes counts wrong, undecided and too near samples") {
    const std::vector<SmoothedClass> found{
        {.label = 1, .radius = 0.5}, {.label = -1}, {.label = 2, .radius = 0.2}, {.label = 0, .radius = 1.0}};
    const Labels labels{{1, 1, 2, 2}};
    CHECK(certified_error(found, labels, 0) == 0.5);
    CHECK(certified_error(found, labels, 0.2) == 0.5);
    CHECK(certified_error(found, labels, 0.4) == 0.75);
    CHECK(certified_error(found, labels, 0.6) == 1);
    CHECK_THROWS_AS(certified_error(found, Labels{{1, 1}}, 0.1), std::invalid_argument);
    CHECK_THROWS_AS(certified_error(found, labels, -0.1), std::invalid_argument);
    CHECK_THROWS_WITH(certified_error(found, Labels{{1, -1, 2, 2}}, 0),
                      "certified_error: labels must be >= 0, got -1");
}

TEST_CASE("randomized smoothing refuses bad settings") {
    const Network<double> net{4, {Dense{2}}, Key{4}};
    const Matrix<double> x = drawn(3, 4, 2);
    for (const RandomizedSmoothing& bad :
         {RandomizedSmoothing{.stddev = 0}, RandomizedSmoothing{.stddev = 1, .draws = 0},
          RandomizedSmoothing{.stddev = 1, .selection_draws = 0},
          RandomizedSmoothing{.stddev = 1, .alpha = 1}})
        CHECK_THROWS_AS(smoothed_classes(net, x, bad), std::invalid_argument);
    Matrix<double> none = x;
    none(1, 1) = std::nan("");
    CHECK_THROWS_WITH(smoothed_classes(net, none, {.stddev = 1}),
                      "smoothed_classes: the samples must be finite");
    Network<double> diverged = net;
    diverged.parameters().vector()[0] = std::nan("");
    CHECK_THROWS_WITH(smoothed_classes(diverged, x, {.stddev = 1}),
                      "smoothed_classes: an output of the network is NaN");
}

}  // namespace tests::adversarial_randomized_smoothing
