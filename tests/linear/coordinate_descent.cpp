#include <regula/data/csv.hpp>
#include <regula/data/standardize.hpp>
#include <regula/linear/coordinate_descent.hpp>
#include <regula/linear/ridge.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/theory/lasso.hpp>

#include "support/catch.hpp"
#include "support/data_dir.hpp"
#include "support/drawn.hpp"
#include "support/known_svd.hpp"

using namespace regula;

TEST_CASE("the elastic net is that of theory, of wide and tall data, dense and sparse, with any factors") {
    for (const Index features : {6, 40}) {
        Matrix<double> x = test::drawn(1, features, 20), t = test::drawn(2, 2, 20);
        x.array() += 0.5;
        x.row(3) = x.row(2) + 0.01 * x.row(5);
        t.row(0) += 2 * x.row(0) - x.row(4);
        const Eigen::SparseMatrix<double> sparse = x.sparseView();
        const ElasticNet penalty{.strength = 0.1, .l1_ratio = 0.8};
        const Matrix<double> c = x.colwise() - x.rowwise().mean();
        const auto fit = coordinate_descent(Design{x}, t, SquaredError{}, penalty);
        const auto other = coordinate_descent(Design{sparse}, t, SquaredError{}, penalty);
        CHECK((fit.weights - other.weights).norm() < 1e-10);
        CHECK((fit.intercept - other.intercept).norm() < 1e-10);
        CHECK(fit.certificate.gap < 1e-12);
        for (Index k = 0; k < 2; ++k) {
            const theory::Quadratic q{
                c * c.transpose() / 20,
                c.transpose().completeOrthogonalDecomposition().solve(t.row(k).transpose())};
            const auto known = theory::lasso_minimum(q, 0.08, 0.02);
            CHECK((fit.weights.col(k) - known.w).norm() < 1e-10);
        }
        // a factor is the same as another scale of the feature; of 0 it leaves the weight free
        Vector<double> factors = Vector<double>::Ones(features);
        factors[1] = 4;
        factors[2] = 0;
        Matrix<double> scaled = x;
        scaled.row(1) /= 4;
        const auto a =
            coordinate_descent(Design{x}, t, SquaredError{}, L1{0.05}, {.penalty_factors = factors});
        factors[1] = 1;
        const auto b =
            coordinate_descent(Design{scaled}, t, SquaredError{}, L1{0.05}, {.penalty_factors = factors});
        CHECK((a.predict(x) - b.predict(scaled)).norm() < 1e-9);
        const Matrix<double> rest = a.predict(x) - t;
        CHECK((rest * x.row(2).transpose()).norm() < 1e-9);
        CHECK(rest.rowwise().sum().norm() < 1e-11);
        CHECK(a.certificate.converged);
    }
}

TEST_CASE("logistic and softmax regression meet their conditions, and agree on two classes") {
    const Matrix<double> x = test::drawn(1, 5, 60), noise = test::drawn(2, 1, 60);
    Labels labels(60);
    for (Index j = 0; j < 60; ++j) labels[j] = x(0, j) - x(3, j) + noise(0, j) > 0.3;
    const Design design{x};
    for (const double a : {0.2, 0.02, 1e-4}) {
        const auto yes = coordinate_descent(design, labels, Logistic{}, L1{a});
        const auto both = coordinate_descent(design, labels, SoftmaxCrossEntropy{}, L1{a});
        CAPTURE(a, yes.weights, both.weights);
        CHECK((yes.certificate.converged && both.certificate.converged));
        CHECK(yes.certificate.gap <= 1e-10);
        CHECK(std::abs(yes.certificate.objective - both.certificate.objective) < 1e-9);
        const Matrix<double> y = yes.predict(x), scores = both.predict(x);
        CHECK((scores.row(1) - scores.row(0) - y).norm() < 1e-3 * (1 + y.norm()));
        // the conditions, written out
        const Vector<double> p = (1 + (-y.array()).exp()).inverse().transpose();
        const Vector<double> g = x * (p - labels.cast<double>()) / 60;
        for (Index i = 0; i < 5; ++i) {
            const double w = yes.weights(i, 0);
            CHECK((w == 0 ? std::max(0.0, std::abs(g[i]) - a) : std::abs(g[i] + std::copysign(a, w))) < 1e-6);
        }
    }
    // data that a line separates have a minimum only with a penalty
    for (Index j = 0; j < 60; ++j) labels[j] = x(0, j) > 0;
    const auto fit = coordinate_descent(design, labels, Logistic{}, L2{1e-4}, {.tolerance = 1e-12});
    CHECK(fit.certificate.converged);
    const Vector<double> p = (1 + (-fit.predict(x).array()).exp()).inverse().transpose();
    CHECK((x * (p - labels.cast<double>()) / 60 + 1e-4 * fit.weights).norm() < 1e-7);
}

