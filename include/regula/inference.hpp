#pragma once

/// What a network with noise and gates says as an ensemble.

#include <regula/inference/class_probabilities.hpp>
#include <regula/inference/expected_loss.hpp>
#include <regula/inference/expected_softmax.hpp>
#include <regula/inference/fast_dropout.hpp>
#include <regula/inference/fast_dropout_model.hpp>
#include <regula/inference/spreads.hpp>
