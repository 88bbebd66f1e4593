// A program of one policy: each way to get the library compiles it in a second.
#include <regula/penalty/l1.hpp>

#include <cstdio>

int main() {
    Eigen::VectorXd w = Eigen::Vector3d{1, -2, 0.1};
    regula::L1{.strength = 0.5}.prox(w, 1.0);
    const bool right = w.isApprox(Eigen::Vector3d{0.5, -1.5, 0});
    std::puts(right ? "right" : "wrong");
    return right ? 0 : 1;
}