TEST_CASE("a path is its fits one by one, and a start changes nothing") {
    const Matrix<double> x = test::drawn(1, 30, 25), t = test::drawn(2, 1, 25);
    const Design design{x};
    std::vector<L1> penalties;
    for (int k = 0; k < 12; ++k) penalties.push_back({0.4 * std::pow(0.7, k)});
    const auto path = coordinate_descent_path(design, t, SquaredError{}, penalties);
    REQUIRE(path.size() == 12);
    for (std::size_t k = 0; k < 12; ++k) {
        const auto alone = coordinate_descent(design, t, SquaredError{}, penalties[k], {}, &path[11]);
        CHECK((alone.weights - path[k].weights).norm() < 1e-9);
        CHECK(path[k].certificate.gap <= 1e-10);
    }
    const Dataset<float> single{.inputs = x.cast<float>(), .targets = t.cast<float>()};
    CHECK((coordinate_descent(single, SquaredError{}, penalties[6]).weights - path[6].weights).norm() < 1e-5);
    const auto zero = coordinate_descent(design, t, SquaredError{}, L1{10}, {.intercept = false});
    CHECK(zero.support() == 0);
    CHECK(zero.intercept[0] == 0);
    const auto hasty =
        coordinate_descent(design, t, SquaredError{}, L1{1e-3}, {.tolerance = 0, .max_passes = 1});
    CHECK_FALSE(hasty.certificate.converged);
}

TEST_CASE("sparse data stay sparse: a matrix of 80 GB, and features that are constant") {
    const Index n = 100000;
    Eigen::SparseMatrix<double> x(n, n);
    std::vector<Eigen::Triplet<double>> entries;
    const Key key{3};
    for (Index j = 0; j < n; ++j)
        entries.emplace_back(static_cast<int>(key.below(100000, static_cast<std::uint64_t>(j))),
                             static_cast<int>(j), 1 + key.normal(static_cast<std::uint64_t>(j)));
    x.setFromTriplets(entries.begin(), entries.end());
    Matrix<double> t = test::drawn(4, 1, n);
    t += 50.0 * x.row(entries[0].row());
    const auto fit = coordinate_descent(Design{x}, t, SquaredError{}, L1{7e-5});
    CHECK(fit.certificate.gap <= 1e-10);
    CHECK(fit.support() > 0);
    CHECK(fit.support() < 1000);

    Matrix<double> flat = test::drawn(1, 3, 10);
    flat.row(1).setConstant(7);
    const auto held = coordinate_descent(Design{flat}, test::drawn(2, 1, 10), SquaredError{}, L1{1e-3});
    CHECK(held.weights(1, 0) == 0);
    CHECK(held.certificate.converged);
}

