// HuberPenalty pulls large weights with a constant slope, so it shrinks them less than L2.
#include <regula/penalty/huber_penalty.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Matrix<double> g = Matrix<double>::Zero(2, 2);
    HuberPenalty{.strength = 1, .knee = 0.5}.add_gradient(w, g);
    std::cout << g << '\n';
    return g(0, 0) == 0.5 && g(0, 1) == 0.2 ? 0 : 1;
}
