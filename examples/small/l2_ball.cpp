// L2Ball limits the norm of a block.
#include <regula/constraint/l2_ball.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L2Ball{.radius = 1}.project(w);
    std::cout << w << '\n';
    return w.norm() <= 1 + 1e-12 ? 0 : 1;
}
