// GaussianGate multiplies units by normal numbers of mean one, here with the variance of dropout.
#include <regula/gate/gaussian_gate.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> gain = Matrix<double>::Ones(64, 100);  // units x samples
    GaussianGate::like_dropout(0.5).gate(gain, Key{1});
    const double variance = (gain.array() - 1).square().mean();
    std::cout << gain.mean() << " and " << variance << '\n';
    return std::abs(gain.mean() - 1) < 0.05 && std::abs(variance - 1) < 0.1 ? 0 : 1;
}
