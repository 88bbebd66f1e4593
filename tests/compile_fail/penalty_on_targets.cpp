// error: regula: a penalty acts on weights, biases, parameters, noise_scales, hidden or outputs
#include <regula/core/on.hpp>
#include <regula/penalty/l1.hpp>

#ifdef REGULA_FIXED
auto policy = regula::on(regula::hidden, regula::L1{1e-3});
#else
auto policy = regula::on(regula::targets, regula::L1{1e-3});
#endif
