// LabelTransition replaces labels by the probabilities of a matrix.
#include <regula/noise/label_transition.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Zero(3, 900);  // one-hot columns: all samples are of class 1
    x.row(1).setOnes();
    LabelTransition{Matrix<double>{{1, 0.2, 0}, {0, 0.8, 0}, {0, 0, 1}}}.perturb(x, Key{1});
    std::cout << x.rowwise().mean().transpose() << '\n';
    return x.row(2).isZero(0) && std::abs(x.row(1).mean() - 0.8) < 0.06 ? 0 : 1;
}
