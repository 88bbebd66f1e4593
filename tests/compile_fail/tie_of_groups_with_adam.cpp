// error: regula: tie: the optimizer has a step for each entry, and the penalty's prox takes one
#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/tie.hpp>

using namespace regula;

Report run(Parameters<double>& theta) {
    const auto f = [](const Parameters<double>& at, Parameters<double>& g) {
        g = at;
        return 0.5 * at.vector().squaredNorm();
    };
#ifdef REGULA_FIXED
    return minimize(theta, f, Adam{}, tie(weights[0], weights[1], L1{0.1}));
#else
    return minimize(theta, f, Adam{}, tie(weights[0], weights[1], GroupLasso{0.1}));
#endif
}
