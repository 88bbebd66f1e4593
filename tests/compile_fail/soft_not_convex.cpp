// error: regula: soft\(constraint, strength\) needs a convex set; this one says it is not
#include <regula/constraint/max_norm.hpp>
#include <regula/constraint/unit_norm.hpp>
#include <regula/penalty/soft.hpp>

#ifdef REGULA_FIXED
auto policy = regula::soft(regula::MaxNorm{1}, 0.1);
#else
auto policy = regula::soft(regula::UnitNorm{}, 0.1);
#endif
