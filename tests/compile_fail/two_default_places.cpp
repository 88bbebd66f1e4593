// error: regula: this policy is of kinds with different default places; say where with on\(place, \.\.\.\)
#include <regula/core/on.hpp>

struct Both {
    void perturb(auto& x, regula::Key) const { x = 0.9 * x; }
    void project(auto& w) const { w = w.cwiseMin(1.0); }
};

#ifdef REGULA_FIXED
auto policy = regula::on(regula::weights, Both{});
#else
auto policy = regula::placed(Both{});
#endif
