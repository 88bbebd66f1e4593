#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Shortens the gradient of all parameters to a largest norm and keeps its direction.
///
///     clip        g  <-  g min(1, max_norm / |g|)
///
/// Use it against steep cliffs of the loss and exploding gradients of penalties. The norm does not overflow.
/// Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks".
struct ClipNorm {
    double max_norm;

    void check() const { require(max_norm > 0, "ClipNorm: max_norm must be > 0, got ", max_norm); }

    void clip(auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        const auto longest = static_cast<Scalar>(max_norm);
        const Scalar length = safe_norm(g, longest);
        if (length > longest) with_length(g, length, longest, [&](const auto& shorter) { g = shorter; });
    }
};

static_assert(Clipping<ClipNorm>);

}  // namespace regula::inline REGULA_ABI
