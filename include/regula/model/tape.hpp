#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
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

/// One tape for each batch size that occurs, so that a short last batch moves no memory.
template <class Scalar>
class Tapes {
public:
    Tape<Scalar>& of(Index batch_size) {
        const auto found = std::find(sizes_.begin(), sizes_.end(), batch_size);
        if (found != sizes_.end()) return tapes_[static_cast<std::size_t>(found - sizes_.begin())];
        sizes_.push_back(batch_size);
        return tapes_.emplace_back();
    }

private:
    std::vector<Index> sizes_;
    std::vector<Tape<Scalar>> tapes_;
};

}  // namespace regula::inline REGULA_ABI
