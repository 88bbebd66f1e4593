#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cmath>
#include <string>

namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument, in the name of `what`, unless there is one weight for each of `samples`, or
/// none at all.
void require_weight_count(const auto& weight, Index samples, const std::string& what) {
    require(weight.size() == 0 || weight.size() == samples, what, ": needs one sample weight a sample, got ",
            weight.size(), " weights for ", samples, " samples");
}

/// The same unless all weights are >= 0 and finite, too, and one is above 0.
void require_sample_weights(const auto& weight, Index samples, const std::string& what) {
    require_weight_count(weight, samples, what);
    if (weight.size() == 0) return;
    for (Index j = 0; j < samples; ++j)
        require(weight[j] >= 0 && std::isfinite(weight[j]), what,
                ": sample weights must be >= 0 and finite, got ", weight[j], " of sample ", j);
    require((weight.array() > 0).any(), what, ": a sample weight must be > 0, got ", samples,
            " weights of 0");
}

/// Sample weights in units of their mean; none for none.
template <class Weights>
Weights relative_weights(const Weights& weight) {
    if (weight.size() == 0) return weight;
    const Weights scaled = weight / weight.maxCoeff();  // whose sum is finite
    return scaled / scaled.mean();
}

/// Throws std::invalid_argument, in the name of `who`, for data with sample weights: it would ignore them.
void require_unweighted(const auto& data, const std::string& who) {
    require(!data.has_weights(), who, ": takes no sample weights, got ", data.sample_weights.size(),
            " of them; remove them (data.sample_weights.resize(0)) to count all samples alike");
}

}  // namespace regula::inline REGULA_ABI
