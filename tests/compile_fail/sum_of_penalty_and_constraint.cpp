// error: regula: penalties are added; policies of other kinds are passed beside them, in a list
#include <regula/constraint/max_norm.hpp>
#include <regula/core/pipeline.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#ifdef REGULA_FIXED
auto policies = regula::pipeline(regula::L1{1} + regula::L2{1}, regula::MaxNorm{3});
#else
auto policies = regula::pipeline(regula::L1{1} + regula::MaxNorm{3});
#endif
