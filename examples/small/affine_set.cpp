// AffineSet keeps equations A w = b: here the weights sum to one.
#include <regula/constraint/affine_set.hpp>

#include <iostream>
using namespace regula;

int main() {
    Vector<double> w{{3.0, 0.2}};
    AffineSet{.a = Matrix<double>{{1, 1}}, .b = Vector<double>{{1.0}}}.project(w);
    std::cout << w.transpose() << '\n';
    return std::abs(w.sum() - 1) < 1e-12 ? 0 : 1;
}
