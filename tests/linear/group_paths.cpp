#include <regula/linear/coordinate_descent.hpp>
#include <regula/loss/sample_weights.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/selection/cross_validate.hpp>
#include <regula/selection/scores.hpp>
#include <regula/selection/trace.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_group_paths {

/// Data of a linear model: correlated features of different sizes, one of them twice, some without variation.
struct Problem {
    Matrix<double> x, t;  // features x samples, outputs x samples
    Vector<double> sample_weights;
    bool sparse = false, intercept = true;

    Design design() const { return sparse ? Design{Eigen::SparseMatrix<double>{x.sparseView()}} : Design{x}; }
    CoordinateDescent options() const {
        return {.tolerance = 1e-13,
                .residual_tolerance = 1e-11,
                .intercept = intercept,
                .sample_weights = sample_weights};
    }
};

template <class Loss>
Problem problem(std::uint64_t seed, Index features, Index samples, Index width) {
    Problem p{test::drawn(seed, features, samples), test::drawn(seed + 100, width, samples), {}};
    for (Index j = 1; j < features; ++j) p.x.row(j) += 0.5 * p.x.row(j / 2);
    p.x.row(4) = p.x.row(3);
    p.x.row(6) *= 3;
    p.x.row(7).setConstant(2);
    p.x = (p.x.array().abs() < 0.3).select(0, p.x);
    p.t += 2 * test::drawn(seed + 200, width, 6) * p.x.topRows(6);
    if constexpr (std::same_as<Loss, Logistic>)
        p.t = (p.t.array() + 0.3 > 0).template cast<double>().matrix().eval();
    if constexpr (std::same_as<Loss, SoftmaxCrossEntropy>)
        for (Index i = 0; i < samples; ++i) {
            Index top = 0;
            p.t.col(i).maxCoeff(&top);
            p.t.col(i) = Vector<double>::Unit(width, top);
        }
    p.sparse = seed % 2 == 1;
    p.intercept = seed % 3 != 0;
    if (seed % 4 < 2) p.sample_weights = test::drawn(seed + 300, samples).cwiseAbs();
    return p;
}

/// The loss as a function of the weights, one output after the other, with the best intercept.
template <class Loss>
auto objective(const Problem& p) {
    return [&p, shares = relative_weights(p.sample_weights)](const auto& w, auto& g) {
        const Index k = p.t.rows();
        const Loss loss;
        const SampleWeights<Loss> judge{loss, shares};
        Matrix<double> scores = Matrix<double>{w.reshaped(p.x.rows(), k)}.transpose() * p.x, slope;
        Vector<double> level = Vector<double>::Zero(k);
        const double value = p.intercept ? add_best_intercept(judge, p.t, scores, level, slope)
                                         : value_and_gradient(judge, scores, p.t, slope);
        g = Matrix<double>{p.x * slope.transpose()}.reshaped();
        return value;
    };
}

/// Groups of unequal sizes, not in order, with some entries in none.
Eigen::MatrixXi unequal(Index rows, Index cols) {
    Eigen::MatrixXi number(rows, cols);
    for (Index k = 0; k < number.size(); ++k)
        number.data()[k] = k % 7 == 5 ? -1 : static_cast<int>((k * k + k / 3) % (number.size() / 4));
    return number;
}
Eigen::MatrixXi of_rows(Index rows, Index cols) {
    Eigen::MatrixXi number(rows, cols);
    for (Index i = 0; i < rows; ++i) number.row(i).setConstant(static_cast<int>(i));
    return number;
}
Eigen::MatrixXi of_columns(Index rows, Index cols) { return of_rows(cols, rows).transpose(); }

