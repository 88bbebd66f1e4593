#include <regula/core/numeric/norm.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::core_numeric_norm {

template <class Scalar>
using Limits = std::numeric_limits<Scalar>;

/// Powers of two from the smallest number to where the norm of a dozen entries just fits.
template <class Scalar>
std::vector<int> exponents() {
    std::vector<int> all;
    for (int k = Limits<Scalar>::min_exponent + 4; k < Limits<Scalar>::max_exponent - 4; k += 7)
        all.push_back(k);
    return all;
}

TEMPLATE_TEST_CASE("a norm scales with its entries over the whole range, to the last bit", "", float,
                   double) {
    const Matrix<TestType> w = test::drawn<TestType>(1, 4, 3);
    const TestType length = w.norm();
    for (const int k : exponents<TestType>()) {
        const Matrix<TestType> scaled = w.unaryExpr([k](TestType x) { return std::ldexp(x, k); });
        CAPTURE(k);
        CHECK(safe_norm(scaled) == std::ldexp(length, k));
    }
    Matrix<TestType> unlike = w;
    unlike(2, 1) =
        std::ldexp(TestType{1}, Limits<TestType>::max_exponent - 2);  // the others are nothing to it
    CHECK(safe_norm(unlike) == unlike(2, 1));
}

TEMPLATE_TEST_CASE("a norm is of any shape, of the smallest numbers, of infinities and of NaN", "", float,
                   double) {
    const TestType tiny = Limits<TestType>::denorm_min(), huge = Limits<TestType>::max() / 2;
    CHECK(safe_norm(Eigen::Matrix<TestType, 2, 2>::Constant(tiny)) == 2 * tiny);
    CHECK(safe_norm(Eigen::Matrix<TestType, 3, 1>(0, huge, 0)) == huge);
    CHECK(safe_norm(Matrix<TestType>(0, 3)) == 0);
    CHECK(safe_norm(Matrix<TestType>::Zero(2, 3)) == 0);
    Matrix<TestType> w = Matrix<TestType>::Ones(3, 2);
    CHECK(safe_norm(w.transpose().cwiseProduct(w.transpose()).row(1)) == std::sqrt(TestType{3}));
    w(1, 1) = Limits<TestType>::infinity();
    CHECK(safe_norm(w) == Limits<TestType>::infinity());
    w(0, 1) = Limits<TestType>::quiet_NaN();
    CHECK(std::isnan(safe_norm(w)));
}

TEMPLATE_TEST_CASE("what is below a limit may be too small, what is above it is exact", "", float, double) {
    const TestType root = std::sqrt(Limits<TestType>::min()), small = root / 64;
    const Eigen::Matrix<TestType, 4, 1> w{small, small, small, small};
    CHECK(safe_norm(w, TestType{1}) < 1);
    CHECK(safe_norm(w, small) == 2 * small);
    CHECK(safe_norm((w / small / small).eval(), TestType{1}) == 2 / small);
}

TEMPLATE_TEST_CASE("a direction is had at any length of a vector of any length", "", float, double) {
    const Matrix<TestType> w = test::drawn<TestType>(3, 3, 5);
    const Matrix<TestType> direction = w / w.norm();
    const double rounding = 8 * static_cast<double>(Limits<TestType>::epsilon());
    for (const int from : exponents<TestType>())
        for (const int to :
             {Limits<TestType>::min_exponent + 30, -3, 0, Limits<TestType>::max_exponent - 3}) {
            Matrix<TestType> v = w.unaryExpr([from](TestType x) { return std::ldexp(x, from); });
            const auto before = allocations();
            with_length(v, safe_norm(v), std::ldexp(TestType{1}, to), [&](const auto& at) { v = at; });
            CHECK(allocations() == before);
            const Matrix<TestType> unit = v.unaryExpr([to](TestType x) { return std::ldexp(x, -to); });
            CAPTURE(from, to);
            CHECK((unit - direction).template cast<double>().norm() <= rounding);
        }
    Matrix<TestType> beyond =
        Matrix<TestType>::Constant(3, 5, Limits<TestType>::max());  // its norm is no number
    with_length(beyond, safe_norm(beyond), TestType{3}, [&](const auto& at) { beyond = at; });
    CHECK(std::abs(beyond.norm() - 3) <= 1e-6);
}

}  // namespace tests::core_numeric_norm
