// Towards pulls weights towards another model.
#include <regula/penalty/towards.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    const Matrix<double> other = Matrix<double>::Ones(2, 2);
    Towards{.strength = 1, .point = other}.prox(w, 1e6);
    std::cout << w << '\n';
    return (w - other).norm() < 1e-4 ? 0 : 1;
}
