// LabelNoise replaces some labels by other classes, anew in each step.
#include <regula/noise/label_noise.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Zero(3, 900);  // one-hot columns: all samples are of class 1
    x.row(1).setOnes();
    LabelNoise{.probability = 0.2}.perturb(x, Key{1});
    std::cout << x.row(1).mean() << '\n';
    return std::abs(x.row(1).mean() - 0.8) < 0.06 ? 0 : 1;
}
