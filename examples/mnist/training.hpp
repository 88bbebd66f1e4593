#pragma once

#include "mnist/report.hpp"
#include "mnist/settings.hpp"

#include <string>

namespace example {

/// The digits, with those for validation held out of the training digits.
Digits read_digits(const Settings& settings);

/// Trains a network with a regularization. If it is `watched`, standard error shows its progress.
Outcome train(const std::string& name, const Settings& settings, const Digits& digits,
              const Regularization& regularization, bool watched = true);

}  // namespace example