/// Holds the fit with a penalty against proximal gradient steps with the same penalty of a vector: groups of
/// these numbers, with the strengths of the norms, of L1 and of L2.
template <class Loss, class P>
void compare(const Problem& p, const P& penalty, const Eigen::MatrixXi& number, double norm, bool by_size,
             double l1, double l2) {
    const auto fit = coordinate_descent(p.design(), p.t, Loss{}, penalty, p.options());
    Vector<double> w = Vector<double>::Zero(number.size());
    const auto f = objective<Loss>(p);
    const Certificate known =
        minimize(w, f, ProximalGradient{.tolerance = 1e-12},
                 GroupLassoOver{norm, Eigen::MatrixXi{number.reshaped()}, by_size}, L1{l1}, L2{l2});
    CAPTURE(p.x.rows(), p.x.cols(), p.t.rows(), p.sparse, p.intercept, known.residual, fit.certificate.gap,
            fit.certificate.residual, fit.certificate.iterations);
    CHECK(fit.certificate.converged);
    CHECK(std::abs(fit.certificate.objective - known.objective) < 1e-10);
    CHECK((fit.weights.array() != 0).any());
    const Matrix<double> apart =
        (fit.weights.reshaped() - w).reshaped(p.x.rows(), p.t.rows()).transpose() * p.x;
    CHECK((p.intercept ? Matrix<double>{apart.colwise() - apart.rowwise().mean()} : apart).norm() < 1e-6);
    Vector<double> slope(w.size());
    f(Vector<double>{fit.weights.reshaped()}, slope);
    // the conditions of optimality: weights are what the proximal step makes of them
    Vector<double> moved = (fit.weights.reshaped() - 0.1 * (slope + l2 * fit.weights.reshaped()));
    (GroupLassoOver{norm, Eigen::MatrixXi{number.reshaped()}, by_size} + L1{l1}).prox(moved, 0.1);
    CHECK((moved - fit.weights.reshaped()).norm() < 1e-8);
}

template <class Loss>
void compare_all(std::uint64_t seed, Index width) {
    for (const Index features : {13, 41}) {
        const Problem p = problem<Loss>(seed++, features, 29, width);
        Vector<double> none = Vector<double>::Zero(features * width), slope = none;
        objective<Loss>(p)(none, slope);
        const double a = 0.12 * slope.norm() / std::sqrt(static_cast<double>(width));
        const auto over = unequal(features, width);
        compare<Loss>(p, GroupLassoOver{a, over, true}, over, a, true, 0, 0);
        compare<Loss>(p, GroupLassoOver{a, over} + L2{0.1}, over, a, false, 0, 0.1);
        compare<Loss>(p, ElasticNet{a, 0.3} + GroupLassoOver{a, over}, over, a, false, 0.3 * a, 0.7 * a);
        compare<Loss>(p, L21{a}, of_rows(features, width), a, false, 0, 0);
        compare<Loss>(p, GroupLasso{3 * a}, of_columns(features, width), 3 * a, false, 0, 0);
        compare<Loss>(p, SparseGroupLasso{a, 0.4, true}, of_columns(features, width), 0.6 * a, true, 0.4 * a,
                      0);
    }
}

TEST_CASE("squared error with penalties of groups has the minimum that proximal gradient steps find") {
    compare_all<SquaredError>(1, 1);
    compare_all<SquaredError>(3, 3);
}
TEST_CASE("logistic regression with penalties of groups has the minimum that proximal gradient steps find") {
    compare_all<Logistic>(5, 1);
    compare_all<Logistic>(8, 2);
}
TEST_CASE("softmax regression with penalties of groups has the minimum that proximal gradient steps find") {
    compare_all<SoftmaxCrossEntropy>(9, 3);
}

