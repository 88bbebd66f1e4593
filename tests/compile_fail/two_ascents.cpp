// error: regula: a run takes one ascent
#include <regula/core/pipeline.hpp>
#include <regula/update.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(Sam{0.05});
#else
auto policies = pipeline(Sam{0.05}, AdaptiveSam{0.5});
#endif
