// error: regula: minimize moves an Eigen::VectorXd or MatrixXd
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

#ifdef REGULA_FIXED
using Weights = Eigen::VectorXd;
#else
using Weights = Eigen::Vector3d;
#endif

void find(Weights& w) {
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return at.squaredNorm() / 2;
    };
    regula::minimize(w, f, regula::Sgd{.learning_rate = 0.1});
}