TEST_CASE(
    "the gap of a penalty of groups is at least the distance from the minimum, of unfinished fits too") {
    int unfinished = 0;
    for (const std::uint64_t seed : {1u, 2u, 3u, 6u}) {
        const Problem p = problem<Logistic>(seed, 41, 29, 2);
        const auto hold = [&](const auto& penalty) {
            const auto best = coordinate_descent(p.design(), p.t, Logistic{}, penalty, p.options());
            auto options = p.options();
            options.tolerance = 1e-1;
            options.residual_tolerance = 1;
            const auto coarse = coordinate_descent(p.design(), p.t, Logistic{}, penalty, options);
            options = p.options();
            options.max_passes = 1;
            const auto hasty = coordinate_descent(p.design(), p.t, Logistic{}, penalty, options);
            Vector<double> none = Vector<double>::Zero(82), slope = none;
            const double unit = objective<Logistic>(p)(none, slope);
            CHECK(best.certificate.gap <= 1e-13);
            CHECK(coarse.certificate.converged);
            CHECK_FALSE(hasty.certificate.converged);
            for (const Certificate& proof : {coarse.certificate, hasty.certificate}) {
                const double above = proof.objective - best.certificate.objective;
                unfinished += above > 1e-4 * unit;
                CHECK(above > -1e-12);
                CHECK(above <= proof.gap * unit + 1e-12);
            }
        };
        hold(GroupLassoOver{0.03, unequal(41, 2)});
        hold(L21{0.02});
        hold(SparseGroupLasso{0.03, 0.5});
        hold(GroupLassoOver{0.02, of_rows(41, 2)} + L1{0.01});
        hold(L21{0.02} + ElasticNet{0.02, 0.5});
    }
    CHECK(unfinished >= 10);
}

TEST_CASE("at the largest strength all groups are zero, whatever the data") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Dataset<double> data{.inputs = test::drawn(seed, 12, 37),
                                   .targets = test::drawn(seed + 99, 2, 37)};
        const auto support = [&](const auto& penalty) {
            const double most = strength_max(data, SquaredError{}, penalty);
            return trace(data, SquaredError{}, along(penalty, std::vector<double>{most}))[0].fit.support();
        };
        CHECK(support(L21{1}) == 0);
        CHECK(support(GroupLasso{1}) == 0);
        CHECK(support(SparseGroupLasso{1, 0.5}) == 0);
    }
}

TEST_CASE("a path of groups begins with none, and then one group alone enters as a whole") {
    Dataset<double> data{.inputs = test::drawn(1, 30, 40), .targets = test::drawn(2, 1, 40)};
    data.targets += data.inputs.row(3) - data.inputs.row(4) + data.inputs.row(5);
    Eigen::MatrixXi number(30, 1);
    for (Index j = 0; j < 30; ++j) number(j) = static_cast<int>(j / 4);
    const double most = strength_max(data, SquaredError{}, GroupLassoOver{1, number});
    std::vector<double> strengths = log_spaced(most, 1e-3, 60);
    strengths.insert(strengths.begin() + 1, 0.999 * most);
    const auto penalties = along(GroupLassoOver{1, number}, strengths);
    const auto path = trace(data, SquaredError{}, penalties);
    CHECK(path[0].fit.support() == 0);
    CHECK(path[1].fit.support() == 4);
    CHECK(path[60].fit.support() == 30);
    for (std::size_t k = 0; k < path.size(); ++k) {
        CHECK(path[k].fit.certificate.converged);
        for (Index j = 0; j < 30; ++j)
            CHECK((path[k].fit.weights(j, 0) == 0) == (path[k].fit.weights(j - j % 4, 0) == 0));
        if (k % 20 != 7) continue;
        const auto alone = coordinate_descent(data, SquaredError{}, penalties[k], {}, &path[59].fit);
        CHECK((alone.weights - path[k].fit.weights).norm() < 1e-6);
        CHECK(alone.certificate.converged);
    }
    const auto judged =
        cross_validate(data, k_folds(40, 5, Key{3}), 61, path_score(SquaredError{}, penalties));
    CHECK(judged.best > 0);
    CHECK(judged.mean[judged.best] < judged.mean[0]);
}

