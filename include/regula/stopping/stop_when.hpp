#pragma once

#include <regula/stopping/early_stopping.hpp>

#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A stopping policy by any criterion; `best` selects the parameters to restore, and may stop too.
template <Criterion C>
struct StopWhen {
    using Inner = C;

    C criterion;
    EarlyStopping best;

    void check() const {
        criterion.check();
        best.check();
    }

    template <class Theta>
    class Watch {
    public:
        Watch(const StopWhen& policy, const Theta& theta, const Record& record)
            : criterion_{policy.criterion},
              progress_{policy.criterion.begin(record)},
              best_{policy.best.start(theta, record)} {}

        bool should_stop(const Theta& theta, const Record& record) {
            progress_.see(record);
            best_.should_stop(theta, record);
            return stops();
        }
        bool stops() const { return progress_.stops() || best_.stops(); }
        void finish(Theta& theta) const { best_.finish(theta); }
        int best_epoch() const { return best_.best_epoch(); }

        StopReport report() const {
            StopReport all = best_.report();
            if (progress_.stops()) all.by = name_of(criterion_, progress_);
            return all;
        }
        void remember(auto& memory) {
            progress_.remember(memory);
            best_.remember(memory);
        }

    private:
        C criterion_;
        decltype(std::declval<const C&>().begin(std::declval<const Record&>())) progress_;
        EarlyStopping::Watch<Theta> best_;
    };

    template <class Theta>
    Watch<Theta> start(const Theta& theta, const Record& record) const {
        return {*this, theta, record};
    }
};

/// Stops when the criterion does, and restores the parameters of the best evaluation:
///
///     stop_when(GeneralizationLoss{.alpha = 5})
///     stop_when(any_of(Rises{.times = 4}, GeneralizationLoss{}),
///               {.monitor = "validation_error", .patience = 50})
///
/// The best evaluation is that of EarlyStopping, by default the smallest validation loss with unlimited
/// patience. It may monitor the validation error while the criterion monitors the validation loss.
template <Criterion C>
auto stop_when(C criterion, EarlyStopping best = {.patience = std::numeric_limits<int>::max()}) {
    return StopWhen<C>{std::move(criterion), std::move(best)};
}

}  // namespace regula::inline REGULA_ABI
