#pragma once

#include <regula/data/permutation.hpp>
#include <regula/ensemble/subsample.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// Random subspaces: every member gets all samples, but only some features, drawn without replacement and
/// kept in the order of the data.
///
/// Ho (1998), "The random subspace method for constructing decision forests", uses half of the features.
struct Subspaces {
    Index members;
    Index features;  ///< of each member

    Index count() const { return members; }

    void check(const auto& data) const {
        require(members >= 1, "Subspaces: members must be >= 1, got ", members);
        require(features >= 1 && features <= data.features(), "Subspaces: features must lie in 1 ... ",
                data.features(), ", got ", features);
    }

    Subsample subsample(const auto& data, Key key, Index member) const {
        std::vector<Index> order(static_cast<std::size_t>(data.features()));
        fill_permutation(key[static_cast<std::uint64_t>(member)], order);
        order.resize(static_cast<std::size_t>(features));
        std::sort(order.begin(), order.end());
        return {.features = order};
    }
};

static_assert(Scheme<Subspaces>);

}  // namespace regula::inline REGULA_ABI
