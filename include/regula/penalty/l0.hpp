#pragma once

#include <regula/penalty/by_size.hpp>

namespace regula::inline REGULA_ABI {

/// L0: every nonzero weight costs the same, independent of its size; weights are not shrunk.
///
///     value       a |{i : w_i != 0}|
///     gradient    0                                   (the steps of the value have no slope)
///     prox        w where |w| > sqrt(2 t a), else 0   (the hard threshold)
///
/// Not convex: the training of a network with it depends on where it starts. On weights it acts by its prox
/// only, as iterative hard thresholding. Donoho and Johnstone (1994), "Ideal spatial adaptation by wavelet
/// shrinkage"; Blumensath and Davies (2008), "Iterative thresholding for sparse approximations".
struct L0 {
    static constexpr bool convex = false;
    double strength;

    void check() const { require(strength >= 0, "L0: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return size == 0 ? 0 : size > 0 ? strength : size; });
    }

    void add_gradient(const auto&, auto&&) const { check(); }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            return size <= std::sqrt(2 * step * strength) ? 0 : size;
        });
    }
};

static_assert(ElementwiseProx<L0>);

}  // namespace regula::inline REGULA_ABI
