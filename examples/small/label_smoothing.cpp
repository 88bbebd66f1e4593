// LabelSmoothing gives a small probability to the other classes.
#include <regula/noise/label_smoothing.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Zero(3, 900);  // one-hot columns: all samples are of class 1
    x.row(1).setOnes();
    LabelSmoothing{.epsilon = 0.1}.perturb(x, Key{1});
    std::cout << x.col(0).transpose() << '\n';
    return std::abs(x(1, 0) - 0.9) < 1e-12 && std::abs(x(0, 0) - 0.05) < 1e-12 ? 0 : 1;
}
