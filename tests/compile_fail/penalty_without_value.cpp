// error: regula: this penalty has add_gradient\(w, g\) but no 'double value
#include <regula/core/on.hpp>

struct Ridge {
#ifdef REGULA_FIXED
    double value(const auto& w) const { return w.squaredNorm() / 2; }
#endif
    void add_gradient(const auto& w, auto& g) const { g += w; }
};

auto policy = regula::placed(Ridge{});
