// error: regula: settings need the name of their optimizer or solver
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

void find(Eigen::VectorXd& w) {
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return at.squaredNorm() / 2;
    };
#ifdef REGULA_FIXED
    regula::minimize(w, f, regula::Sgd{.learning_rate = 0.1});
#else
    regula::minimize(w, f, {.learning_rate = 0.1});
#endif
}
