#include <regula/sparse/coherence.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_coherence {

TEST_CASE("identity beside Hadamard has the coherence 1 / sqrt(n), and its Babel function") {
    const Dictionary<double> dictionary{test::identity_and_hadamard<double>(64)};
    CHECK(coherence(dictionary) == Approx(1.0 / 8).epsilon(1e-14));
    CHECK(recoverable_atoms(dictionary) == 4);  // < (1 + 8) / 2
    const Vector<double> sums = babel(dictionary);
    CHECK(sums.size() == 127);
    for (Index k = 1; k <= 127; ++k)
        CHECK(sums[k - 1] == Approx(static_cast<double>(std::min<Index>(k, 64)) / 8).epsilon(1e-13));
}

TEST_CASE("the Babel function is the largest sum over all sets, and at most k times the coherence") {
    const Dictionary<double> dictionary{test::drawn(1, 4, 6)};
    const Vector<double> sums = babel(dictionary);
    CHECK(sums[0] == Approx(coherence(dictionary)).epsilon(1e-14));
    for (Index k = 1; k <= 5; ++k) {
        double largest = 0;
        for (unsigned set = 0; set < 64; ++set)
            for (Index j = 0; j < 6; ++j) {
                if (__builtin_popcount(set) != k || (set >> j & 1) != 0) continue;
                double sum = 0;
                for (Index i = 0; i < 6; ++i)
                    if ((set >> i & 1) != 0) sum += std::abs(dictionary.gram()(i, j));
                largest = std::max(largest, sum);
            }
        CHECK(sums[k - 1] == Approx(largest).epsilon(1e-14));
        CHECK(sums[k - 1] <= static_cast<double>(k) * coherence(dictionary) * (1 + 1e-14));
    }
}

TEST_CASE("orthonormal atoms and one atom are coherent with nothing; equal atoms with each other") {
    CHECK(coherence(Dictionary<double>{Matrix<double>::Identity(5, 4)}) == 0);
    CHECK(recoverable_atoms(Dictionary<double>{Matrix<double>::Identity(5, 4)}) == 4);
    CHECK(recoverable_atoms(Dictionary<float>{Matrix<float>::Ones(3, 1)}) == 1);
    CHECK(babel(Dictionary<float>{Matrix<float>::Ones(3, 1)}).size() == 0);
    CHECK(coherence(Dictionary<double>{Matrix<double>::Ones(3, 2)}) == Approx(1).epsilon(1e-14));
    CHECK(recoverable_atoms(Dictionary<double>{Matrix<double>{{1, 1}, {0, 1}}}) == 1);
}

}  // namespace tests::sparse_coherence
