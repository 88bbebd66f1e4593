// Box keeps each weight between two limits.
#include <regula/constraint/box.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Box{-1, 1}.project(w);
    std::cout << w << '\n';
    return w.cwiseAbs().maxCoeff() == 1 ? 0 : 1;
}
