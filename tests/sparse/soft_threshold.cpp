#include <regula/sparse/soft_threshold.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <Eigen/QR>

using namespace regula;

namespace tests::sparse_soft_threshold {

TEMPLATE_TEST_CASE("features are the two halves of the soft threshold of the products with unit atoms", "",
                   float, double) {
    const Dictionary<TestType> dictionary{Matrix<TestType>{3 * test::drawn<TestType>(1, 5, 7)}};
    const Matrix<TestType> x = test::drawn<TestType>(2, 5, 11);
    const SoftThreshold encoder{0.6};
    const Matrix<TestType> found = encoder.features(dictionary, x);
    REQUIRE((found.rows() == encoder.outputs(dictionary) && found.rows() == 14 && found.cols() == 11));
    for (Index j = 0; j < 11; ++j)
        for (Index k = 0; k < 7; ++k) {
            const TestType product = dictionary.unit_atoms().col(k).dot(x.col(j));
            CHECK(found(k, j) == Approx(std::max(TestType(0), product - TestType(0.6))).margin(1e-5));
            CHECK(found(k + 7, j) == Approx(std::max(TestType(0), -product - TestType(0.6))).margin(1e-5));
        }
}

TEST_CASE("for orthonormal atoms the halves differ by the code of the lasso") {
    const Matrix<double> q = Eigen::HouseholderQR<Matrix<double>>{test::drawn(3, 6, 6)}.householderQ();
    const Matrix<double> x = test::drawn(4, 6, 9);
    const Matrix<double> found = SoftThreshold{0.3}.features(Dictionary<double>{q}, x);
    const Matrix<double> h = found.topRows(6) - found.bottomRows(6);
    // 0 is in the subgradient of |x - Q h|^2 / 2 + 0.3 |h|_1
    const Matrix<double> gradient = q.transpose() * (x - q * h);
    CHECK(gradient.cwiseAbs().maxCoeff() < 0.3 + 1e-12);
    CHECK((h.array() != 0).select(gradient.array() - 0.3 * h.array().sign(), 0).abs().maxCoeff() < 1e-12);
}

TEST_CASE("a threshold below 0 is refused in a sentence") {
    const Dictionary<double> dictionary{Matrix<double>::Ones(1, 1)};
    CHECK_THROWS_WITH(SoftThreshold{-0.1}.check(dictionary),
                      "SoftThreshold: threshold must be finite and >= 0, got -0.1");
    CHECK_THROWS_WITH(SoftThreshold{std::nan("")}.check(dictionary),
                      "SoftThreshold: threshold must be finite and >= 0, got nan");
}

}  // namespace tests::sparse_soft_threshold
