#include <regula/sparse/encode.hpp>

#include <regula/penalty/mcp.hpp>
#include <regula/sparse/hard_threshold.hpp>
#include <regula/sparse/lasso_coding.hpp>
#include <regula/sparse/matching_pursuit.hpp>
#include <regula/sparse/omp.hpp>
#include <regula/sparse/orthogonal_least_squares.hpp>
#include <regula/sparse/proximal_coding.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_encode {

using test::drawn;

TEMPLATE_TEST_CASE("codes have the same bits for any number of threads", "", float, double) {
    const Dictionary<TestType> dictionary{drawn<TestType>(1, 9, 20)};
    const Matrix<TestType> signals = drawn<TestType>(2, 9, 201);
    Workers three{3};
    const auto same = [&](const auto& coder) {
        const auto one = encode(dictionary, signals, coder), many = encode(dictionary, signals, coder, three);
        CHECK(Matrix<TestType>{one.codes} == Matrix<TestType>{many.codes});
        CHECK((one.residuals == many.residuals && one.order == many.order));
        CHECK((one.residuals - (signals - dictionary.unit_atoms() * dictionary.norms().asDiagonal() *
                                              Matrix<TestType>{one.codes}))
                  .norm() < TestType(1e-3));
        CHECK(one.codes.isCompressed());
        for (Index j = 0; j < 201; ++j)
            CHECK(static_cast<Index>(one.order_of(j).size()) ==
                  (Matrix<TestType>{one.codes}.col(j).array() != 0).count());
    };
    same(Omp{.atoms = 4});
    same(Omp{.atoms = 4, .non_negative = true});
    same(OrthogonalLeastSquares{.atoms = 4});
    same(MatchingPursuit{4});
    same(HardThreshold{4});
    same(LassoCoding{.strength = 0.3, .l2 = 0.1, .tolerance = 1e-5});
    same(ProximalCoding{Mcp{0.3, 3}, 1e-4});
}

TEST_CASE("the order of atoms is that of their selection, the codes are sorted") {
    const Dictionary<double> dictionary{Matrix<double>::Identity(4, 4)};
    const auto found = encode(dictionary, Matrix<double>{{1, 0}, {3, 0}, {0, 0}, {-2, 5}}, Omp{.atoms = 2});
    CHECK(std::vector<Index>(found.order_of(0).begin(), found.order_of(0).end()) == std::vector<Index>{1, 3});
    CHECK(std::vector<Index>(found.order_of(1).begin(), found.order_of(1).end()) == std::vector<Index>{3});
    CHECK(Matrix<double>{found.codes} == Matrix<double>{{0, 0}, {3, 0}, {0, 0}, {-2, 5}});
    CHECK(found.residuals == Matrix<double>{{1, 0}, {0, 0}, {0, 0}, {0, 0}});
}

TEST_CASE("no signals have no codes, and codes to start from must fit") {
    const Dictionary<double> dictionary{drawn(1, 4, 6)};
    CHECK(encode(dictionary, Matrix<double>(4, 0), Omp{}).codes.cols() == 0);
    const Eigen::SparseMatrix<double> begin(5, 2);
    CHECK_THROWS_WITH(encode(dictionary, drawn(2, 4, 2), LassoCoding{1}, &begin),
                      "encode: the codes to start from must be atoms x signals, 6 x 2, got 5 x 2");
}

TEST_CASE("codes to start from must be finite, signals may be a part of a matrix") {
    const Dictionary<double> dictionary{drawn(1, 4, 6)};
    const Matrix<double> signals = drawn(2, 4, 5);
    auto begin = encode(dictionary, signals, Omp{.atoms = 2}).codes;
    CHECK(encode(dictionary, signals.col(2), Omp{.atoms = 2}).codes.toDense() == begin.toDense().col(2));
    CHECK(encode(dictionary, 2 * signals.leftCols(3), LassoCoding{1}).codes.cols() == 3);
    begin.coeffs()[3] = std::nan("");
    CHECK_THROWS_WITH(encode(dictionary, signals, LassoCoding{1}, &begin),
                      "encode: every number of the codes to start from must be finite");
    const Matrix<double> large = Matrix<double>::Constant(4, 1, 1.7e308);
    CHECK_THROWS_WITH(encode(dictionary, large, Omp{}), "encode: the norms of the signals must be finite");
    CHECK_THROWS_WITH(Dictionary<double>{large},
                      "Dictionary: the norms of atoms must be finite, that of atom 0 is not");
}

}  // namespace tests::sparse_encode
