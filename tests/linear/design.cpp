#include <regula/linear/design.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("a design knows means and variances of its features, dense or sparse, of float or double") {
    Matrix<double> x = test::drawn(1, 3, 7);
    x.row(0).array() += 1e3;
    x.row(1).setConstant(0.1);
    x(2, 4) = 0;
    const Eigen::SparseMatrix<double> sparse = x.sparseView();
    const Matrix<float> single = x.cast<float>();
    const Vector<double> mean = x.rowwise().mean(),
                         variance = (x.colwise() - mean).rowwise().squaredNorm() / 7;
    for (const Design& design : {Design{x}, Design{sparse}}) {
        CHECK(design.samples() == 7);
        CHECK(design.features() == 3);
        CHECK((design.mean() - mean).norm() < 1e-12);
        CHECK(std::abs(design.variance()[0] - variance[0]) < 1e-12);
        CHECK(design.variance()[1] == 0);
        CHECK(std::abs(design.variance()[2] - variance[2]) < 1e-14);
    }
    CHECK((Design{single}.mean() - mean).norm() < 1e-3);
    CHECK_FALSE(Design{x}.is_sparse());
    CHECK(Design{sparse}.is_sparse());
}

TEST_CASE("a design refuses inputs that are empty or not finite") {
    Matrix<double> x = test::drawn(1, 2, 3);
    CHECK_THROWS_WITH(Design{Matrix<double>(0, 3)},
                      "Design: needs at least one feature and one sample, got 0 x 3");
    x(1, 2) = std::nan("");
    CHECK_THROWS_WITH(Design{x}, "Design: every input must be finite");
    const Eigen::SparseMatrix<double> sparse = x.sparseView();
    CHECK_THROWS_WITH(Design{sparse}, "Design: every input must be finite");
}
