#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

#include <tuple>
#include <vector>

namespace regula::inline REGULA_ABI {

/// intersect(NonNegative{}, MaxNorm{3}): the nearest point of the intersection of convex sets, by Dykstra's
/// algorithm:
///
///     sweeps of     x  <-  P_i(x + e_i)     e_i the change by P_i in the sweep before, for each set i
///
/// until a sweep changes the e_i by no more than `tolerance` |w|, or for `sweeps`. The result is in the last
/// set exactly, in the others nearly. Sets with a narrow angle take many sweeps, disjoint sets take all.
/// Computes in double, allocates, and leaves a block with a NaN or infinity unchanged. Boyle and Dykstra
/// (1986), "A method for finding projections onto the intersection of convex sets in Hilbert spaces".
template <class... C>
struct Intersection {
    static constexpr bool across_units = true;
    std::tuple<C...> sets;
    double tolerance = 1e-14;
    int sweeps = 100000;

    void check() const {
        std::apply([](const auto&... set) { (validate(set), ...); }, sets);
        require(sweeps >= 1, "intersect: sweeps must be >= 1, got ", sweeps);
    }
    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        if (!w.allFinite()) return;
        Matrix<double> x = w.template cast<double>(), y = x;
        std::vector<Matrix<double>> taken(sizeof...(C), 0 * x);
        double changed = HUGE_VAL, enough = tolerance * safe_norm(x);
        const auto project_on = [&](const auto& set, Matrix<double>& e) {
            x = y = x + e;
            set.project(x);
            changed = std::hypot(changed, safe_norm(y - x - e));
            e = y - x;
        };
        for (int sweep = 0; sweep < sweeps && changed > enough; ++sweep) {
            changed = 0;
            auto e = taken.begin();
            std::apply([&](const auto&... set) { (project_on(set, *e++), ...); }, sets);
        }
        w = x.template cast<Scalar>();
    }
};

template <class... C>
constexpr auto intersect(C... sets) {
    static_assert((Constraint<C> && ...), "regula: intersect(...) is of constraints, with project(w)");
    static_assert((Convex<C> && ...), "regula: intersect(...) needs convex sets; one of these is not");
    return Intersection<C...>{{std::move(sets)...}};
}

}  // namespace regula::inline REGULA_ABI
