#pragma once

// What nearly every test includes, compiled once for all of them.
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
