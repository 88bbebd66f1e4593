#include <regula/layer/product.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_product {

using test::drawn;

TEMPLATE_TEST_CASE("a tiled product is the product, added to what is there", "", float, double) {
    // One tile, several tiles each way, short last tiles, a depth of several panels, single rows and columns.
    for (const auto& [m, k, n] :
         {std::array<Index, 3>{3, 4, 5}, {257, 130, 300}, {600, 128, 64}, {1, 700, 5}, {300, 5, 1}}) {
        const auto a = drawn<TestType>(1, m, k), b = drawn<TestType>(2, k, n), c = drawn<TestType>(3, m, n);
        Matrix<TestType> y = c;
        Workers workers;
        add_product(y, a, b, workers);
        const Matrix<double> expected =
            c.template cast<double>() + a.template cast<double>() * b.template cast<double>();
        CAPTURE(m, k, n);
        CHECK((y.template cast<double>() - expected).norm() < 1e-6 * expected.norm());

        Matrix<TestType> transposed = c;
        const Matrix<TestType> at = a.transpose(), bt = b.transpose();
        add_product(transposed, at.transpose(), bt.transpose(), workers);
        CHECK((transposed - y).norm() <= TestType(1e-6) * y.norm());
    }
}

TEMPLATE_TEST_CASE("a product has the same bits with 1, 2 and 7 threads", "", float, double) {
    const auto a = drawn<TestType>(1, 700, 300), b = drawn<TestType>(2, 300, 610);
    Matrix<TestType> one = Matrix<TestType>::Zero(700, 610), two = one, seven = one;
    Workers w1{1}, w2{2}, w7{7};
    add_product(one, a, b, w1);
    add_product(two, a, b, w2);
    add_product(seven, a, b, w7);
    CHECK(one == two);
    CHECK(one == seven);
}

}  // namespace tests::layer_product
