// error: regula: MaskedNetwork takes gates and added noise; an attack has no gradient through
#include <regula/adversarial/masked_network.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/masking_noise.hpp>

#ifdef REGULA_FIXED
auto defence(const regula::Network<float>& net) {
    return regula::MaskedNetwork{net, 20, regula::Key{1}, regula::GaussianNoise{0.2}};
}
#else
auto defence(const regula::Network<float>& net) {
    return regula::MaskedNetwork{net, 20, regula::Key{1}, regula::MaskingNoise{0.2}};
}
#endif
