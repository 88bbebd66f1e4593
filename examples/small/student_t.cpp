// StudentT pulls large weights less and less.
#include <regula/penalty/student_t.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Matrix<double> g = Matrix<double>::Zero(2, 2);
    StudentT{.strength = 1, .scale = 0.5}.add_gradient(w, g);
    std::cout << g << '\n';
    return std::abs(g(0, 0)) < std::abs(g(0, 1)) ? 0 : 1;
}
