// error: regula: this policy acts on the run as a whole
#include <regula/auxiliary.hpp>
#include <regula/core/pipeline.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(InputGradientPenalty{0.1});
#else
auto policies = pipeline(on(inputs, InputGradientPenalty{0.1}));
#endif
