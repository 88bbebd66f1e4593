// error: regula: constrained\(penalty, limit\) needs a convex penalty; this one says it is not
#include <regula/constraint/constrained.hpp>

struct Count {
#ifndef REGULA_FIXED
    static constexpr bool convex = false;
#endif
    double value(const auto& w) const { return w.cwiseAbs().sum(); }
    void add_gradient(const auto& w, auto& g) const { g += w.cwiseSign(); }
    void prox(auto& w, double step) const { w = w.cwiseMax(step) - w.cwiseMax(-step); }
};

auto policy = regula::constrained(Count{}, 3);
