// error: regula: compile without EIGEN_DEFAULT_DENSE_INDEX_TYPE
// flags: -DEIGEN_DEFAULT_DENSE_INDEX_TYPE=int
#include <regula/core/matrix.hpp>

#ifdef REGULA_FIXED  // without the flags
regula::Labels labels;
#endif
