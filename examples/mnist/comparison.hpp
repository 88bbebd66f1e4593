#pragma once

#include "mnist/report.hpp"
#include "mnist/settings.hpp"

#include <vector>

namespace example {

/// Trains a network for each contestant and each seed, from that of the settings on; a seed draws digits and
/// weights.
///
/// Without a --learning-rate each contestant has its own: that of --learning-rates with the least validation
/// error at the first seed, so that all contestants have the same budget.
void compare(std::vector<Contestant>& contestants, const Settings& settings, const Digits& first_digits);

}  // namespace example
