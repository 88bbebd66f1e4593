#pragma once

#include <regula/core/platform.hpp>
#include <regula/ensemble/subsample.hpp>

#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Bagging: every member is trained on samples drawn with replacement; a draw leaves out about a third of the
/// samples.
///
///     train_ensemble(Bagging{.members = 25}, data, train, key)
///
/// With `stratified`, draws are made class by class, in proportion to the classes' sizes, so that no class is
/// lost. A bag that has only samples of weight 0 is drawn again, up to a hundred times. Breiman (1996),
/// "Bagging predictors".
struct Bagging {
    Index members;
    double sample_fraction = 1;  ///< number of draws, as a share of the samples
    bool stratified = false;     ///< for data with labels

    Index count() const { return members; }

    void check(const auto& data) const {
        require(members >= 1, "Bagging: members must be >= 1, got ", members);
        require(sample_fraction > 0, "Bagging: sample_fraction must be > 0, got ", sample_fraction);
        require(!stratified || data.has_labels(), "Bagging: stratified needs labels, got data with targets");
        require(drawn(data) >= 1, "Bagging: a sample_fraction of ", sample_fraction, " is none of ",
                data.size(), " samples");
    }

    Subsample subsample(const auto& data, Key key, Index member) const {
        std::vector<std::vector<Index>> strata(1);
        if (stratified) strata.resize(static_cast<std::size_t>(data.classes()));
        for (Index i = 0; i < data.size(); ++i)
            strata[stratified ? static_cast<std::size_t>(data.labels[i]) : 0].push_back(i);
        std::vector<Index> sizes;
        for (const auto& stratum : strata) sizes.push_back(static_cast<Index>(stratum.size()));
        const std::vector<Index> wanted = proportional(sizes, drawn(data));

        const Key draws = key[static_cast<std::uint64_t>(member)];
        Subsample own = bag(strata, wanted, draws);
        for (std::uint64_t again = 1; again < 100 && !has_weight(data, own); ++again)
            own = bag(strata, wanted, draws.stream("again")[again]);
        return own;
    }

private:
    static Subsample bag(const std::vector<std::vector<Index>>& strata, const std::vector<Index>& wanted,
                         Key draws) {
        Subsample own;
        for (std::size_t s = 0; s < strata.size(); ++s)
            for (Index n = 0; n < wanted[s]; ++n)
                own.samples.push_back(strata[s][draws.below(strata[s].size(), own.samples.size())]);
        return own;
    }

    Index drawn(const auto& data) const {
        return round_to_index(sample_fraction * static_cast<double>(data.size()));
    }
};

static_assert(Scheme<Bagging>);

}  // namespace regula::inline REGULA_ABI
