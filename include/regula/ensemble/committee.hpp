#pragma once

#include <regula/data/folds.hpp>
#include <regula/ensemble/subsample.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// A cross-validated committee: as many members as folds, each trained on all folds but its own. Every sample
/// is out of the bag of one member, so out_of_bag gives the cross-validated error.
///
/// Krogh and Vedelsby (1995), "Neural network ensembles, cross validation, and active learning"; Parmanto,
/// Munro and Doyle (1996), "Improving committee diagnosis with resampling techniques".
struct Committee {
    Index folds;
    bool stratified = false;  ///< folds with equally many of each class, for data with labels

    Index count() const { return folds; }

    void check(const auto& data) const {
        require(folds >= 2 && folds <= data.size(), "Committee: folds must lie in 2 ... ", data.size(),
                " (the samples), got ", folds);
        require(!stratified || data.has_labels(),
                "Committee: stratified needs labels, got data with targets");
    }

    Subsample subsample(const auto& data, Key key, Index member) const {
        const Folds dealt =
            stratified ? stratified_folds(data.labels, folds, key) : k_folds(data.size(), folds, key);
        Subsample own;
        for (std::size_t k = 0; k < dealt.size(); ++k)
            if (static_cast<Index>(k) != member)
                own.samples.insert(own.samples.end(), dealt[k].begin(), dealt[k].end());
        std::sort(own.samples.begin(), own.samples.end());
        return own;
    }
};

static_assert(Scheme<Committee>);

}  // namespace regula::inline REGULA_ABI
