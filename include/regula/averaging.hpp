#pragma once

/// Averages of the parameters in time.

#include <regula/averaging/ema.hpp>
#include <regula/averaging/polyak.hpp>
#include <regula/averaging/swa.hpp>
