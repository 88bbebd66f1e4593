#pragma once

#include <regula/core/gaussian.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// What a pass of means and variances leaves for the way back.
template <class Scalar>
struct MomentsTape {
    /// Of one layer: its inputs, as noise and gates left them, its outputs and what it kept, and the gradient
    /// at the outputs.
    struct Layer {
        const Gaussian<Scalar>* x = nullptr;
        Gaussian<Scalar> disturbed, y, dy;
        Matrix<Scalar> kept;
    };
    Gaussian<Scalar> x;  ///< the inputs of the network
    std::vector<Layer> layers;
};

}  // namespace regula::inline REGULA_ABI
