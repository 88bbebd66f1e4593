#pragma once

#include <string>
#include <vector>

namespace example {

/// A mean of independent values, and its standard error, NaN for fewer than two values.
struct Mean {
    double value, standard_error;
};
Mean mean_of(const std::vector<double>& values);

/// An error rate in per cent, as in "4.1 +- 0.2 %".
std::string percent(const Mean& mean);

}  // namespace example
