#pragma once

#include <regula/core/record.hpp>
#include <regula/optimize/memory.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The sums of the minibatches of an epoch so far, weighted by their samples: of the loss, and of the terms
/// of policies. Penalties and auxiliary losses have names, "L2 on hidden"; other policies have none. An
/// objective of several terms has a sum for each.
template <class Scalar>
class EpochSums {
public:
    /// `names` has one for each policy. Continues the sums of a state, if it has some. Throws
    /// std::invalid_argument for sums of other terms.
    EpochSums(std::vector<std::string> names, std::vector<Term> losses, const Memory<Scalar>& within)
        : names_{std::move(names)}, losses_{std::move(losses)}, terms_(names_.size()), means_(names_.size()) {
        for (Term& loss : losses_) loss.value = 0;
        if (within.empty()) return;
        Memory<Scalar> fresh{text()};
        fresh.keep(*this);
        require(within.is_like(fresh),
                "State: it is within an epoch of a run with the terms: ", within.text(),
                "; this run has: ", fresh.text(), "; state.forget_within() lets the epoch begin anew");
        within.put_back(*this);
    }

    /// `terms` has one for each policy.
    void add(double samples, double loss, std::span<const double> terms, double learning_rate) {
        ++updates_;
        samples_ += samples;
        loss_ += samples * loss;
        learning_rate_ = learning_rate;
        for (std::size_t i = 0; i < terms_.size(); ++i) terms_[i] += samples * terms[i];
    }
    /// Adds the terms of an objective by name. Unknown names do not count.
    void add_terms(double samples, std::span<const Term> terms) {
        for (Term& loss : losses_)
            for (const Term& term : terms)
                if (term.name == loss.name) loss.value += samples * term.value;
    }
    void clear() {
        updates_ = 0;
        for (Term& loss : losses_) loss.value = 0;
        samples_ = loss_ = learning_rate_ = 0;
        for (double& term : terms_) term = 0;
    }

    Index updates() const { return updates_; }
    double samples() const { return samples_; }
    double loss() const { return loss_; }

    /// The terms of the objective, without values.
    std::vector<Term> terms() const {
        std::vector<Term> all{{"loss"}};
        for (const std::string& name : names_)
            if (!name.empty()) all.push_back({name});
        return all;
    }

    /// The terms of the loss, if an objective names them.
    const std::vector<Term>& losses() const { return losses_; }

    /// Writes the means to a record. charge(values) adds the penalties at the present parameters.
    void write(Record& record, auto&& charge) {
        for (std::size_t i = 0; i < terms_.size(); ++i) means_[i] = terms_[i] / samples_;
        charge(std::span<double>{means_});
        record.learning_rate = learning_rate_;
        record.objective[0].value = loss_ / samples_;
        for (std::size_t i = 0; i < losses_.size(); ++i) record.losses[i].value = losses_[i].value / samples_;
        std::size_t term = 1;
        for (std::size_t i = 0; i < means_.size(); ++i)
            if (!names_[i].empty()) record.objective[term++].value = means_[i];
    }

    /// The names of the terms, by which a run recognises its sums in a state.
    std::string text() const {
        std::string all;
        for (const Term& term : terms()) all += (all.empty() ? "" : ", ") + term.name;
        for (const Term& term : losses_) all += ", " + term.name;
        return all;
    }

    /// The state that a run needs to continue within the epoch.
    void remember(auto& memory) {
        memory(updates_);
        for (double* number : {&samples_, &loss_, &learning_rate_}) memory(*number);
        for (std::size_t i = 0; i < terms_.size(); ++i)
            if (!names_[i].empty()) memory(terms_[i]);
        for (Term& loss : losses_) memory(loss.value);
    }

private:
    std::vector<std::string> names_;
    std::vector<Term> losses_;
    Index updates_ = 0;
    double samples_ = 0, loss_ = 0, learning_rate_ = 0;
    std::vector<double> terms_, means_;
};

}  // namespace regula::inline REGULA_ABI
