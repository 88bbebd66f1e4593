#pragma once

// The headers of nearly every test, compiled once for all tests.

// No test indexes a matrix by arrays of C. For this, Eigen declares eight functions in each type of
// expression, and g++ compares those of all types: without them it parses a unit in 87 s instead of 105.
#include <Eigen/src/Core/util/Macros.h>
#undef EIGEN_HAS_STATIC_ARRAY_TEMPLATE
#define EIGEN_HAS_STATIC_ARRAY_TEMPLATE 0

#include "support/catch.hpp"

#include <regula/layer/compiled.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>
