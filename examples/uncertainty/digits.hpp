#pragma once

#include "support/results.hpp"
#include "uncertainty/settings.hpp"

namespace example {

/// Trains on digits, and asks for what is turned, no digit, or no writing at all.
Results doubt_digits(const Uncertainty& settings, const std::string& plot);

}  // namespace example
