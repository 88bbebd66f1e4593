#include <regula/linear/symmetric_pseudo_inverse.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the symmetric pseudo-inverse has the four properties of Penrose, of any rank") {
    for (const Index rank : {0, 1, 3, 5}) {
        const Matrix<double> root = test::drawn(1, 5, rank), a = 1e-6 * root * root.transpose();
        const Matrix<double> p = symmetric_pseudo_inverse(a);
        CAPTURE(rank, a, p);
        CHECK((a * p * a - a).norm() <= 1e-12 * a.norm());
        CHECK((p * a * p - p).norm() <= 1e-9 * p.norm());
        CHECK((a * p - (a * p).transpose()).norm() < 1e-9);
        CHECK(std::abs((a * p).trace() - static_cast<double>(rank)) < 1e-9);
    }
    const Matrix<float> two{{2, 0}, {0, 0}};
    CHECK(symmetric_pseudo_inverse(two).isApprox(Matrix<float>{{0.5f, 0}, {0, 0}}));
    CHECK(symmetric_pseudo_inverse(Matrix<double>{{1, 0}, {std::nan(""), 1}}).array().isNaN().all());
    CHECK(symmetric_pseudo_inverse(Matrix<double>(0, 0)).size() == 0);
}
