// error: regula: a run takes one average in time
#include <regula/core/pipeline.hpp>
#include <regula/update.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(Ema{0.99});
#else
auto policies = pipeline(Ema{0.99}, Swa{.start = 3});
#endif
