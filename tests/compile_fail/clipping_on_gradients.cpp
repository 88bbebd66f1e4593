// error: regula: on gradients acts noise only; clipping needs no place
#include <regula/core/pipeline.hpp>
#include <regula/update.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(ClipNorm{1});
#else
auto policies = pipeline(on(gradients, ClipNorm{1}));
#endif
