#pragma once

/// Linear models, fitted to their minimum with a proof of it: a solver for each kind of penalty, instead of
/// training.

#include <regula/linear/best_intercept.hpp>
#include <regula/linear/bounds.hpp>
#include <regula/linear/columns.hpp>
#include <regula/linear/coordinate_descent.hpp>
#include <regula/linear/design.hpp>
#include <regula/linear/dual.hpp>
#include <regula/linear/entrywise.hpp>
#include <regula/linear/extrapolation.hpp>
#include <regula/linear/group_curvature.hpp>
#include <regula/linear/group_model.hpp>
#include <regula/linear/group_optimality.hpp>
#include <regula/linear/group_step.hpp>
#include <regula/linear/groupwise.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/linear/optimality.hpp>
#include <regula/linear/ordinary_least_squares.hpp>
#include <regula/linear/path_solver.hpp>
#include <regula/linear/quadratic_model.hpp>
#include <regula/linear/ridge.hpp>
#include <regula/linear/screening.hpp>
#include <regula/linear/settings.hpp>
#include <regula/linear/support_factor.hpp>
#include <regula/linear/symmetric_pseudo_inverse.hpp>
#include <regula/linear/thin_svd.hpp>
#include <regula/linear/weighted_squares.hpp>
#include <regula/linear/working_set.hpp>
