// Two files include all of the library: what it defines twice does not link.
#include <regula/regula.hpp>

#include <cstdio>
#include <exception>

Eigen::VectorXd shrink(Eigen::VectorXd w, double strength);  // in other.cpp

int main() try {
    const Eigen::Vector3d w{1, -2, 0.1};
    Eigen::VectorXd here = w;
    regula::L1{.strength = 0.5}.prox(here, 1.0);
    const bool right = here.isApprox(Eigen::Vector3d{0.5, -1.5, 0}) && here == shrink(w, 0.5);
    std::puts(right ? "right" : "wrong");
    return right ? 0 : 1;
} catch (const std::exception& error) {
    std::puts(error.what());
    return 1;
}
