#pragma once

#include <regula/optimize/epoch_sums.hpp>
#include <regula/optimize/last_good.hpp>
#include <regula/optimize/report.hpp>
#include <regula/optimize/step.hpp>
#include <regula/optimize/stopwatch.hpp>
#include <regula/optimize/watches.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Whether all numbers are finite: 0 times NaN or infinity is NaN.
template <class Scalar>
bool all_finite(const Vector<Scalar>& numbers) {
    return (Scalar{0} * numbers).sum() == Scalar{0};
}

/// A training run: the parts of descend, in their order. If the run has a mean in time, theta holds the mean
/// between epochs and between runs, and the last memory of the state holds the iterate.
template <class Scalar, Optimizer Optimizer, class Policies>
class TrainingRun {
public:
    /// Throws std::invalid_argument for the state of another run, and changes nothing then.
    TrainingRun(Parameters<Scalar>& theta, const Optimizer& optimizer, const Policies& policies,
                State<Scalar>& state, const std::vector<Term>& metrics, std::vector<Term> terms)
        : good_{theta, state},
          theta_{from_last(theta, state)},
          optimizer_{optimizer},
          policies_{policies},
          state_{state},
          sums_{policies.names(), std::move(terms), state.within},
          record_{.objective = sums_.terms(), .losses = sums_.losses(), .metrics = metrics},
          report_{.epochs = state.epochs},
          step_{optimizer, policies, theta, state},
          watches_{policies.start(theta, record_), policies.stopping_names(), state.watches},
          observers_{policies.observe(optimizer.epochs)} {
        if (watches_.had_stopped()) report_.stop_reason = StopReason::stopped_early;
        step_.scale_rate(watches_.rate());
    }

    /// Whether another epoch begins.
    bool goes_on() const {
        return report_.stop_reason == StopReason::completed && state_.epochs < optimizer_.epochs &&
               !watches_.enough(state_.steps);
    }

    /// Trains an epoch, or the rest of an epoch if the state was saved within one.
    void train(auto& objective, auto& source, Workers& workers, auto& evaluate) {
        if (take_steps(objective, source, workers))
            close(evaluate);
        else
            diverge();
    }

    /// Ends the run. A stopping policy may restore its best parameters.
    Report finish() {
        const Vector<Scalar> last = theta_.vector();
        watches_.finish(theta_, report_);
        if (theta_.vector() != last) state_.last = last;
        report_.stop.epoch = report_.epochs;
        if (!report_.history.empty()) report_.stop.loss = report_.last().at("loss");
        report_.steps = state_.steps;
        report_.seconds = clock_.seconds();
        report_.samples_per_second = report_.training_seconds > 0 ? samples_ / report_.training_seconds : 0;
        good_.end();
        return std::move(report_);
    }

private:
    /// Returns theta, with the parameters of the last epoch if the earlier run restored its best ones.
    static Parameters<Scalar>& from_last(Parameters<Scalar>& theta, State<Scalar>& state) {
        require(state.last.size() == 0 || state.last.size() == theta.size(),
                "State: expected last parameters of ", theta.size(), " numbers, got ", state.last.size());
        if (state.last.size() > 0) theta.vector() = state.last;
        state.last.resize(0);
        return theta;
    }

    /// Exchanges parameters and mean in time during its lifetime, number by number, so views of parameters
    /// stay valid.
    class Exchanged {
    public:
        explicit Exchanged(TrainingRun& run) : run_{run} { exchange(); }
        ~Exchanged() { exchange(); }
        Exchanged(const Exchanged&) = delete;
        Exchanged& operator=(const Exchanged&) = delete;

    private:
        void exchange() {
            if (run_.policies_.averages_now())
                run_.theta_.vector().array().swap(run_.state_.memory.back().vectors[0].array());
        }
        TrainingRun& run_;
    };

    /// Takes the steps of an epoch from the iterate, not from the mean. Returns whether all numbers are
    /// finite.
    bool take_steps(auto& objective, auto& source, Workers& workers) {
        const Exchanged iterate{*this};
        const Stopwatch clock;
        const double seen = sums_.samples(), watched = watched_;
        source.start(static_cast<std::uint64_t>(state_.epochs));
        bool goes_on = true;
        for (Index i = sums_.updates(), batches = source.count(); i < batches && goes_on; ++i) {
            const double time = state_.epochs + static_cast<double>(i) / static_cast<double>(batches);
            goes_on = take_step(objective, source.load(i), time, workers);
        }
        samples_ += sums_.samples() - seen;
        report_.training_seconds += clock.seconds() - (watched_ - watched);
        if (!std::isfinite(sums_.loss()) || !all_finite(theta_.vector())) return false;
        end_epoch();
        return true;
    }

    /// Takes a step and returns whether another follows.
    bool take_step(auto& objective, auto& batch, double time, Workers& workers) {
        const StepTime now{key_of_step(objective), state_.steps, time};
        const double size = static_cast<double>(std::max<Index>(1, batch.size()));
        std::array<double, Policies::size> terms{};
        const double loss = step_(objective, batch, now, workers, terms);
        sums_.add(size, loss, terms, step_.last_rate());
        if constexpr (requires { objective.terms(); }) sums_.add_terms(size, step_.terms(objective));
        ++state_.steps;
        if (!std::isfinite(loss)) return false;
        look_within(time);
        return !watches_.enough(state_.steps);
    }