TEST_CASE(
    "MCP, which is not convex: its prox on orthonormal inputs, elsewhere no weight alone can be improved") {
    const Mcp penalty{.strength = 0.3, .gamma = 2.5};
    const Matrix<double> even = std::sqrt(30.0) * test::orthonormal(1, 30, 6).transpose();
    const Matrix<double> t = Matrix<double>{{2, -0.4, 0.1, 0.9, 0, -3}} * even + test::drawn(2, 1, 30);
    Vector<double> known = even * t.transpose() / 30;
    penalty.prox(known, 1.0);
    const CoordinateDescent bare{.tolerance = 1e-12, .intercept = false};
    const auto fit = coordinate_descent(Design{even}, t, SquaredError{}, penalty, bare);
    CHECK((fit.weights - known).norm() < 1e-11);
    CHECK(((fit.weights.array() == 0) == (known.array() == 0)).all());
    CHECK((fit.certificate.converged && std::isnan(fit.certificate.gap)));

    Matrix<double> x = test::drawn(3, 9, 30);
    x.row(5) = x.row(2) + 0.3 * x.row(5);
    const Matrix<double> y = 2 * x.row(2) - x.row(7) + test::drawn(4, 1, 30);
    const auto found = coordinate_descent(Design{x}, y, SquaredError{}, penalty, bare);
    const auto cost = [&](const Matrix<double>& w) {
        return SquaredError{}.value(w.transpose() * x, y) + penalty.value(w);
    };
    double lower = 0;
    for (Index j = 0; j < 9; ++j)
        for (int k = -400; k <= 400; ++k) {
            Matrix<double> w = found.weights;
            w(j) = k % 2 == 0 ? 0.01 * k : w(j) + 1e-5 * k;
            lower = std::max(lower, cost(found.weights) - cost(w));
        }
    CHECK(lower <= 1e-13);
    CHECK(found.support() < 9);
}

TEST_CASE("the lasso and the elastic net of real data have a gap of at most 1e-10") {
    for (const auto& [file, target] :
         {std::pair<std::string, std::string>{"prostate.csv", "lpsa"}, {"diabetes.csv", "y"}}) {
        const std::string path = test::real_data(file);
        if (path.empty()) return;
        auto data = regression(read_csv<double>(path), target);
        Standardize<double>::fit(data).apply(data);
        const Matrix<double> rest = data.targets.array() - data.targets.mean();
        const double most =
            (data.inputs * rest.transpose()).cwiseAbs().maxCoeff() / static_cast<double>(data.size());
        std::vector<ElasticNet> penalties;
        for (const double ratio : {1.0, 0.6})
            for (int k = 0; k <= 40; ++k) penalties.push_back({most * std::pow(10, -0.1 * k), ratio});
        double gap = 0;
        for (const auto& fit : coordinate_descent_path(data, SquaredError{}, penalties))
            gap = std::max(gap, fit.certificate.gap);
        CHECK(gap <= 1e-10);
    }
}

TEST_CASE("coordinate descent refuses what does not fit, in sentences") {
    const Design design{test::drawn(1, 3, 4)};
    Matrix<double> t = test::drawn(2, 1, 4);
    const auto fit = [&](const auto& loss, const CoordinateDescent& options = {}) {
        return coordinate_descent(design, t, loss, L1{0.1}, options);
    };
    CHECK_THROWS_WITH(fit(Logistic{}), Catch::Matchers::ContainsSubstring("targets in [0, 1], got "));
    CHECK_THROWS_WITH(fit(SquaredError{}, {.tolerance = -1}),
                      "CoordinateDescent: tolerance must be >= 0, got -1");
    CHECK_THROWS_WITH(fit(SquaredError{}, {.penalty_factors = Vector<double>::Ones(2)}),
                      "CoordinateDescent: needs a penalty factor for each of 3 features, got 2");
    CHECK_THROWS_WITH(coordinate_descent(design, t, SquaredError{}, L1{-1}),
                      "L1: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(coordinate_descent(design, Labels{{0, 1, 2, 0}}, Logistic{}, L1{1}),
                      "coordinate_descent: Logistic needs labels 0 and 1, got 2");
    t(0, 2) = std::nan("");
    CHECK_THROWS_WITH(fit(SquaredError{}), "coordinate_descent: every target must be finite");
    t.resize(1, 3);
    CHECK_THROWS_WITH(fit(SquaredError{}), "coordinate_descent: needs targets for 4 samples, got 1 x 3");
}
