// error: regula: needs C\+\+20
// flags: -std=c++17
#include <regula/core/matrix.hpp>

#ifdef REGULA_FIXED  // without the flags
regula::Labels labels;
#endif
