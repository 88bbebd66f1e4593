// error: regula: this penalty has value\(w\) but no 'void add_gradient
#include <regula/core/on.hpp>

struct Cubic {
    double value(const auto& w) const { return w.cwiseAbs().array().cube().sum(); }
#ifdef REGULA_FIXED
    void add_gradient(const auto& w, auto& g) const { g += 3 * w.cwiseProduct(w.cwiseAbs()); }
#endif
};

auto policy = regula::on(regula::weights, Cubic{});
