#include <regula/linear/ridge.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("ridge solves its equations: by either Gram matrix, sparse, with and without an intercept") {
    for (const Index features : {4, 15}) {
        Matrix<double> x = test::drawn(1, features, 9), t = test::drawn(2, 2, 9);
        x.array() += 3;
        t.array() -= 2;
        const Eigen::SparseMatrix<double> sparse = x.sparseView();
        for (const bool intercept : {true, false}) {
            Matrix<double> one(features + 1, 9);  // the intercept as a weight that is not penalised
            one << x, Matrix<double>::Constant(1, 9, intercept ? 1 : 0);
            Matrix<double> h = one * one.transpose() / 9;
            h.diagonal().head(features).array() += 0.3;
            if (!intercept) h(features, features) = 1;
            const Matrix<double> expected = h.ldlt().solve(one * t.transpose() / 9);
            const RidgePath path{Design{x}, t, intercept};
            for (const LinearFit& fit : {ridge(Design{x}, t, L2{0.3}, intercept),
                                         ridge(Design{sparse}, t, L2{0.3}, intercept), path.fit(L2{0.3})}) {
                CAPTURE(features, intercept, fit.certificate.method);
                CHECK((fit.weights - expected.topRows(features)).norm() < 1e-12);
                CHECK((fit.intercept - expected.row(features).transpose()).norm() < 1e-12);
                CHECK(fit.certificate.gap < 1e-14);
                CHECK(fit.certificate.residual < 1e-13);
            }
        }
    }
}

TEST_CASE("leave-one-out and degrees of freedom in closed form are those of brute force") {
    const Matrix<double> x = test::drawn(1, 5, 12), t = test::drawn(2, 2, 12);
    const L2 penalty{0.2};
    for (const bool intercept : {true, false}) {
        const RidgePath path{Design{x}, t, intercept};
        const Matrix<double> out = path.leave_one_out(penalty), y = path.fit(penalty).predict(x);
        double off = 0, freedom = 0;
        for (Index i = 0; i < 12; ++i) {
            std::vector<Index> others;
            for (Index j = 0; j < 12; ++j)
                if (j != i) others.push_back(j);
            // a of a mean over 11 samples that weighs as 0.2 does in a mean over 12
            const L2 same{0.2 * 12 / 11};
            const auto fit =
                ridge(Design{Matrix<double>{x(Eigen::all, others)}}, t(Eigen::all, others), same, intercept);
            off = std::max(off, (t.col(i) - fit.predict(x.col(i)) - out.col(i)).norm());
            Matrix<double> moved = t;
            moved(0, i) += 1;
            freedom += (RidgePath{Design{x}, moved, intercept}.fit(penalty).predict(x) - y)(0, i);
        }
        CHECK(off < 1e-12);
        CHECK(std::abs(path.degrees_of_freedom(penalty) + (intercept ? 1 : 0) - freedom) < 1e-12);
        const double free = 1 - freedom / 12;
        CHECK(std::abs(path.generalized_cross_validation(penalty) -
                       (t - y).squaredNorm() / 12 / (free * free)) < 1e-12);
    }
}

TEST_CASE("ridge refuses what it cannot solve, in sentences") {
    Dataset<double> data{.inputs = test::drawn(1, 2, 5), .targets = test::drawn(2, 1, 5)};
    CHECK_THROWS_WITH(ridge(data, L2{-1}), "L2: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(ridge(Design{data.inputs}, test::drawn(1, 1, 4), L2{1}),
                      "ridge: needs targets for 5 samples, got 1 x 4");
    data.inputs.row(1) = 2 * data.inputs.row(0);
    CHECK_THROWS_WITH(ridge(data, L2{0}), Catch::Matchers::ContainsSubstring("linearly dependent"));
    const auto least = RidgePath{data}.fit(L2{0});
    CHECK(std::abs(least.weights(1) - 2 * least.weights(0)) < 1e-13);
    CHECK(least.certificate.residual < 1e-14);
    const Eigen::SparseMatrix<double> sparse = data.inputs.sparseView();
    CHECK_THROWS_WITH((RidgePath{Design{sparse}, data.targets}),
                      "RidgePath: needs dense inputs; ridge takes sparse ones");
}

