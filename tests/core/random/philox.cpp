#include <regula/core/random/philox.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_random_philox {

TEST_CASE("Philox gives the known answers that its authors published") {
    constexpr Words zeros = philox({0, 0, 0, 0}, {0, 0});
    static_assert(zeros == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    constexpr std::uint32_t ff = 0xffffffff;
    CHECK(philox({ff, ff, ff, ff}, {ff, ff}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("many counters side by side have the same words, in loops and in vectors") {
    PhiloxLanes c0, c1, c2;
    for (std::uint32_t i = 0; i < philox_lanes; ++i) {
        const Words some = philox({i, 1, 2, 3}, {4, 5});
        c0[i] = some[0], c1[i] = some[1], c2[i] = some[2];
    }
    c0[1] = c1[1] = c2[1] = 0xffffffff;
    const std::array<std::uint32_t, 2> key{0xa4093822, 0x299f31d0};
    std::array<std::uint32_t, 4 * philox_lanes> in_loops, in_vectors, chosen;
    philox_in_loops(c0, c1, c2, key, in_loops);
    philox_in_vectors(c0, c1, c2, key, in_vectors);
    philox(c0, c1, c2, key, chosen);
    for (std::size_t n = 0; n < in_loops.size(); ++n)
        CHECK(in_loops[n] == philox({c0[n / 4], c1[n / 4], c2[n / 4], 0}, key)[n % 4]);
    CHECK(in_vectors == in_loops);
    CHECK(chosen == in_loops);
}

}  // namespace tests::core_random_philox