TEST_CASE("a group of one entry is a lasso, dependent features in a group cost nothing") {
    const Matrix<double> x = test::drawn(1, 9, 30), t = test::drawn(2, 1, 30) + 2 * x.row(2);
    Eigen::MatrixXi number(9, 1);
    number << 0, 1, 2, 3, 4, 5, 6, 7, 8;
    const auto single = coordinate_descent(Design{x}, t, SquaredError{}, GroupLassoOver{0.1, number});
    CHECK((single.weights - coordinate_descent(Design{x}, t, SquaredError{}, L1{0.1}).weights).norm() < 1e-8);

    // of a feature that stands in a group twice each has half of the weight of one that is larger by root 2
    Matrix<double> twice(10, 30), larger = x;
    twice << x, x.row(2);
    larger.row(2) *= std::sqrt(2.0);
    Eigen::MatrixXi pairs(10, 1), others(9, 1);
    pairs << 0, 0, 1, 1, 2, 2, 3, 3, 3, 1;
    others << 0, 0, 1, 1, 2, 2, 3, 3, 3;
    const auto both = coordinate_descent(Design{twice}, t, SquaredError{}, GroupLassoOver{0.1, pairs});
    const auto one = coordinate_descent(Design{larger}, t, SquaredError{}, GroupLassoOver{0.1, others});
    CHECK(both.certificate.converged);
    CHECK(std::abs(both.weights(2, 0) - std::sqrt(0.5) * one.weights(2, 0)) < 1e-8);
    CHECK(std::abs(both.weights(9, 0) - both.weights(2, 0)) < 1e-8);
    CHECK(std::abs(both.weights(3, 0) - one.weights(3, 0)) < 1e-8);
}

TEST_CASE("groups at the ends: no strength, nothing to fit, a tolerance of 0, numbers out of range") {
    const Matrix<double> x = test::drawn(1, 6, 30), t = test::drawn(2, 1, 30) + x.row(1);
    const GroupLassoOver pairs{0, Eigen::MatrixXi{{0}, {0}, {1}, {1}, {2}, {-1}}};
    const auto free = coordinate_descent(Design{x}, t, SquaredError{}, pairs);
    CHECK(free.certificate.converged);
    CHECK((free.weights - coordinate_descent(Design{x}, t, SquaredError{}, L1{0}).weights).norm() < 1e-7);
    for (const double level : {0.0, 2.0}) {
        const Matrix<double> flat = Matrix<double>::Constant(6, 30, level);
        const auto none = coordinate_descent(Design{flat}, t, SquaredError{}, L21{0.1});
        CHECK(none.weights.isZero(0));
        CHECK(none.certificate.converged);
        CHECK(std::abs(none.intercept[0] - t.mean()) < 1e-14);
    }
    const CoordinateDescent endless{.tolerance = 0, .residual_tolerance = 0};
    const auto finest = coordinate_descent(Design{x}, t, SquaredError{}, L21{0.05}, endless);
    CHECK(finest.certificate.gap < 1e-14);
    CHECK(finest.certificate.iterations < endless.max_passes);
    const auto even =
        coordinate_descent(Design{x}, Matrix<double>::Constant(1, 30, 3).eval(), SquaredError{}, L21{0.05});
    CHECK((even.certificate.converged && even.certificate.objective == 0));
    CHECK_FALSE(coordinate_descent(Design{x}, Matrix<double>{1e200 * t}, SquaredError{}, L21{0.05})
                    .certificate.converged);
}

TEST_CASE("paths of groups refuse in sentences") {
    const Matrix<double> x = test::drawn(1, 4, 10), t = test::drawn(2, 1, 10);
    const GroupLassoOver pairs{0.1, Eigen::MatrixXi{{0}, {0}, {1}, {1}}},
        others{0.1, Eigen::MatrixXi{{0}, {1}, {1}, {0}}}, two{0.1, Eigen::MatrixXi{{0}, {1}}};
    CHECK_THROWS_WITH(coordinate_descent_path(Design{x}, t, SquaredError{}, std::vector{pairs, others}),
                      "coordinate_descent: all penalties of a path must have the same groups");
    CHECK_THROWS_WITH(
        coordinate_descent(Design{x}, t, SquaredError{}, two),
        "GroupLassoOver: the groups are those of 2 x 1 entries, the weights of the model are 4 x 1");
    CHECK_THROWS_WITH(
        coordinate_descent(Design{x}, t, SquaredError{}, pairs, {.penalty_factors = Vector<double>::Ones(4)}),
        Catch::Matchers::ContainsSubstring("a penalty of groups takes none"));
    CHECK_THROWS_WITH(coordinate_descent(Design{x}, t, SquaredError{}, L21{-1} + L2{1}),
                      "L21: strength must be >= 0, got -1");
}

}  // namespace tests::linear_group_paths
