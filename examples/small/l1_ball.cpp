// L1Ball limits the sum of the absolute weights.
#include <regula/constraint/l1_ball.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L1Ball{.radius = 2}.project(w);
    std::cout << w << '\n';
    return w.lpNorm<1>() <= 2 + 1e-12 && w(0, 1) == 0 ? 0 : 1;
}
