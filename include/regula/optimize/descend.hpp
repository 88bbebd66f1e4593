#pragma once

#include <regula/optimize/step.hpp>
#include <regula/optimize/training_run.hpp>

#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The steps of a run with an optimizer and policies, on an objective and a source of minibatches.
template <class Scalar, class Optimizer, class Policies, class Objective, class Source, class Evaluate>
class StepsWithPolicies final : public RunSteps {
public:
    StepsWithPolicies(Step<Scalar, Optimizer, Policies>& step, const Policies& policies,
                      const Parameters<Scalar>& theta, Workers& workers, Objective& objective, Source& source,
                      Evaluate& evaluate)
        : step_{step},
          policies_{policies},
          theta_{theta},
          workers_{workers},
          objective_{objective},
          source_{source},
          evaluate_{evaluate} {}

    void start_epoch(std::uint64_t epoch) override { source_.start(epoch); }
    Index count() const override { return source_.count(); }

    Taken take(Index i, const StepTime& now, std::span<double> terms) override {
        auto& batch = source_.load(i);
        Taken taken{.samples = static_cast<double>(std::max<Index>(1, batch.size()))};
        taken.loss = step_(objective_, batch, now, workers_, terms);
        taken.rate = step_.last_rate();
        if constexpr (requires { objective_.terms(); }) taken.losses = step_.terms(objective_);
        return taken;
    }

    /// A run without draws needs no key and saves the time.
    bool draws() const override {
        if constexpr (Policies::size == 0 && requires { objective_.draws(); })
            return objective_.draws();
        else
            return true;
    }

    void scale_rate(double factor) override { step_.scale_rate(factor); }
    void average_epoch(int epoch, const StepTime& now) override { step_.average_epoch(epoch, now); }
    void add_values([[maybe_unused]] const StepTime& now,
                    [[maybe_unused]] std::span<double> terms) const override {
        for_each_slot(theta_.blocks(),
                      [&](auto slot) { policies_.add_values(slot, theta_[slot.block], now, terms); });
        policies_.add_coupling_values(theta_, now, terms);
    }
    void evaluate(std::vector<Term>& metrics) override { evaluate_(metrics); }

private:
    Step<Scalar, Optimizer, Policies>& step_;
    const Policies& policies_;
    const Parameters<Scalar>& theta_;
    Workers& workers_;
    Objective& objective_;
    Source& source_;
    Evaluate& evaluate_;
};

/// Trains: every optimizer of the library runs in this loop, for models and for functions.
///
///     source               minibatches: start(epoch), count() of them, load(i) for i = 0, 1, ...
///     evaluate(metrics)    fills the values of the named metrics for the present theta
///     losses               the names of the terms of the loss, as objective.terms() gives them after a call
///
/// A loss or a parameter that is NaN or infinite ends the run: theta and state return to the end of the last
/// good epoch. An exception has the same effect. Before the end of the first epoch they return to the start
/// of the run. A run that continues from there has the same bits as an undisturbed one.
template <class Scalar, Optimizer Optimizer, class Policies>
Report descend(Parameters<Scalar>& theta, const Optimizer& optimizer, const Policies& policies,
               State<Scalar>& state, Workers& workers, auto&& objective, auto&& source,
               const std::vector<Term>& metrics, auto&& evaluate, const std::vector<Term>& losses = {}) {
    TrainingRun<Scalar> run{theta,
                            state,
                            {.epochs = optimizer.epochs,
                             .seed = optimizer.seed,
                             .averages = policies.averages_now(),
                             .policies = policies.names(),
                             .losses = losses,
                             .metrics = metrics}};
    Step<Scalar, Optimizer, Policies> step{optimizer, policies, theta, state};
    policies.start(theta, run.record(), [&](auto watch, std::string name) {
        run.watches().add(std::move(watch), std::move(name));
    });
    run.watches().take_up(state.watches);
    // Last: the others may throw, and these open files.
    policies.observe(optimizer.epochs, [&](auto function) { run.observers().add(std::move(function)); });
    StepsWithPolicies steps{step, policies, std::as_const(theta), workers, objective, source, evaluate};
    return run.train(steps);
}

}  // namespace regula::inline REGULA_ABI
