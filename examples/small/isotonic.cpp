// Isotonic lets the weights of a unit rise along its inputs and never fall.
#include <regula/constraint/isotonic.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{1}, {3}, {2}, {4}};
    Isotonic{}.project(w);
    std::cout << w << '\n';
    return w == Matrix<double>{{1}, {2.5}, {2.5}, {4}} ? 0 : 1;
}
