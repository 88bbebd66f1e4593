#pragma once

/// Numerical tools: norms, special functions, quadrature, decompositions, roots.

#include <regula/core/numeric/binomial.hpp>
#include <regula/core/numeric/block_coverage.hpp>
#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/numeric/descending.hpp>
#include <regula/core/numeric/deviation.hpp>
#include <regula/core/numeric/gauss_hermite.hpp>
#include <regula/core/numeric/gaussian.hpp>
#include <regula/core/numeric/norm.hpp>
#include <regula/core/numeric/refine.hpp>
#include <regula/core/numeric/root.hpp>
