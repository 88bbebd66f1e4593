// error: regula: a penalty acts on weights, biases, parameters
#include <regula/core/pipeline.hpp>
#include <regula/penalty/l2.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(on(parameters, L2{1}));
#else
auto policies = pipeline(on(gradients, L2{1}));
#endif
