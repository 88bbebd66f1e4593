// error: regula: this policy acts on the run as a whole
#include <regula/core/pipeline.hpp>
#include <regula/update.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(Sam{0.05});
#else
auto policies = pipeline(on(weights, Sam{0.05}));
#endif
