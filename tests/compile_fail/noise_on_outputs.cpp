// error: regula: noise acts on inputs, targets, hidden, branches, weights, biases or gradients
#include <regula/core/on.hpp>
#include <regula/noise/gaussian_noise.hpp>

#ifdef REGULA_FIXED
const auto where = regula::targets;
#else
const auto where = regula::outputs;
#endif

const auto policy = regula::on(where, regula::GaussianNoise{0.1});
