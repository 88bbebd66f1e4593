#include <regula/sparse/hard_threshold.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_hard_threshold {

using test::drawn;

TEST_CASE("for orthonormal atoms no code of as many atoms is better") {
    const Dictionary<double> dictionary{test::drawn_orthonormal<double>(Key{3}, 5)};
    const Matrix<double> signals = drawn(2, 5, 20);
    const auto found = encode(dictionary, signals, HardThreshold{2});
    for (Index j = 0; j < 20; ++j)
        for (Index a = 0; a < 5; ++a)
            for (Index b = 0; b < a; ++b) {
                Matrix<double> two(5, 2);
                two << dictionary.unit_atoms().col(a), dictionary.unit_atoms().col(b);
                const double other = (signals.col(j) - two * (two.transpose() * signals.col(j))).norm();
                CHECK(found.residuals.col(j).norm() <= other + 1e-14);
            }
}

TEST_CASE("it keeps the largest products, and as many as there are atoms at most") {
    const Dictionary<double> dictionary{Matrix<double>::Identity(3, 3)};
    const Matrix<double> signal = Vector<double>{{-3, 1, 2}};
    CHECK(Matrix<double>{encode(dictionary, signal, HardThreshold{2}).codes} == Vector<double>{{-3, 0, 2}});
    CHECK(Matrix<double>{encode(dictionary, signal, HardThreshold{3}).codes} == signal);
    CHECK_THROWS_WITH(encode(dictionary, signal, HardThreshold{4}),
                      "HardThreshold: atoms must be from 1 to 3, got 4");
    CHECK_THROWS_WITH(encode(dictionary, signal, HardThreshold{0}),
                      "HardThreshold: atoms must be from 1 to 3, got 0");
}

}  // namespace tests::sparse_hard_threshold