TEST_CASE("near singularity the weights of ridge are right, and a certificate says converged of no others") {
    // features u and u + d, d short and nearly orthogonal to u: in p = w1 + w2 and q = w2 nothing cancels
    const Vector<double> u = Vector<double>{{1, 1, 1, 1}} / 2, v = Vector<double>{{1, -1, 1, -1}} / 2;
    const Vector<double> t = 3 * u - 0.7 * v;
    for (const double e : {1e-3, 1e-5, 1e-7, 3e-8, 1e-8})
        for (const double shift : {0.0, 1e-6, 1e-12, 1e-15, 1e-17}) {
            Matrix<double> x(2, 4);
            x << u.transpose(), (u + e * v).transpose();
            long double uu = shift, ud = -shift, dd = 2 * shift, ut = 0, dt = 0;
            for (Index j = 0; j < 4; ++j) {
                const long double one = x(0, j), d = x(1, j) - one;
                uu += one * one, ud += one * d, dd += d * d, ut += one * t[j], dt += d * t[j];
            }
            const long double det = uu * dd - ud * ud, q = (uu * dt - ud * ut) / det;
            const long double p = (dd * ut - ud * dt) / det;
            const Vector<double> expected{{static_cast<double>(p - q), static_cast<double>(q)}};
            CAPTURE(e, shift, expected);
            try {
                const LinearFit fit = ridge(Design{x}, t.transpose(), L2{shift / 4}, false);
                CAPTURE(fit.certificate.method, fit.weights);
                CHECK((fit.weights - expected).norm() <= 1e-6 * expected.norm());
                // where the weights are large their rounding hides whether more could be gained: not
                // converged
                if (e >= 1e-3 || shift >= 1e-6) CHECK(fit.certificate.converged);
            } catch (const std::invalid_argument&) {
                CHECK((shift == 0 && e < 1e-6));  // it says so instead
            }
        }
}

TEST_CASE("of numbers whose squares overflow no certificate says converged") {
    const Matrix<double> x = test::drawn(1, 3, 8), t = 1e200 * test::drawn(2, 1, 8);
    CHECK(!ridge(Design{x}, t, L2{0.1}).certificate.converged);
    CHECK(!RidgePath{Design{x}, t}.fit(L2{0}).certificate.converged);
    CHECK(ridge(Design{x}, Matrix<double>{t / 1e200}, L2{0.1}).certificate.converged);
}

TEST_CASE("leave-one-out and cross-validation have their limits where a model fits every sample") {
    for (const Index features : {3, 8, 9, 15})
        for (const bool intercept : {true, false}) {
            const Matrix<double> x = test::drawn(1, features, 9), t = test::drawn(2, 2, 9);
            const RidgePath path{Design{x}, t, intercept};
            const Matrix<double> none = path.leave_one_out(L2{0}), tiny = path.leave_one_out(L2{1e-13});
            CAPTURE(features, intercept);
            CHECK((none - tiny).norm() <= 1e-9 * none.norm());
            const double gcv = path.generalized_cross_validation(L2{0});
            CHECK(std::abs(gcv - path.generalized_cross_validation(L2{1e-13})) <= 1e-9 * gcv);
            for (Index i = 0; i < 9; ++i) {
                std::vector<Index> others;
                for (Index j = 0; j < 9; ++j)
                    if (j != i) others.push_back(j);
                const RidgePath rest{Design{Matrix<double>{x(Eigen::all, others)}}, t(Eigen::all, others),
                                     intercept};
                const Matrix<double> off = t.col(i) - rest.fit(L2{0}).predict(x.col(i));
                CHECK((off - none.col(i)).norm() <= 1e-11 * none.norm());
            }
        }
    // one sample alone has a feature of its own, all others leave something over
    Matrix<double> x = test::drawn(3, 2, 7);
    x.row(1).setZero();
    x(1, 4) = 2;
    const Matrix<double> t = test::drawn(4, 1, 7);
    const Matrix<double> none = RidgePath{Design{x}, t, false}.leave_one_out(L2{0});
    CHECK((none - RidgePath{Design{x}, t, false}.leave_one_out(L2{1e-10})).norm() < 1e-8);
    CHECK_THROWS_WITH((RidgePath{Design{test::drawn(1, 2, 1)}, test::drawn(2, 1, 1)}.leave_one_out(L2{1})),
                      "RidgePath: leaving out one needs at least two samples, got one");
}

TEST_CASE("a feature 1e8 times as large as the one that it copies does not keep ridge from its minimum") {
    Matrix<double> x(6, 15), y(1, 15);
    fill_normal(Key{5}, x);
    fill_normal(Key{6}, y);
    x.row(1) = 1e8 * x.row(0);
    const Design design{x};
    const auto fit = ridge(design, y, L2{1e3}, false), path = RidgePath{design, y, false}.fit(L2{1e3});
    CHECK(fit.certificate.converged);
    CHECK((fit.weights - path.weights).norm() <= 1e-9 * path.weights.norm());
}
