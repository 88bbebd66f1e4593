#include <regula/sparse/nmf.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <Eigen/SVD>

using namespace regula;

namespace tests::sparse_nmf {

template <class Scalar>
Matrix<Scalar> non_negative(std::uint64_t seed, Index rows, Index cols) {
    return test::drawn<Scalar>(seed, rows, cols).cwiseMax(0);
}

template <class Scalar>
double relative_error(const Matrix<Scalar>& x, const NonNegativeFactors<Scalar>& found) {
    return static_cast<double>((x - found.w * found.h).norm() / x.norm());
}

TEMPLATE_TEST_CASE("the objective never rises, and is that of the factors, by both updates", "", float,
                   double) {
    const double rounding = std::is_same_v<TestType, float> ? 1e-5 : 1e-13;
    const Matrix<TestType> x = non_negative<TestType>(1, 19, 71);
    for (const NmfUpdate update : {NmfUpdate::hals, NmfUpdate::multiplicative})
        for (const std::uint64_t seed : {1U, 2U, 3U}) {
            const auto found =
                factorize(x, Nmf{.components = 5, .update = update, .iterations = 200}, Key{seed});
            for (std::size_t t = 1; t < found.objective.size(); ++t)
                CHECK(found.objective[t] <= found.objective[t - 1] * (1 + rounding));
            const double direct = (x - found.w * found.h).template cast<double>().squaredNorm() / 2;
            CHECK(found.objective.back() == Approx(direct).epsilon(1e-5));
            CHECK((found.w.minCoeff() >= 0 && found.h.minCoeff() >= 0));
            CHECK((found.w.colwise().norm().transpose() - found.h.rowwise().norm()).norm() < 1e-4);
            CHECK(found.objective.back() < 0.75 * found.objective[1]);
        }
}

TEST_CASE("HALS recovers an exact non-negative product from several seeds") {
    for (const Index rank : {2, 3}) {
        const Matrix<double> x = test::drawn(1, 17, rank).cwiseAbs() * test::drawn(2, rank, 23).cwiseAbs();
        for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
            const auto found =
                factorize(x, Nmf{.components = rank, .iterations = 20000, .tolerance = 1e-8}, Key{seed});
            CAPTURE(rank, seed, found.objective.size());
            CHECK(found.converged);
            CHECK(relative_error(x, found) < 1e-6);
        }
    }
}

TEST_CASE("at convergence min(W, dW) = 0 and min(H, dH) = 0, with exact zeros by HALS") {
    const Matrix<double> x = non_negative<double>(3, 11, 31);
    for (const std::uint64_t seed : {1U, 2U}) {
        const auto found =
            factorize(x, Nmf{.components = 4, .iterations = 20000, .tolerance = 1e-10}, Key{seed});
        const Matrix<double> rest = found.w * found.h - x;
        const Matrix<double> dw = rest * found.h.transpose(), dh = found.w.transpose() * rest;
        CHECK(found.converged);
        CHECK(found.w.cwiseMin(dw).norm() < 1e-8 * x.norm());
        CHECK(found.h.cwiseMin(dh).norm() < 1e-8 * x.norm());
        CHECK((found.h.array() == 0).count() > 10);
        CHECK((found.h.array() > 0).rowwise().any().all());
    }
    const auto slow =
        factorize(x, Nmf{.components = 4, .update = NmfUpdate::multiplicative, .iterations = 20000}, Key{1});
    CHECK(slow.converged);
    const Matrix<double> dh = slow.w.transpose() * (slow.w * slow.h - x);
    CHECK(slow.h.cwiseMin(dh).norm() < 1e-3 * x.norm());
}

TEMPLATE_TEST_CASE("one component is the first singular pair, since x >= 0", "", float, double) {
    const Matrix<TestType> x = non_negative<TestType>(4, 9, 14);
    const Eigen::JacobiSVD<Matrix<double>> svd{x.template cast<double>(), Eigen::ComputeThinU};
    const double first = svd.singularValues()[0];
    for (const NmfUpdate update : {NmfUpdate::hals, NmfUpdate::multiplicative}) {
        const auto found = factorize(x, Nmf{.components = 1, .update = update, .tolerance = 1e-6}, Key{1});
        const double squares = static_cast<double>(x.squaredNorm());
        CHECK(found.objective.back() == Approx((squares - first * first) / 2).epsilon(1e-5));
        CHECK(static_cast<double>(found.w.norm()) == Approx(std::sqrt(first)).epsilon(1e-5));
        CHECK((svd.matrixU().col(0).cwiseAbs() - found.w.template cast<double>() / std::sqrt(first)).norm() <
              1e-4);
    }
}

