// error: regula: a decay acts on weights, biases, parameters or noise_scales
#include <regula/core/on.hpp>
#include <regula/penalty/l2.hpp>

#ifdef REGULA_FIXED
auto policy = regula::on(regula::hidden, regula::L2{0.1});
#else
auto policy = regula::on(regula::hidden, regula::decoupled(regula::L2{0.1}));
#endif
