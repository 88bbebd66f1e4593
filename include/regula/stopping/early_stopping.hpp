#pragma once

#include <regula/core/policy.hpp>
#include <regula/core/stop_report.hpp>
#include <regula/stopping/criterion.hpp>
#include <regula/stopping/plateau.hpp>

#include <optional>
#include <string>

namespace regula::inline REGULA_ABI {

/// Early stopping: monitors a metric, stops when it has not improved for a while, and restores the parameters
/// of the best evaluation at any end of the run. In a loop of your own, increase record.epoch; a record of
/// the same or an earlier epoch throws std::invalid_argument.
///
///     evaluation      an epoch whose number is a multiple of `interval` and greater than `warm_up`; the
///                     others are not looked at, neither for the best nor for the patience
///     improvement     as Plateau says: better than the best by more than min_delta and more than
///                     relative_min_delta |best|; equal, NaN or infinite is none
///     stop            after `patience` evaluations in a row without improvement: with 1 and with 0 at the
///                     first, as in Keras and PyTorch Lightning; nothing stops at an improvement
///
/// The epochs are those of the state, so a continued run continues to count. Without any improvement the run
/// keeps its last parameters. `monitor` is a metric or a term of the objective: "validation_loss",
/// "validation_error", "loss", "L2 on weights", or "objective" for the sum. An unknown metric throws
/// std::invalid_argument at the start and lists the known ones. "loss" is measured during the epoch, with
/// noise and before each update: prefer validation data.
///
/// The validation loss falls again when a schedule lowers the learning rate: use much patience with a
/// schedule, or no early stopping. Copies of the parameters allocate nothing after the start.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.8, algorithm 7.1.
struct EarlyStopping {
    std::string monitor = "validation_loss";
    Plateau::Mode mode = Plateau::Mode::min;
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
        require(patience >= 0, "EarlyStopping: patience must be >= 0, got ", patience);
        require(interval >= 1, "EarlyStopping: interval must be >= 1, got ", interval);
        require(warm_up >= 0, "EarlyStopping: warm_up must be >= 0, got ", warm_up);
    }

    /// The curve of one run.
    class Progress;
    Progress begin(const Record& record) const;

    /// And the best parameters.
    template <class Theta>
    class Watch;

    template <class Theta>
    Watch<Theta> start(const Theta& theta, const Record& record) const {
        return {*this, theta, record};
    }
};

class EarlyStopping::Progress {
public:
    explicit Progress(const EarlyStopping& policy)
        : policy_{policy}, plateau_{policy.mode, policy.min_delta, policy.relative_min_delta} {}

    /// Takes the record of the next epoch and returns whether it is the best so far.
    bool see(const Record& record) {
        epochs_.see(record, "EarlyStopping");
        if (record.epoch <= policy_.warm_up || record.epoch % policy_.interval != 0) return false;
        return plateau_.improves(record.at(policy_.monitor));
    }
    bool stops() const { return plateau_.waited >= std::max(1, policy_.patience); }
    double best() const { return plateau_.best; }
    const EarlyStopping& policy() const { return policy_; }
    void remember(auto& memory) { plateau_.remember(memory); }

private:
    EarlyStopping policy_;
    Plateau plateau_;
    Epochs epochs_;
};

inline EarlyStopping::Progress EarlyStopping::begin(const Record& record) const {
    check();
    record.at(monitor);  // throws where there is none
    return Progress{*this};
}

/// The memory of one run.
template <class Theta>
class EarlyStopping::Watch {
public:
    Watch(const EarlyStopping& policy, const Theta& theta, const Record& record)
        : progress_{policy.begin(record)} {
        if (policy.restore_best) best_ = theta;
    }

    bool should_stop(const Theta& theta, const Record& record) {
        if (progress_.see(record)) {
            best_epoch_ = record.epoch;
            if (!record.objective.empty()) loss_at_best_ = record.objective[0].value;
            if (best_) *best_ = theta;
        }
        return stops();
    }
    bool stops() const { return progress_.stops(); }

    void finish(Theta& theta) const {
        if (best_ && best_epoch_ > 0) theta = *best_;
    }

    int best_epoch() const { return best_epoch_; }

    StopReport report() const {
        return {.by = stops() ? "EarlyStopping" : "",
                .monitor = progress_.policy().monitor,
                .best_epoch = best_epoch_,
                .best = progress_.best(),
                .loss_at_best = loss_at_best_};
    }

    void remember(auto& memory) {
        progress_.remember(memory);
        memory(best_epoch_);
        memory(loss_at_best_);
        if (best_) memory(*best_);
    }

private:
    Progress progress_;
    std::optional<Theta> best_;  // for a Theta that cannot be empty
    int best_epoch_ = 0;
    double loss_at_best_ = std::numeric_limits<double>::quiet_NaN();
};

static_assert(Stopping<EarlyStopping> && Criterion<EarlyStopping>);

}  // namespace regula::inline REGULA_ABI
