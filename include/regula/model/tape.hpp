#pragma once

#include <regula/core/matrix.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// What a forward pass leaves for the way back; the model itself holds parameters only.
template <class Scalar>
struct Tape {
    /// Of one layer: its output y; what policies made of its input if it takes hidden units, and their gains;
    /// the gradients at its output and at its hidden input's penalties; its tangents and their gradients.
    struct Layer {
        const Matrix<Scalar>* x = nullptr;
        Matrix<Scalar> y, disturbed, gain, dy, charge;
        const Matrix<Scalar>* x_dot = nullptr;
        Matrix<Scalar> y_dot, dy_dot;
    };
    std::vector<Layer> layers;
    Matrix<Scalar> dx;      ///< the gradient at the inputs, where it was asked for
    Matrix<Scalar> dx_dot;  ///< the gradient at the inputs' tangent
};

}  // namespace regula::inline REGULA_ABI
