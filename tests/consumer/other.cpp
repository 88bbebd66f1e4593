#include <regula/regula.hpp>

Eigen::VectorXd shrink(Eigen::VectorXd w, double strength) {
    regula::L1{.strength = strength}.prox(w, 1.0);
    return w;
}
