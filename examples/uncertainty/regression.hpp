#pragma once

#include "support/results.hpp"
#include "uncertainty/settings.hpp"

namespace example {

/// Fits a curve to points that leave a gap, and measures how far random passes spread with and without data.
Results regress_with_gap(const Uncertainty& settings, const std::string& plot);

}  // namespace example
