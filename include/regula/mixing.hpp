#pragma once

/// Mixing: samples of a minibatch made of two, inputs and targets alike.

#include <regula/mixing/cut_mix.hpp>
#include <regula/mixing/mixup.hpp>
#include <regula/mixing/neighbours.hpp>
#include <regula/mixing/rectangle.hpp>
