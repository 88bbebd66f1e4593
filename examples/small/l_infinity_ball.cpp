// LInfinityBall limits each weight.
#include <regula/constraint/l_infinity_ball.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    LInfinityBall{.radius = 1}.project(w);
    std::cout << w << '\n';
    return w.cwiseAbs().maxCoeff() == 1 ? 0 : 1;
}
