// error: regula: transposed.place. is a place of tie.place, place, penalty. alone
#include <regula/core/pipeline.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/tie.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(tie(weights[0], transposed(weights[1]), GroupLasso{0.1}));
#else
auto policies = pipeline(on(transposed(weights[1]), GroupLasso{0.1}));
#endif
