// error: regula: the Moreau envelope of a penalty that is not convex may have kinks
#include <regula/penalty/l0.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/moreau_envelope.hpp>
#include <regula/penalty/weighted.hpp>

#ifdef REGULA_FIXED
auto policy = regula::MoreauEnvelope{regula::weighted(regula::L1{0.1}, {}), 0.3};
#else
auto policy = regula::MoreauEnvelope{regula::weighted(regula::L0{0.1}, {}), 0.3};
#endif
