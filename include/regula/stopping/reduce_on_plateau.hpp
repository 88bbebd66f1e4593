#pragma once

#include <regula/core/policy.hpp>
#include <regula/stopping/plateau.hpp>

#include <algorithm>
#include <string>

namespace regula::inline REGULA_ABI {

/// Lowers the learning rate when a metric no longer improves. It does not end the run.
///
///     rate  <-  max(least, factor^n) learning_rate schedule
///
/// after n plateaus, each of `patience` evaluations in a row without an improvement, as Plateau says. The
/// best value stays, and the count restarts after each plateau. Record::learning_rate has the rate. The rule
/// is that of Keras; PyTorch's has patience + 1.
struct ReduceOnPlateau {
    std::string monitor = "validation_loss";
    Plateau::Mode mode = Plateau::Mode::min;
    double min_delta = 0;
    double relative_min_delta = 0;
    double factor = 0.1;
    int patience = 10;
    double least = 0;  ///< of the learning rate

    void check() const {
        require(factor > 0 && factor < 1, "ReduceOnPlateau: factor must be in (0, 1), got ", factor);
        require(patience >= 1, "ReduceOnPlateau: patience must be >= 1, got ", patience);
        require(least >= 0 && least <= 1, "ReduceOnPlateau: least must be in [0, 1], got ", least);
        require(min_delta >= 0, "ReduceOnPlateau: min_delta must be >= 0, got ", min_delta);
        require(relative_min_delta >= 0, "ReduceOnPlateau: relative_min_delta must be >= 0, got ",
                relative_min_delta);
    }

    class Watch;
    Watch start(const auto& theta, const Record& record) const;
};

class ReduceOnPlateau::Watch {
public:
    explicit Watch(const ReduceOnPlateau& policy)
        : policy_{policy}, plateau_{policy.mode, policy.min_delta, policy.relative_min_delta} {}

    bool should_stop(const auto&, const Record& record) {
        plateau_.improves(record.at(policy_.monitor));
        if (plateau_.waited >= policy_.patience) {
            rate_ = std::max(policy_.least, policy_.factor * rate_);
            plateau_.waited = 0;
        }
        return false;
    }
    void finish(const auto&) const {}
    int best_epoch() const { return 0; }
    double rate() const { return rate_; }

    void remember(auto& memory) {
        plateau_.remember(memory);
        memory(rate_);
    }

private:
    ReduceOnPlateau policy_;
    Plateau plateau_;
    double rate_ = 1;
};

ReduceOnPlateau::Watch ReduceOnPlateau::start(const auto&, const Record& record) const {
    check();
    record.at(monitor);  // throws where there is none
    return Watch{*this};
}

static_assert(Stopping<ReduceOnPlateau>);

}  // namespace regula::inline REGULA_ABI
