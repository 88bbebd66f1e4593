// error: regula: compile without -ffast-math
// flags: -ffinite-math-only
#include <regula/core/matrix.hpp>

#ifdef REGULA_FIXED  // without the flags
regula::Labels labels;
#endif
