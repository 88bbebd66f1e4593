#include "support/mean.hpp"

#include "support/table.hpp"

#include <cmath>
#include <numeric>

namespace example {

Mean mean_of(const std::vector<double>& values) {
    const double n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, values.size() > 1 ? std::sqrt(squares / (n * (n - 1))) : std::nan("")};
}

std::string percent(const Mean& mean) {
    return number(100 * mean.value, 3) + " +- " + number(100 * mean.standard_error, 2) + " %";
}

}  // namespace example
