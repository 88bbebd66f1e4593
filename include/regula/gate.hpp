#pragma once

/// Gates: random gains of mean one that multiply units, inputs or weights.

#include <regula/gate/alpha_dropout.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>
