// error: regula: a constraint acts on weights, biases, parameters or noise_scales
#include <regula/constraint/max_norm.hpp>
#include <regula/core/on.hpp>

#ifdef REGULA_FIXED
auto policy = regula::on(regula::weights[0], regula::MaxNorm{3});
#else
auto policy = regula::on(regula::hidden[0], regula::MaxNorm{3});
#endif
