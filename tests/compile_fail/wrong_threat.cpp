// error: regula: the threat model of an attack is LInfinityBall
#include <regula/adversarial/fgsm.hpp>
#include <regula/constraint/box.hpp>

#ifdef REGULA_FIXED
const regula::Fgsm attack{regula::LInfinityBall{0.1}};
#else
const regula::Fgsm attack{regula::Box{0, 0.1}};
#endif
