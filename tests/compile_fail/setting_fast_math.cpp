// error: regula: compile without -ffast-math
// flags: -ffast-math
#include <regula/core/matrix.hpp>

#ifdef REGULA_FIXED  // without the flags
regula::Labels labels;
#endif
