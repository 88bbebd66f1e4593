#include <regula/core/check/gate.hpp>

#include <regula/gate/dropout.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_gate {

// Policies with one mistake each.

struct KeepsTheDropped {
    double drop_probability;
    void gate(auto& gain, Key key) const {
        for_each_draw(key, gain, [this](auto& g, std::uint32_t word) {
            using Scalar = std::remove_cvref_t<decltype(g)>;
            g *= 0x1p-32 * word < drop_probability ? Scalar(1 / (1 - drop_probability)) : Scalar{0};
        });
    }
};
struct NotScaled : Dropout {
    void gate(auto& gain, Key key) const {
        Dropout::gate(gain, key);
        gain = (1 - drop_probability) * gain;
    }
};
struct OverwritesGain : Dropout {
    void gate(auto& gain, Key key) const {
        gain.setOnes();
        Dropout::gate(gain, key);
    }
};
struct SameMask : Dropout {
    void gate(auto& gain, Key) const { Dropout::gate(gain, Key{3}); }
};
struct CountsCalls : Dropout {
    void gate(auto& gain, Key key) const {
        static std::uint64_t calls = 0;
        Dropout::gate(gain, key[calls++]);
    }
};
struct MaskByBatch : Dropout {
    void gate(auto& gain, Key key) const {
        Dropout::gate(gain, key[static_cast<std::uint64_t>(gain.cols())]);
    }
};

TEST_CASE("a wrong gate is named") {
    CHECK(breaks(KeepsTheDropped{0.3}, "the mean of the gains is 1"));
    CHECK(breaks(NotScaled{{0.3}}, "the mean of the gains is 1"));
    CHECK(breaks(OverwritesGain{{0.3}}, "gate multiplies the gains that it finds"));
    CHECK(breaks(SameMask{{0.3}}, "another key makes other draws"));
    CHECK(breaks(CountsCalls{{0.3}}, "the same key makes the same draws"));
    CHECK(breaks(MaskByBatch{{0.3}}, "a sample gets the same draws in a batch of any size"));
    CHECK(breaks(Dropout{1 - 1e-5}, "the gains of mean 1 vary too much to see it"));
    CHECK(check(Dropout{0.3}).empty());
    CHECK(check(Dropout{0.0}).empty());
}

}  // namespace tests::core_check_gate
