// Polyak averages the parameters of all updates from a first one on.
#include <regula/update/polyak.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Polyak policy{.start = 3};
    double mean = 0;
    for (Index t = 1; t <= 5; ++t) mean += policy.share_of_update(t) * (static_cast<double>(t) - mean);
    std::cout << mean << '\n';
    return std::abs(mean - 4) < 1e-12 ? 0 : 1;  // of 3, 4 and 5
}
