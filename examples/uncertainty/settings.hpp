#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace example {

struct Uncertainty {
    std::ptrdiff_t passes = 50;
    int threads = 1;
    std::uint64_t seed = 1;

    std::ptrdiff_t samples = 60;  ///< of the regression
    int steps = 3000;

    std::string data;  ///< of the digits
    std::ptrdiff_t train_size = 5000, test_size = 2000;
    std::vector<std::ptrdiff_t> arch{256, 256};
    int epochs = 30;
};

}  // namespace example
