#pragma once

/// Everything for training a model. Not included are theory, linear models and the selection of their
/// penalties, ensembles, inference, augmentation of images, and the optional headers. A run takes a model, a
/// loss, data, an optimizer, and policies:
///
///     fit(net, SoftmaxCrossEntropy{}, train, validation, Sgd{.learning_rate = 0.1},
///         Dropout{0.5}, MaxNorm{3});

#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/auxiliary.hpp>
#include <regula/constraint.hpp>
#include <regula/core.hpp>
#include <regula/data.hpp>
#include <regula/files.hpp>
#include <regula/gate.hpp>
#include <regula/interop.hpp>
#include <regula/layer.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/noise.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty.hpp>
#include <regula/stopping.hpp>
#include <regula/update.hpp>
