#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI::theory {

/// A gate without randomness: it multiplies by given gains, so that masks can be enumerated. If there are
/// fewer columns than samples, the columns repeat: one column is one mask for all samples.
///
///     net.predict(x, Key{0}, on(hidden[0], GivenGains::kept(mask, 0.5)))
struct GivenGains {
    Matrix<double> gains;  ///< units x samples; the samples must be a multiple of its columns

    /// The gains of Dropout{p} for a `mask` of 1 for kept and 0 for dropped units.
    static GivenGains kept(const Matrix<double>& mask, double drop_probability) {
        return {1 / (1 - drop_probability) * mask};
    }

    void gate(auto& gain, Key) const {
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        for (Index j = 0; j < gain.cols(); ++j)
            gain.col(j).array() *= gains.col(j % gains.cols()).template cast<Scalar>().array();
    }
};

static_assert(Gate<GivenGains>);

}  // namespace regula::inline REGULA_ABI::theory
