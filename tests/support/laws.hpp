#pragma once

#include "support/catch.hpp"

#include <regula/core/check.hpp>

/// The expected result of CHECK(check(policy) == none).
inline const std::vector<std::string> none;
