#pragma once

/// Models: networks of layers, and what training and evaluation ask of them.

#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/moments_tape.hpp>
#include <regula/model/network.hpp>
#include <regula/model/objective.hpp>
#include <regula/model/subnetwork.hpp>
#include <regula/model/tape.hpp>
