// error: regula: this solver needs a smooth objective
#include <regula/optimize/solvers.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>

using namespace regula;

Certificate run(Parameters<double>& theta) {
    const auto f = [](const Parameters<double>& at, Parameters<double>& g) {
        g = at;
        return 0.5 * at.vector().squaredNorm();
    };
#ifdef REGULA_FIXED
    return minimize(theta, f, Lbfgs{}, tie(weights[0], weights[1], L2{0.1}));
#else
    return minimize(theta, f, Lbfgs{}, tie(weights[0], weights[1], L1{0.1}));
#endif
}
