#include <regula/core/check/penalty.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_penalty {

template <class P>
using ScalarOf = typename std::remove_cvref_t<P>::Scalar;

// Policies with one mistake each.

struct Overwrites : L1 {
    void add_gradient(const auto& w, auto& g) const { g = strength * w.cwiseSign(); }
};
struct NoStrength : L2 {
    void add_gradient(const auto& w, auto& g) const { g += w; }
};
struct NotFinite : L2 {
    auto value(const auto& w) const { return std::log(-w.squaredNorm()); }
};
struct Rounded : L2 {
    auto value(const auto& w) const {
        return strength / 2 * w.squaredNorm() + (sizeof(ScalarOf<decltype(w)>) == 4 ? 0.1 : 0.0);
    }
};
struct Spills : L2 {  // writes beside the matrix, as raw pointers do that know no stride
    void add_gradient(const auto& w, auto& g) const {
        for (Index i = 0; i < g.size(); ++i) g.data()[i] += ScalarOf<decltype(w)>(strength) * w(i);
    }
};

TEST_CASE("a penalty with a wrong gradient or value is named") {
    CHECK(breaks(Overwrites{{0.3}}, "add_gradient adds to what the gradient holds"));
    CHECK(breaks(NoStrength{{0.3}}, "add_gradient is the gradient of value"));
    CHECK(breaks(NotFinite{{0.3}}, "value is a finite number"));
    CHECK(breaks(Rounded{{0.3}}, "value is the same in float and double"));
    CHECK(breaks(Spills{{0.3}}, "a verb changes nothing but what it is given"));
    CHECK(breaks(Spills{{0.3}}, "a verb does the same on a block of a matrix as on a matrix"));
}

}  // namespace tests::core_check_penalty
