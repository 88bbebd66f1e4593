// Ema averages parameters with weights that decay exponentially.
#include <regula/update/ema.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Ema policy{.decay = 0.9};
    double mean = 0;
    for (Index t = 1; t <= 200; ++t) mean += policy.share_of_update(t) * (1 - mean);
    std::cout << mean << '\n';
    return std::abs(mean - 1) < 1e-6 ? 0 : 1;
}
