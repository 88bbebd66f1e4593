#pragma once

/// Penalties: costs that are added to the loss.

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
