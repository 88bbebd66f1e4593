// error: regula: proximal\(penalty\) needs a penalty with prox\(w, step\)
#include <regula/core/mode.hpp>
#include <regula/penalty/l1.hpp>

#ifdef REGULA_FIXED
auto policy = regula::proximal(regula::L1{0.1});
#else
auto policy = regula::proximal(regula::subgradient(regula::L1{0.1}));
#endif
