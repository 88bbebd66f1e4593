// QuadraticForm penalises steps from a point, in each direction with its own strength.
#include <regula/penalty/quadratic_form.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Vector<double> point{{1.0, 1.0}}, w{{2.0, 2.0}};
    const QuadraticForm penalty{.strength = 1, .matrix = Matrix<double>{{4, 0}, {0, 0.1}}, .point = point};
    Vector<double> g = Vector<double>::Zero(2);
    penalty.add_gradient(w, g);
    std::cout << g << '\n';
    return g[0] > 10 * g[1] ? 0 : 1;
}
