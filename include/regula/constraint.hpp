#pragma once

/// Constraints: sets that parameters are kept in, by a projection after each step.

#include <regula/constraint/max_norm.hpp>
