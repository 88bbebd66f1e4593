#pragma once

#include <regula/core/policy.hpp>
#include <regula/stopping/plateau.hpp>

#include <string>

namespace regula::inline REGULA_ABI {

/// Early stopping: watches a metric, stops when it has not improved for a while, and gives back the
/// parameters of its best evaluation, whatever ended the run.
///
///     evaluation      an epoch whose number is a multiple of `interval` and greater than `warm_up`; the
///                     others are not looked at, neither for the best nor for the patience
///     improvement     as Plateau says: better than the best by more than min_delta and more than
///                     relative_min_delta |best|; equal, NaN or infinite is none
///     stop            after `patience` evaluations in a row without improvement: with 1, at the first
///
/// The epochs are those of the state, so a run that continues another goes on counting; the best is that of
/// this run. Without any improvement the parameters stay as the run left them. `monitor` is a metric or a
/// term of the objective: "validation_loss", "validation_error", "loss", "L2 on weights", or "objective" for
/// their sum; one that the run has not throws std::invalid_argument, at its start, and names those that it
/// has. "loss" is measured while the epoch trains, with noise and before each update: prefer a validation.
///
/// A validation loss falls again when a decaying learning rate falls: with a schedule be patient, or leave
/// early stopping out. Copying the parameters allocates nothing after the start.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.8, algorithm 7.1.
struct EarlyStopping {
    std::string monitor = "validation_loss";
    Mode mode = Mode::min;
    double min_delta = 0;
    double relative_min_delta = 0;
    int patience = 10;
    int interval = 1;
    int warm_up = 0;
    bool restore_best = true;

    void check() const {
        require(min_delta >= 0, "EarlyStopping: min_delta must be >= 0, got ", min_delta);
        require(relative_min_delta >= 0, "EarlyStopping: relative_min_delta must be >= 0, got ",
                relative_min_delta);
        require(patience >= 1, "EarlyStopping: patience must be >= 1, got ", patience);
        require(interval >= 1, "EarlyStopping: interval must be >= 1, got ", interval);
        require(warm_up >= 0, "EarlyStopping: warm_up must be >= 0, got ", warm_up);
    }

    template <class Theta>
    class Watch;

    template <class Theta>
    Watch<Theta> start(const Theta& theta, const Record& record) const {
        record.at(monitor);  // throws where there is none
        return {*this, theta};
    }
};

/// What one run remembers.
template <class Theta>
class EarlyStopping::Watch {
public:
    Watch(const EarlyStopping& policy, const Theta& theta)
        : policy_{policy}, plateau_{policy.mode, policy.min_delta, policy.relative_min_delta} {
        if (policy.restore_best) best_ = theta;
    }

    bool should_stop(const Theta& theta, const Record& record) {
        if (record.epoch <= policy_.warm_up || record.epoch % policy_.interval != 0) return false;
        if (plateau_.improves(record.at(policy_.monitor))) {
            best_epoch_ = record.epoch;
            if (policy_.restore_best) best_ = theta;
        }
        return plateau_.waited >= policy_.patience;
    }

    void finish(Theta& theta) const {
        if (policy_.restore_best && best_epoch_ > 0) theta = best_;
    }

    int best_epoch() const { return best_epoch_; }

private:
    EarlyStopping policy_;
    Plateau plateau_;
    Theta best_;
    int best_epoch_ = 0;
};

static_assert(Stopping<EarlyStopping>);

}  // namespace regula::inline REGULA_ABI
