#pragma once

#include <regula/theory/claim.hpp>

#include "support/plot.hpp"
#include "support/results.hpp"

#include <string>

namespace example {

/// A mean of error rates over seeds, in per cent with its standard error, as in "4.1 +- 0.2 %"; of one seed
/// without it.
std::string with_error(const regula::theory::Mean& mean);

/// The same for --json: test_error and standard_error.
Results results(const regula::theory::Mean& mean);

/// Adds it to a line of a plot, in per cent with its standard error; of one seed without it.
void add_point(Series& series, double x, const regula::theory::Mean& mean);

}  // namespace example
