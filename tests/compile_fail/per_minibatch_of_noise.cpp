// error: regula: per_minibatch\(gate\) needs a gate, with 'void gate\(auto& gain, Key key\) const'
#include <regula/core/per_minibatch.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>

#ifdef REGULA_FIXED
auto policy = regula::per_minibatch(regula::Dropout{0.1});
#else
auto policy = regula::per_minibatch(regula::GaussianNoise{0.1});
#endif
