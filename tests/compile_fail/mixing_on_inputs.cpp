// error: regula: this policy acts on the run as a whole
#include <regula/core/pipeline.hpp>
#include <regula/mixing.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(Mixup{0.2});
#else
auto policies = pipeline(on(inputs, Mixup{0.2}));
#endif
