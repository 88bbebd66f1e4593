#pragma once

#include "support/catch.hpp"

#include <regula/core/check.hpp>

/// What CHECK(check(policy) == none) asks for.
inline const std::vector<std::string> none;
