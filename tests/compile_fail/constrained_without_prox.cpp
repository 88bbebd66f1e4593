// error: regula: constrained\(penalty, limit\) needs a penalty with prox\(w, step\)
#include <regula/constraint/constrained.hpp>
#include <regula/core/mode.hpp>
#include <regula/penalty/l1.hpp>

#ifdef REGULA_FIXED
auto policy = regula::constrained(regula::L1{1}, 3);
#else
auto policy = regula::constrained(regula::subgradient(regula::L1{1}), 3);
#endif
