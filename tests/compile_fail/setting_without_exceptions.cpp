// error: regula: compile with exceptions
// flags: -fno-exceptions
#include <regula/core/matrix.hpp>

#ifdef REGULA_FIXED  // without the flags
regula::Labels labels;
#endif
