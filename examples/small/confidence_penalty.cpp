// ConfidencePenalty has a larger value for confident predictions: columns are scores of a sample.
#include <regula/penalty/confidence_penalty.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    const Matrix<double> sure{{9.0}, {0.0}, {0.0}}, unsure{{1.0}, {0.0}, {0.0}};
    const ConfidencePenalty penalty{.strength = 0.1};
    std::cout << penalty.value(sure) << " > " << penalty.value(unsure) << '\n';
    return penalty.value(sure) > penalty.value(unsure) ? 0 : 1;
}
