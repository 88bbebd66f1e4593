#pragma once

// The headers of nearly every test, compiled once for all tests.
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
