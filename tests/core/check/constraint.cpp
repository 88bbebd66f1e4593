#include <regula/core/check/constraint.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_constraint {

template <class P>
using ScalarOf = typename std::remove_cvref_t<P>::Scalar;

// Policies with one mistake each.

struct OverRows {
    double radius;
    void project(auto& w) const {
        for (auto row : w.rowwise())
            if (row.norm() > radius) row *= ScalarOf<decltype(w)>(radius) / row.norm();
    }
};
struct MeansRows : OverRows {
    static constexpr bool across_units = true;
};
struct Halves {
    void project(auto& w) const { w = w / 2; }
};
struct TooShort {
    double radius;
    void project(auto& w) const {
        for (auto unit : w.colwise())
            if (unit.norm() > radius) unit *= ScalarOf<decltype(w)>(radius / 2) / unit.norm();
    }
};
struct ZeroesInstead {
    double radius;
    void project(auto& w) const {
        for (auto unit : w.colwise())
            if (unit.norm() > radius) unit.setZero();
    }
};
struct Scales {  // into the box, but not to its nearest point
    double limit;
    void project(auto& w) const {
        const auto largest = w.cwiseAbs().maxCoeff();
        if (largest > limit) w *= ScalarOf<decltype(w)>(limit) / largest;
    }
};
struct ScalesAdmittedly : Scales {
    static constexpr bool nearest = false;
};
struct HalvesAdmittedly : Halves {
    static constexpr bool nearest = false;
};
struct HidesLost {
    void project(auto& w) const {
        w = w.unaryExpr([](auto x) { return x > 0 ? x : 0 * decltype(x){}; });
    }
};

TEST_CASE("a wrong projection is named") {
    CHECK(breaks(OverRows{0.7}, "a projection takes every column by itself, or the matrix as a whole"));
    CHECK(check(MeansRows{{0.7}}).empty());
    CHECK(breaks(Halves{}, "projecting twice is projecting once"));
    CHECK(breaks(TooShort{0.7}, "project finds the nearest point of the set"));
    CHECK(breaks(ZeroesInstead{0.7}, "project finds the nearest point of the set"));
    CHECK(breaks(Scales{0.7}, "project finds the nearest point of the set"));
    CHECK(breaks(HidesLost{}, "project hides no NaN"));
}

TEST_CASE("a set that is reached but not by the nearest point says so") {
    CHECK(check(ScalesAdmittedly{{0.7}}).empty());
    CHECK(breaks(HalvesAdmittedly{}, "projecting twice is projecting once"));
}

}  // namespace tests::core_check_constraint
