#pragma once

#include <regula/core/error.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A number with a name: a term of the objective, a metric.
struct Term {
    std::string name;
    double value = std::numeric_limits<double>::quiet_NaN();
};

/// The report of a run at the end of an epoch, or within one for an observer that is due by steps.
struct Record {
    int epoch = 0;             ///< 1 after the first, and within it
    Index steps = 0;           ///< updates so far
    double learning_rate = 0;  ///< of the epoch's last update, schedule and stopping policies included
    double seconds = 0;        ///< since the run began

    /// Whether this is the last epoch of the run, as far as is known: all epochs are done, or a stopping
    /// policy has ended the run. A run that diverges ends within an epoch. Observers see this flag; stopping
    /// policies, which decide it, do not.
    bool last = false;
    /// Whether the epoch is unfinished. The terms are then means so far, and metrics are NaN.
    bool within = false;

    /// The terms of the objective: first the "loss", the mean over the epoch's minibatches in training (with
    /// noise and gates, before the update); then each penalty, such as "L2 on weights", at the epoch's last
    /// parameters. A penalty on hidden units is a mean over the minibatches, like the loss.
    std::vector<Term> objective = {};

    /// The named terms of the "loss" of a user's own objective; empty for fit(model, loss, ...).
    std::vector<Term> losses = {};

    /// The results of evaluation, without noise and gates: "validation_loss", "validation_error", ...
    std::vector<Term> metrics = {};

    /// The value of a metric or term, or of "objective", the sum of the terms. Throws std::invalid_argument
    /// for an unknown name, and lists the known ones.
    double at(std::string_view name) const {
        if (name == "objective") return sum_of_terms();
        std::string names;
        for (const auto* terms : {&metrics, &objective, &losses})
            for (const Term& term : *terms) {
                if (term.name == name) return term.value;
                names += (names.empty() ? "" : ", ") + term.name;
            }
        const bool unmeasured = name.starts_with("validation_") && metrics.empty();
        throw std::invalid_argument(text("no metric named '", name, "' in this run, which has: ", names,
                                         ", objective",
                                         unmeasured ? "; it has no validation data to measure it on" : ""));
    }

    /// The sum of the objective's terms as measured: the loss in the course of the epoch, penalties on
    /// parameters at its end. The parameters move in between, so this is not the objective at any single
    /// point.
    double sum_of_terms() const {
        double sum = 0;
        for (const Term& term : objective) sum += term.value;
        return sum;
    }
};

}  // namespace regula::inline REGULA_ABI
