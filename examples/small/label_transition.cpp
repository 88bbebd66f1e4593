// LabelTransition replaces labels by the probabilities of a matrix.
#include <regula/noise/label_transition.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Zero(3, 900);  // one-hot columns: all samples are of class 1
    x.row(1).setOnes();
    LabelTransition{symmetric_transition(3, 0.2)}.perturb(x, Key{1});
    std::cout << x.mean() << '\n';
    return std::abs(x.row(1).mean() - 0.8) < 0.06 ? 0 : 1;
}
