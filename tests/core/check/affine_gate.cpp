#include <regula/core/check/affine_gate.hpp>

#include <regula/gate/alpha_dropout.hpp>
#include <regula/gate/dropout.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_affine_gate {

// Policies with one mistake each.

struct NotShifted : AlphaDropout {
    void gate(auto& x, auto& gain, Key key) const {
        AlphaDropout::gate(x, gain, key);
        x.array() -= 0.25;
    }
};
struct NotScaled : AlphaDropout {
    void gate(auto& x, auto& gain, Key key) const {
        AlphaDropout::gate(x, gain, key);
        x = 1.1 * x.eval();
        gain = 1.1 * gain.eval();
    }
};
struct ForgetsGain : AlphaDropout {
    void gate(auto& x, auto& gain, Key key) const {
        auto lost = gain.eval();
        AlphaDropout::gate(x, lost, key);
    }
};
struct OverwritesGain : AlphaDropout {
    void gate(auto& x, auto& gain, Key key) const {
        gain.setOnes();
        AlphaDropout::gate(x, gain, key);
    }
};
struct VerbsDiffer : Dropout {
    void gate(auto& gain, Key key) const { Dropout::gate(gain, key); }
    void gate(auto& x, auto& gain, Key key) const { Dropout::gate(x, gain, key[1]); }
};
struct ShiftsInOneVerb : Dropout {
    void gate(auto& gain, Key key) const { Dropout::gate(gain, key); }
    void gate(auto& x, auto& gain, Key key) const {
        Dropout::gate(x, gain, key);
        x.array() += 1;
    }
};

TEST_CASE("a wrong gate that acts on the units is named") {
    CHECK(breaks(NotShifted{{0.3}}, "a mean of 0 is kept"));
    CHECK(breaks(NotScaled{{0.3}}, "a variance of 1 is kept"));
    CHECK(breaks(ForgetsGain{{0.3}}, "what is gated is the gains times it"));
    CHECK(breaks(OverwritesGain{{0.3}}, "gate multiplies the gains that it finds"));
    CHECK(breaks(VerbsDiffer{{0.3}}, "both verbs of a gate draw the same"));
    CHECK(breaks(ShiftsInOneVerb{{0.3}}, "a gate that is known by its gains alone does not shift"));
    CHECK(check(AlphaDropout{0.3}).empty());
    CHECK(check(AlphaDropout{0.0}).empty());
    CHECK(check(Dropout{0.3}).empty());
}

}  // namespace tests::core_check_affine_gate
