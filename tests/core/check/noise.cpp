#include <regula/core/check/noise.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_noise {

template <class P>
using ScalarOf = typename std::remove_cvref_t<P>::Scalar;

// Policies with one mistake each.

struct ByCounter {
    void perturb(auto& x, Key key) const {
        static std::uint64_t calls = 0;
        add_normal(key[calls++], x, 0.1);
    }
};
struct FixedKey {
    void perturb(auto& x, Key) const { add_normal(Key{1}, x, 0.1); }
};
struct ByBatchSize {
    void perturb(auto& x, Key key) const { add_normal(key[static_cast<std::uint64_t>(x.cols())], x, 0.1); }
};
struct Overflows {
    void perturb(auto& x, Key key) const {
        add_normal(key, x, 0.1);
        x(0, 0) = std::numeric_limits<ScalarOf<decltype(x)>>::infinity();
    }
};
struct ByPrecision {
    void perturb(auto& x, Key key) const { add_normal(key, x, 0.1 * sizeof(ScalarOf<decltype(x)>)); }
};
struct Gaussian {
    void perturb(auto& x, Key key) const { add_normal(key, x, 0.1); }
};
struct Smooths {  // needs no key
    static constexpr auto home = targets;
    void perturb(auto& x, Key) const {
        if (((x.array() != 0) && (x.array() != 1)).any()) throw std::invalid_argument("not one-hot");
        x = 0.9 * x;
        x.array() += 0.02f;
    }
};

TEST_CASE("wrong noise is named, and noise that needs no key passes") {
    CHECK(breaks(ByCounter{}, "the same key makes the same draws"));
    CHECK(breaks(FixedKey{}, "another key makes other draws"));
    CHECK(breaks(ByBatchSize{}, "a sample gets the same draws in a batch of any size"));
    CHECK(breaks(Overflows{}, "what is drawn is finite"));
    CHECK(breaks(ByPrecision{}, "float and double get the same draws"));
    CHECK(check(Gaussian{}).empty());
    CHECK(check(Smooths{}).empty());
}

}  // namespace tests::core_check_noise
