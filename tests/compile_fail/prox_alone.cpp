// error: regula: this penalty has prox\(w, step\) but no value\(w\) and add_gradient\(w, g\)
#include <regula/core/on.hpp>

struct Shrink {
#ifdef REGULA_FIXED
    double value(const auto& w) const { return w.squaredNorm() / 2; }
    void add_gradient(const auto& w, auto& g) const { g += w; }
#endif
    void prox(auto& w, double step) const { w = w / (1 + step); }
};

auto policy = regula::placed(Shrink{});
