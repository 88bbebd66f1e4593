// error: regula: this policy has no default place; say where with on\(weights\[0\], \.\.\.\)
#include <regula/core/pipeline.hpp>
#include <regula/update.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(on(weights[0], Frozen{}));
#else
auto policies = pipeline(Frozen{});
#endif
