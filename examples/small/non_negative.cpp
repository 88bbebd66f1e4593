// NonNegative sets negative weights to zero.
#include <regula/constraint/non_negative.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    NonNegative{}.project(w);
    std::cout << w << '\n';
    return w.minCoeff() == 0 ? 0 : 1;
}
