// error: regula: compile without EIGEN_DEFAULT_TO_ROW_MAJOR
// flags: -DEIGEN_DEFAULT_TO_ROW_MAJOR
#include <regula/core/matrix.hpp>

#ifdef REGULA_FIXED  // without the flags
regula::Labels labels;
#endif
