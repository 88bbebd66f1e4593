// error: regula: this solver needs a smooth objective
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

void find(Eigen::VectorXd& w) {
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return at.squaredNorm() / 2;
    };
#ifdef REGULA_FIXED
    regula::minimize(w, f, regula::Lbfgs{}, regula::L2{0.1});
#else
    regula::minimize(w, f, regula::Lbfgs{}, regula::L1{0.1});
#endif
}