    /// The key of the step. A run without draws needs none and saves the time.
    Key key_of_step(const auto& objective) const {
        if constexpr (Policies::size == 0 && requires { objective.draws(); })
            if (!objective.draws()) return key_;
        return key_[static_cast<std::uint64_t>(state_.steps)];
    }

    void end_epoch() {
        report_.epochs = ++state_.epochs;
        const StepTime end{key_, state_.steps, static_cast<double>(state_.epochs)};
        if (policies_.averages_now()) step_.average(policies_.share_of_epoch(state_.epochs, end));
        write_record(state_.epochs, end);
        sums_.clear();
        state_.within = {};
    }

    void close(auto& evaluate) {
        evaluate(record_.metrics);
        record_.seconds = clock_.seconds();
        if (record_.metrics.empty() || record_.metrics[0].value < best_) {
            best_ = record_.metrics.empty() ? best_ : record_.metrics[0].value;
            report_.best_epoch = record_.epoch;
        }
        if (watches_.should_stop(theta_, record_)) report_.stop_reason = StopReason::stopped_early;
        step_.scale_rate(watches_.rate());
        watches_.keep(state_.watches);
        record_.last = !goes_on();
        report_.history.push_back(record_);
        good_.keep();
        for_each_observer([&](auto& observer) { observer(std::as_const(record_)); });
    }

    void diverge() {
        good_.put_back();
        if (!state_.watches.empty()) watches_.put_back(state_.watches);
        from_last(theta_, state_);
        report_.stop_reason = StopReason::diverged;
    }

    /// Calls the observers that are due within the epoch. The state then continues within the epoch.
    void look_within(double time) {
        const auto is_due = [&]([[maybe_unused]] auto& observer) {
            if constexpr (requires { observer.due(state_.steps); })
                return static_cast<bool>(observer.due(state_.steps));
            else
                return false;
        };
        bool any = false;
        for_each_observer([&](auto& observer) { any = any || is_due(observer); });
        if (!any || !all_finite(theta_.vector())) return;
        const Stopwatch clock;
        state_.within.owner = sums_.text();
        state_.within.keep(sums_);
        write_record(state_.epochs + 1, {key_, state_.steps, time});
        for (Term& metric : record_.metrics) metric.value = std::numeric_limits<double>::quiet_NaN();
        record_.within = true;
        {
            const Exchanged mean{*this};
            for_each_observer([&](auto& observer) {
                if (is_due(observer)) observer(std::as_const(record_));
            });
        }
        record_.within = false;
        watched_ += clock.seconds();
    }

    void write_record(int epoch, const StepTime& now) {
        record_.epoch = epoch;
        record_.steps = state_.steps;
        record_.seconds = clock_.seconds();
        sums_.write(record_, [&](auto& terms) {
            for_each_slot(theta_.blocks(),
                          [&](auto slot) { policies_.add_values(slot, theta_[slot.block], now, terms); });
            policies_.add_coupling_values(theta_, now, terms);
        });
    }

    void for_each_observer(auto&& act) {
        std::apply([&](auto&... observer) { (if_on(observer, act), ...); }, observers_);
    }

    using Started = decltype(std::declval<const Policies&>().start(std::declval<Parameters<Scalar>&>(),
                                                                   std::declval<const Record&>()));

    const Stopwatch clock_;
    LastGood<Scalar> good_;  // before the members that change theta and state
    Parameters<Scalar>& theta_;
    const Optimizer& optimizer_;
    const Policies& policies_;
    State<Scalar>& state_;
    EpochSums<Policies::size> sums_;
    Record record_;
    Report report_;
    Step<Scalar, Optimizer, Policies> step_;
    decltype(Watches{std::declval<Started>(), {}, std::declval<State<Scalar>&>().watches}) watches_;
    decltype(std::declval<const Policies&>().observe(
        1)) observers_;  // last: others may throw, these open files
    const Key key_ = Key{optimizer_.seed}.stream("policies");
    double best_ = std::numeric_limits<double>::infinity(), samples_ = 0, watched_ = 0;
};

/// The training loop: epochs of steps, the report, stopping, observers. Every optimizer of the library runs
/// in it, for models and for functions.
///
///     source               minibatches: start(epoch), count() of them, load(i) for i = 0, 1, ...
///     evaluate(metrics)    fills the values of the named metrics for the present theta
///     terms                the names of the terms of the loss, as objective.terms() gives them after a call
///
/// A loss or a parameter that is NaN or infinite ends the run: theta and state return to the end of the last
/// good epoch. An exception has the same effect. Before the end of the first epoch they return to the start
/// of the run. A run that continues from there has the same bits as an undisturbed one.
template <class Scalar, Optimizer Optimizer, class Policies>
Report descend(Parameters<Scalar>& theta, const Optimizer& optimizer, const Policies& policies,
               State<Scalar>& state, Workers& workers, auto&& objective, auto&& source,
               std::vector<Term> metrics, auto&& evaluate, std::vector<Term> terms = {}) {
    TrainingRun run{theta, optimizer, policies, state, std::move(metrics), std::move(terms)};
    while (run.goes_on()) run.train(objective, source, workers, evaluate);
    return run.finish();
}

}  // namespace regula::inline REGULA_ABI
