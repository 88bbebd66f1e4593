#pragma once

/// The coefficients of other libraries as policies of this one.

#include <regula/coefficients/glmnet.hpp>
#include <regula/coefficients/keras.hpp>
#include <regula/coefficients/pytorch.hpp>
#include <regula/coefficients/scikit_learn.hpp>
