// error: regula: not a policy
#include <regula/core/pipeline.hpp>
#include <regula/penalty/l2.hpp>

#ifdef REGULA_FIXED
auto policies = regula::pipeline(regula::L2{1e-3});
#else
auto policies = regula::pipeline(1e-3);
#endif
