// error: regula: tie.place, place, penalty. needs a penalty
#include <regula/constraint/max_norm.hpp>
#include <regula/core/pipeline.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(tie(weights[0], weights[1], L2{0.1}));
#else
auto policies = pipeline(tie(weights[0], weights[1], MaxNorm{3}));
#endif
