#pragma once

#include <regula/core/abi.hpp>

namespace regula::inline REGULA_ABI {

/// The type of sizes and positions, signed.
using Index = Eigen::Index;

/// A matrix of run-time shape. Data are features x samples, weights inputs x units: a sample, and a unit's
/// incoming weights, are contiguous columns.
template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// A column of run-time length.
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// Makes a function without deducible arguments a template, so that programs compile it only if they call it.
/// `template <class = OnUse>` precedes each such function that decomposes or multiplies matrices.
struct OnUse {};

/// Class labels, one per sample: 0 ... classes - 1.
using Labels = Eigen::VectorXi;

}  // namespace regula::inline REGULA_ABI
