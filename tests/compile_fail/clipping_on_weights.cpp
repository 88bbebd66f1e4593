// error: regula: this policy acts on the run as a whole; pass it without on
#include <regula/core/pipeline.hpp>

struct Halve {
    void clip(auto& g) const { g = 0.5 * g; }
};

#ifdef REGULA_FIXED
auto policies = regula::pipeline(Halve{});
#else
auto policies = regula::pipeline(regula::on(regula::weights, Halve{}));
#endif
