#include <regula/core/check/prox.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_prox {

template <class P>
using ScalarOf = typename std::remove_cvref_t<P>::Scalar;

// Policies with one mistake each.

struct IgnoresStep : L1 {
    void prox(auto& w, double) const { L1::prox(w, 1.0); }
};
struct HalfStep : L2 {
    void prox(auto& w, double step) const { w = w / (1 + step * strength / 2); }
};
struct WholeGroup : L1 {  // thresholds by the length of a column, though its value is that of L1
    void prox(auto& w, double step) const {
        for (auto unit : w.colwise())
            unit *= ScalarOf<decltype(w)>(1 - std::min(1.0, step * strength / unit.norm()));
    }
};
struct AtZero : L2 {
    void prox(auto& w, double) const { w.setZero(); }
};
struct Hides : L1 {
    void prox(auto& w, double step) const {
        w = w.unaryExpr([this, step](auto x) {
            const auto most = static_cast<decltype(x)>(step * strength);
            return x > most ? x - most : x < -most ? x + most : 0 * most;
        });
    }
};
struct OneStepForAll : L1 {
    void prox(auto& w, double step) const { L1::prox(w, step); }
    template <class Steps>
    void prox(auto& w, const Eigen::MatrixBase<Steps>& steps) const {
        L1::prox(w, static_cast<double>(steps(0, 0)));
    }
};
struct HardThreshold {  // the penalty of L0 without the word that it is not convex
    double strength;
    auto value(const auto& w) const { return strength * static_cast<double>((w.array() != 0).count()); }
    void add_gradient(const auto&, auto&) const {}
    void prox(auto& w, double step) const {
        w = w.unaryExpr([this, step](auto x) { return x * x <= 2 * step * strength ? 0 * x : x; });
    }
};
struct WithConjugate : L2 {
    double conjugate(const auto& y) const { return y.squaredNorm() / (2 * strength); }
};
struct TooLittle : L2 {
    double conjugate(const auto& y) const { return y.squaredNorm() / (4 * strength); }
};
struct TooMuch : L2 {
    double conjugate(const auto& y) const { return y.squaredNorm() / strength; }
};
struct L0 : HardThreshold {
    static constexpr bool convex = false;
};

TEST_CASE("a penalty with a wrong prox is named") {
    const std::string minimises = "prox(w, t) minimises |u - w|^2 / 2 + t value(u)";
    CHECK(breaks(IgnoresStep{{0.3}}, minimises));
    CHECK(breaks(IgnoresStep{{0.3}}, "prox with a step of 0 changes nothing"));
    CHECK(breaks(HalfStep{{0.3}}, minimises));
    CHECK(breaks(WholeGroup{{0.3}}, minimises));
    CHECK(breaks(AtZero{{0.3}}, minimises));
    CHECK(breaks(Hides{{0.3}}, "prox hides no NaN"));
    CHECK(breaks(OneStepForAll{{0.3}}, "prox(w, steps) is prox(w, step) entry by entry"));
    CHECK(breaks(HardThreshold{0.3}, "the prox of a convex penalty is firmly non-expansive"));
    CHECK_FALSE(breaks(L0{{0.3}}, "the prox of a convex penalty is firmly non-expansive"));
    CHECK_FALSE(breaks(L0{{0.3}}, minimises));
}

TEST_CASE("a wrong conjugate is named") {
    const std::string equal = "value and conjugate add up to <w, y> where y is a subgradient at w";
    CHECK(check(WithConjugate{{0.3}}).empty());
    CHECK(breaks(TooLittle{{0.3}}, equal));
    CHECK(breaks(TooLittle{{0.3}}, "value and conjugate add up to <w, y> or more"));
    CHECK(breaks(TooMuch{{0.3}}, equal));
}

}  // namespace tests::core_check_prox
