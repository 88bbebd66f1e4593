#pragma once

#include <regula/ensemble/subsample.hpp>

namespace regula::inline REGULA_ABI {

/// Random restarts: every member is trained on all data. Members differ by their key alone: in initial
/// weights, order of minibatches and dropout masks.
///
/// Hansen and Salamon (1990), "Neural network ensembles"; Goodfellow, Bengio and Courville, Deep Learning,
/// section 7.11.
struct Restarts {
    Index members;

    Index count() const { return members; }
    void check(const auto&) const { require(members >= 1, "Restarts: members must be >= 1, got ", members); }
    Subsample subsample(const auto&, Key, Index) const { return {}; }
};

static_assert(Scheme<Restarts>);

}  // namespace regula::inline REGULA_ABI
