#include <regula/penalty/fits.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("what fits is read in the precision of the block, what does not is said with both shapes") {
    const Matrix<double> own = (Matrix<double>(2, 3) << 1, 2, 3, 4, 5, 0.1).finished();
    const Matrix<float> w = Matrix<float>::Ones(3, 4),
                        sum = fitting("A: the b", own, w.topLeftCorner(2, 3)) + w.block(1, 1, 2, 3);
    CHECK(sum == own.cast<float>() + Matrix<float>::Ones(2, 3));
    CHECK_THROWS_WITH(fitting("A: the b", own, w), "A: the b is 2 x 3, the block that it meets is 3 x 4");
    CHECK_THROWS_WITH(fitting("A: the b", own, w.leftCols(3)),
                      "A: the b is 2 x 3, the block that it meets is 3 x 3");
}
