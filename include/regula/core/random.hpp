#pragma once

/// Random numbers as functions of a key: streams, draws for the entries of a matrix.

#include <regula/core/random/beta.hpp>
#include <regula/core/random/box_muller.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/core/random/key.hpp>
#include <regula/core/random/philox.hpp>
