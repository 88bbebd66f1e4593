// error: regula: tie.place, place, penalty. needs two places of the same kind
#include <regula/core/pipeline.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(tie(biases[0], biases[1], L2{0.1}));
#else
auto policies = pipeline(tie(hidden[0], hidden[1], L2{0.1}));
#endif
