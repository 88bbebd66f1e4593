#pragma once

/// Ascents: the gradient is taken where the loss is higher, for flat minima.

#include <regula/ascent/adaptive_sam.hpp>
#include <regula/ascent/sam.hpp>
