// L0Ball keeps the k largest weights of a block.
#include <regula/constraint/l0_ball.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    L0Ball{.count = 2}.project(w);
    std::cout << w << '\n';
    return (w.array() != 0).count() == 2 ? 0 : 1;
}
