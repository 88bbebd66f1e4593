#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Alpha dropout, for layers of Selu: sets a dropped unit to alpha', the value at which such units saturate,
/// and scales and shifts all units to keep mean 0 and variance 1.
///
///     x <- a (x m + alpha' (1 - m)) + b,     m = 0 with probability p, else 1
///     a = (q + alpha'^2 q p)^(-1/2),  b = -a p alpha',     q = 1 - p,  alpha' = -1.7580993408473766
///
/// p is rounded to a multiple of 2^-16, and a and b belong to the rounded one. On hidden units by default; it
/// follows the other gates of a place. Klambauer et al. (2017), "Self-normalizing neural networks".
struct AlphaDropout {
    double drop_probability;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "AlphaDropout: drop_probability must be in [0, 1), got ", drop_probability);
    }

    void gate(auto&& x, auto&& gain, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        constexpr double saturated = -1.7580993408473766;
        const Coin coin{drop_probability};
        const double q = coin.keep_probability(), a = 1 / std::sqrt(q + saturated * saturated * q * (1 - q));
        const auto kept = static_cast<Scalar>(a), shift = static_cast<Scalar>(-a * (1 - q) * saturated),
                   instead = static_cast<Scalar>(a * saturated);
        for_each_half(key, x.rows(), x.cols(), [=, &x, &gain](Index i, Index j, std::uint32_t half) {
            const Scalar keeps = coin.keeps<Scalar>(half);
            x.coeffRef(i, j) = keeps * kept * x.coeff(i, j) + (1 - keeps) * instead + shift;
            gain.coeffRef(i, j) *= keeps * kept;
        });
    }
};

static_assert(AffineGate<AlphaDropout>);

}  // namespace regula::inline REGULA_ABI
