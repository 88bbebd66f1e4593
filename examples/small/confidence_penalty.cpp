// ConfidencePenalty makes predictions less confident: it brings the scores of a sample closer together.
#include <regula/penalty/confidence_penalty.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> scores{{3.0}, {0.0}, {0.0}}, g = Matrix<double>::Zero(3, 1);  // classes x samples
    ConfidencePenalty{.strength = 1}.add_gradient(scores, g);
    scores -= g;
    std::cout << scores << '\n';
    return scores(0) < 2.9 && scores(1) > 0 ? 0 : 1;
}
