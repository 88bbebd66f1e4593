// error: regula: this policy acts on the run as a whole
#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/core/pipeline.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(Mixup{0.2});
#else
auto policies = pipeline(on(inputs, Mixup{0.2}));
#endif