TEST_CASE("factors do not depend on the number of threads") {
    const Matrix<float> x = non_negative<float>(5, 70, 203);
    for (const NmfUpdate update : {NmfUpdate::hals, NmfUpdate::multiplicative}) {
        const Nmf method{.components = 6, .update = update, .iterations = 30};
        const auto alone = factorize(x, method, Key{1});
        for (const int threads : {2, 5}) {
            Workers workers{threads};
            const auto many = factorize(x, method, Key{1}, workers);
            CHECK((many.w == alone.w && many.h == alone.h));
            CHECK(many.objective == alone.objective);
            CHECK(many.residual == alone.residual);
        }
        CHECK(factorize(x, method, Key{2}).w != alone.w);
    }
}

TEST_CASE("components that become zero are replaced, and the objective still never rises") {
    Index replaced = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Matrix<double> x = test::drawn(seed, 2, 3).cwiseMax(0);
        const auto found =
            factorize(x, Nmf{.components = 2, .iterations = 300, .tolerance = 1e-10}, Key{seed});
        replaced += found.replaced;
        for (std::size_t t = 1; t < found.objective.size(); ++t)
            CHECK(found.objective[t] <= found.objective[t - 1] * (1 + 1e-12) + 1e-28);
        CHECK((found.w.allFinite() && found.h.allFinite()));
        // Two components factorize two rows exactly.
        if (found.converged) CHECK((x - found.w * found.h).norm() <= 1e-6 * x.norm());
    }
    CHECK(replaced >= 2);
}

TEST_CASE("matrices of any finite size, of zeros, and of fewer components than asked for are factorized") {
    const Matrix<double> x = non_negative<double>(6, 7, 12);
    const Nmf method{.components = 3, .iterations = 50};
    const auto found = factorize(x, method, Key{1});
    for (const int exponent : {-1000, 400, 1000}) {
        const auto scaled = factorize(Matrix<double>{x * std::ldexp(1.0, exponent)}, method, Key{1});
        CHECK(scaled.w == found.w * std::ldexp(1.0, exponent / 2));
        CHECK(scaled.h == found.h * std::ldexp(1.0, exponent / 2));
    }
    const Matrix<double> zero = Matrix<double>::Zero(3, 5), ones = Matrix<double>::Ones(3, 5);
    for (const NmfUpdate update : {NmfUpdate::hals, NmfUpdate::multiplicative}) {
        const auto nothing = factorize(zero, Nmf{.components = 2, .update = update}, Key{1});
        CHECK((nothing.converged && nothing.objective.back() == 0));
        CHECK((nothing.w * nothing.h).isZero(0));
        const auto more = factorize(ones, Nmf{.components = 9, .update = update}, Key{1});
        CHECK(relative_error(ones, more) < 1e-3);
    }
}

TEST_CASE("iterations end by the fall of the objective if that is asked for") {
    const Matrix<double> x = non_negative<double>(7, 20, 40);
    const auto found = factorize(x, Nmf{.components = 5, .tolerance = 0, .least_fall = 1e-3}, Key{1});
    const auto& j = found.objective;
    CHECK_FALSE(found.converged);
    CHECK((j.size() > 4 && j.size() < 1000));
    CHECK(j[j.size() - 2] - j.back() <= 1e-3 * j[j.size() - 2]);
    CHECK(j[j.size() - 3] - j[j.size() - 2] > 1e-3 * j[j.size() - 3]);
}

TEST_CASE("a wrong use of Nmf is refused in a sentence") {
    Matrix<double> x = Matrix<double>::Ones(3, 4);
    const Matrix<double> none(3, 0);
    CHECK_THROWS_WITH(factorize(none, Nmf{.components = 1}, Key{1}),
                      "Nmf: needs at least one sample and one feature, got 3 x 0");
    CHECK_THROWS_WITH(factorize(x, Nmf{.components = 0}, Key{1}), "Nmf: components must be >= 1, got 0");
    CHECK_THROWS_WITH(factorize(x, Nmf{.components = 1, .iterations = -1}, Key{1}),
                      "Nmf: iterations must be >= 0, got -1");
    CHECK_THROWS_WITH(factorize(x, Nmf{.components = 1, .tolerance = -1}, Key{1}),
                      "Nmf: tolerance must be >= 0, got -1");
    CHECK_THROWS_WITH(factorize(x, Nmf{.components = 1, .least_fall = -1}, Key{1}),
                      "Nmf: least_fall must be >= 0, got -1");
    x(2, 1) = -0.5;
    CHECK_THROWS_WITH(factorize(x, Nmf{.components = 1}, Key{1}),
                      "Nmf: every number must be finite and >= 0, got -0.5 at row 2 of sample 1");
    x(2, 1) = std::nan("");
    CHECK_THROWS_WITH(factorize(x, Nmf{.components = 1}, Key{1}),
                      "Nmf: every number must be finite and >= 0, got nan at row 2 of sample 1");
}

}  // namespace tests::sparse_nmf
