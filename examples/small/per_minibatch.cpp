// per_minibatch(gate) draws one mask for all samples of a minibatch.
#include <regula/core/per_minibatch.hpp>
#include <regula/gate/dropout.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> gain = Matrix<double>::Ones(64, 100);  // units x samples
    per_minibatch(Dropout{.drop_probability = 0.5}).gate(gain, Key{1});
    std::cout << gain.col(0).mean() << '\n';
    return gain.col(0) == gain.col(99) && (gain.col(0).array() == 0).any() ? 0 : 1;
}
