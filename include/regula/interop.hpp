#pragma once

/// The coefficients of other libraries as policies of this one.

#include <regula/interop/glmnet.hpp>
#include <regula/interop/keras.hpp>
#include <regula/interop/pytorch.hpp>
#include <regula/interop/scikit_learn.hpp>
