// error: regula: intersect\(\.\.\.\) needs convex sets; one of these is not
#include <regula/constraint/intersect.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/constraint/non_negative.hpp>
#include <regula/constraint/unit_norm.hpp>

#ifdef REGULA_FIXED
auto policy = regula::intersect(regula::NonNegative{}, regula::MaxNorm{1});
#else
auto policy = regula::intersect(regula::NonNegative{}, regula::UnitNorm{});
#endif
