// Swa averages the parameters at the ends of epochs, from a first one on.
#include <regula/update/swa.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Swa policy{.start = 2};
    double mean = 0;
    for (int epoch = 1; epoch <= 4; ++epoch) mean += policy.share_of_epoch(epoch) * (epoch - mean);
    std::cout << mean << '\n';
    return std::abs(mean - 3) < 1e-12 ? 0 : 1;  // of 2, 3 and 4
}
