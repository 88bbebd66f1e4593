// error: regula: decoupled\(penalty\) needs a penalty that is a sum over entries, with prox\(w, steps\)
#include <regula/core/mode.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l2.hpp>

#ifdef REGULA_FIXED
auto policy = regula::decoupled(regula::L2{0.1});
#else
auto policy = regula::decoupled(regula::GroupLasso{0.1});
#endif
