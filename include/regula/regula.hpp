#pragma once

/// Everything but theory, linear models, their paths, ensembles, and the optional headers. What is put where:
/// data in, a model, a loss, an optimizer, and policies that make it generalise:
///
///     fit(net, SoftmaxCrossEntropy{}, train, validation, Sgd{.learning_rate = 0.1},
///         Dropout{0.5}, MaxNorm{3});

#include <regula/ascent.hpp>
#include <regula/auxiliary.hpp>
#include <regula/averaging.hpp>
#include <regula/clipping.hpp>
#include <regula/coefficients.hpp>
#include <regula/constraint.hpp>
#include <regula/core.hpp>
#include <regula/data.hpp>
#include <regula/gate.hpp>
#include <regula/layer.hpp>
#include <regula/loss.hpp>
#include <regula/mixing.hpp>
#include <regula/model.hpp>
#include <regula/noise.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty.hpp>
#include <regula/stopping.hpp>
