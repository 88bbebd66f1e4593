#include <regula/linear/thin_svd.hpp>

#include <cmath>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_thin_svd {

void check_parts(const Matrix<double>& x, const ThinSvd& found) {
    const Index rank = found.s.size();
    const Matrix<double> one = Matrix<double>::Identity(rank, rank);
    CAPTURE(x.rows(), x.cols(), rank);
    CHECK((found.u.transpose() * found.u - one).norm() < 1e-12);
    CHECK((found.v.transpose() * found.v - one).norm() < 1e-13);
    CHECK((found.u * found.s.asDiagonal() * found.v.transpose() - x).norm() <= 1e-13 * x.norm());
    for (Index k = 1; k < rank; ++k) CHECK(found.s[k] <= found.s[k - 1]);
}

TEST_CASE("the singular value decomposition of matrices of any shape, rank and unit") {
    const Matrix<double> tall = test::drawn(1, 13, 5), thin = test::drawn(2, 7, 2),
                         flat = test::drawn(3, 2, 11);
    for (const double unit : {1.0, 1e200, 1e-200}) {
        check_parts(unit * tall, thin_svd(Matrix<double>{unit * tall}));
        check_parts(unit * tall.transpose(), thin_svd(Matrix<double>{unit * tall.transpose()}));
        const ThinSvd two = thin_svd(Matrix<double>{unit * thin * flat});
        check_parts(unit * thin * flat, two);
        CHECK(two.s.size() == 2);
    }
    CHECK(thin_svd(Matrix<double>{Matrix<double>::Zero(4, 3)}).s.size() == 0);
    CHECK(thin_svd(Matrix<double>{{-3.0}}).s[0] == 3);
}

TEST_CASE("small singular values have their digits, which the square of the matrix has lost") {
    // Lauchli's matrix: singular values sqrt(3 + e^2), e and e, and the square of e is lost beside 1
    for (const double e : {1e-5, 1e-9, 1e-12}) {
        Matrix<double> x = Matrix<double>::Zero(4, 3);
        x.row(0).setOnes();
        x.bottomRows(3).diagonal().setConstant(e);
        const ThinSvd found = thin_svd(x);
        REQUIRE(found.s.size() == 3);
        CHECK(std::abs(found.s[0] - std::sqrt(3 + e * e)) < 1e-14);
        CHECK(std::abs(found.s[1] / e - 1) < 1e-3 * (1e-12 / e) + 1e-7);
        CHECK(std::abs(found.s[2] / e - 1) < 1e-3 * (1e-12 / e) + 1e-7);
    }
}

}  // namespace tests::linear_thin_svd
