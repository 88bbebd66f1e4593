#pragma once

/// Full-batch solvers of whole objectives: L-BFGS, proximal gradient.

#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/optimize/solvers/line_search.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/optimize/solvers/solver.hpp>
