#pragma once

/// Gates: random gains of mean one that multiply units, inputs or weights, and one that also shifts.

#include <regula/gate/alpha_dropout.hpp>
#include <regula/gate/drop_block.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>
#include <regula/gate/spatial_dropout.hpp>
#include <regula/gate/stochastic_depth.hpp>
