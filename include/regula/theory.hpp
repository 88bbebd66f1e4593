#pragma once

/// The theory of chapter 7 as functions: closed forms and exact solvers of quadratics, their Hessians,
/// equivalences between regularizers, and comparisons of these with training. regula.hpp does not include it.

#include <regula/theory/approximation.hpp>
#include <regula/theory/bagging.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/class_rbm.hpp>
#include <regula/theory/compare.hpp>
#include <regula/theory/conjugate_gradients.hpp>
#include <regula/theory/constrained.hpp>
#include <regula/theory/contour.hpp>
#include <regula/theory/decoupled.hpp>
#include <regula/theory/drop_connect.hpp>
#include <regula/theory/dropout.hpp>
#include <regula/theory/dropout_penalty.hpp>
#include <regula/theory/early_stopping.hpp>
#include <regula/theory/fast_dropout.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/hessian.hpp>
#include <regula/theory/input_noise.hpp>
#include <regula/theory/label_smoothing.hpp>
#include <regula/theory/lanczos.hpp>
#include <regula/theory/lasso.hpp>
#include <regula/theory/least_squares.hpp>
#include <regula/theory/masks.hpp>
#include <regula/theory/prediction.hpp>
#include <regula/theory/prior.hpp>
#include <regula/theory/proximal.hpp>
#include <regula/theory/pseudoinverse.hpp>
#include <regula/theory/quadratic.hpp>
#include <regula/theory/quadrature.hpp>
#include <regula/theory/shrinkage_gap.hpp>
#include <regula/theory/spectrum.hpp>
#include <regula/theory/tying.hpp>
#include <regula/theory/weight_decay.hpp>
#include <regula/theory/weight_noise.hpp>
