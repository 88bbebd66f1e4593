// error: regula: this policy was made for one place, its 'home', and acts on no other
#include <regula/core/on.hpp>

struct Smooth {
    static constexpr auto home = regula::targets;
    void perturb(auto& t, regula::Key) const { t = 0.9 * t; }
};

#ifdef REGULA_FIXED
auto policy = regula::on(regula::targets, Smooth{});
#else
auto policy = regula::on(regula::inputs, Smooth{});
#endif
