// error: regula: a policy's verbs must be const
#include <regula/core/on.hpp>

struct Cap {
#ifdef REGULA_FIXED
    void project(auto& w) const { w = w.cwiseMin(1.0); }
#else
    void project(auto& w) { w = w.cwiseMin(1.0); }
#endif
};

auto policy = regula::on(regula::weights, Cap{});
