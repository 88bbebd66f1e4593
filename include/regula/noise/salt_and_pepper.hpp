#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Salt-and-pepper noise: an entry becomes, with a probability, the lowest or the highest value, both with
/// the same chance, anew in each step.
///
///     perturb     x <- low or high, each with probability / 2
///
/// On the inputs by default; `low` and `high` are those of the data.
/// Vincent, Larochelle, Lajoie, Bengio and Manzagol (2010), "Stacked denoising autoencoders", section 3.3.
struct SaltAndPepper {
    double probability, low = 0, high = 1;

    void check() const {
        require(probability >= 0 && probability <= 1, "SaltAndPepper: probability must be in [0, 1], got ",
                probability);
        require(low <= high, "SaltAndPepper: low must be <= high, got ", low, " and ", high);
    }

    void perturb(auto&& x, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        const auto pepper = static_cast<Scalar>(low), salt = static_cast<Scalar>(high);
        for_each_draw(key, x, [&](Scalar& entry, std::uint32_t word) {
            const double u = 0x1p-32 * static_cast<double>(word);
            if (u < probability) entry = u < probability / 2 ? pepper : salt;
        });
    }
};

static_assert(Noise<SaltAndPepper>);

}  // namespace regula::inline REGULA_ABI
