#pragma once

#include <regula/core/scheduled.hpp>
#include <regula/optimize/epoch_sums.hpp>
#include <regula/optimize/last_good.hpp>
#include <regula/optimize/observers.hpp>
#include <regula/optimize/report.hpp>
#include <regula/optimize/stopwatch.hpp>
#include <regula/optimize/watches.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Whether all numbers are finite: 0 times NaN or infinity is NaN.
template <class Scalar>
bool all_finite(const Vector<Scalar>& numbers) {
    return (Scalar{0} * numbers).sum() == Scalar{0};
}

/// The steps of a run, with its data and its policies. The training loop takes them by one virtual call a
/// step, so it is compiled once for each scalar type, not once for each list of policies.
class RunSteps {
public:
    /// A step that was taken: its samples, their mean loss, the learning rate, and the terms of an objective
    /// of several.
    struct Taken {
        double samples = 0, loss = 0, rate = 0;
        std::span<const Term> losses = {};
    };

    /// The minibatches of an epoch.
    virtual void start_epoch(std::uint64_t epoch) = 0;
    virtual Index count() const = 0;
    /// Takes the step of minibatch i; fills the value of each policy.
    virtual Taken take(Index i, const StepTime& now, std::span<double> terms) = 0;
    /// Whether a step needs a key of its own.
    virtual bool draws() const = 0;

    /// Between steps: a factor of the learning rate; the mean in time after an epoch; the values of the
    /// penalties on the present parameters; the values of the metrics.
    virtual void scale_rate(double factor) = 0;
    virtual void average_epoch(int epoch, const StepTime& now) = 0;
    virtual void add_values(const StepTime& now, std::span<double> terms) const = 0;
    virtual void evaluate(std::vector<Term>& metrics) = 0;

protected:
    ~RunSteps() = default;
};

/// A training run: epochs of steps, the report, stopping, observers. If the run has a mean in time, theta
/// holds the mean between epochs and between runs, and the last memory of the state holds the iterate.
template <class Scalar>
class TrainingRun {
public:
    struct Settings {
        int epochs;                         ///< counted from the very beginning, as State::epochs
        std::uint64_t seed;                 ///< of noise and gates
        bool averages;                      ///< whether the run has a mean in time
        std::vector<std::string> policies;  ///< the names of their terms
        std::vector<Term> losses;           ///< of an objective of several terms
        std::vector<Term> metrics;
    };

    /// Throws std::invalid_argument for the state of another run, and changes nothing then.
    TrainingRun(Parameters<Scalar>& theta, State<Scalar>& state, Settings settings);

    /// The record that policies see at their start: the terms, without values.
    const Record& record() const { return record_; }
    /// The watches and observers of the run; add them, and take up the watches of the state, before train.
    Watches<Scalar>& watches() { return watches_; }
    Observers<>& observers() { return observers_; }

    /// Trains to the end.
    Report train(RunSteps& steps);

private:
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
            if (run_.averages_)
                run_.theta_.vector().array().swap(run_.state_.memory.back().vectors[0].array());
        }
        TrainingRun& run_;
    };

    static Parameters<Scalar>& from_last(Parameters<Scalar>& theta, State<Scalar>& state);
    bool goes_on() const;
    bool take_steps(RunSteps& steps);
    bool take_step(RunSteps& steps, Index i, double time);
    void end_epoch(RunSteps& steps);
    void close(RunSteps& steps);
    void diverge();
    void look_within(RunSteps& steps, double time);
    void write_record(const RunSteps& steps, int epoch, const StepTime& now);
    Report finish();

    const Stopwatch clock_;
    LastGood<Scalar> good_;  // before the members that change theta and state
    Parameters<Scalar>& theta_;
    State<Scalar>& state_;
    const int epochs_;
    const bool averages_;
    const Key key_;
    EpochSums<Scalar> sums_;
    Record record_;
    Report report_;
    Watches<Scalar> watches_;
    Observers<> observers_;
    std::vector<double> terms_;  // of the step
    double best_ = std::numeric_limits<double>::infinity(), samples_ = 0, watched_ = 0;
};

template <class Scalar>
TrainingRun<Scalar>::TrainingRun(Parameters<Scalar>& theta, State<Scalar>& state, Settings settings)
    : good_{theta, state},
      theta_{from_last(theta, state)},
      state_{state},
      epochs_{settings.epochs},
      averages_{settings.averages},
      key_{Key{settings.seed}.stream("policies")},
      sums_{settings.policies, std::move(settings.losses), state.within},
      record_{.objective = sums_.terms(), .losses = sums_.losses(), .metrics = std::move(settings.metrics)},
      report_{.epochs = state.epochs},
      terms_(settings.policies.size()) {}

/// Returns theta, with the parameters of the last epoch if the earlier run restored its best ones.
template <class Scalar>
Parameters<Scalar>& TrainingRun<Scalar>::from_last(Parameters<Scalar>& theta, State<Scalar>& state) {
    require(state.last.size() == 0 || state.last.size() == theta.size(),
            "State: expected last parameters of ", theta.size(), " numbers, got ", state.last.size());
    if (state.last.size() > 0) theta.vector() = state.last;
    state.last.resize(0);
    return theta;
}

template <class Scalar>
Report TrainingRun<Scalar>::train(RunSteps& steps) {
    if (watches_.had_stopped()) report_.stop_reason = StopReason::stopped_early;
    steps.scale_rate(watches_.rate());
    while (goes_on()) {
        if (take_steps(steps))
            close(steps);
        else
            diverge();
    }
    return finish();
}

/// Whether another epoch begins.
template <class Scalar>
bool TrainingRun<Scalar>::goes_on() const {
    return report_.stop_reason == StopReason::completed && state_.epochs < epochs_ &&
           !watches_.enough(state_.steps);
}

/// Takes the steps of an epoch, or the rest of an epoch if the state was saved within one, from the iterate,
/// not from the mean. Returns whether all numbers are finite.
template <class Scalar>
bool TrainingRun<Scalar>::take_steps(RunSteps& steps) {
    const Exchanged iterate{*this};
    const Stopwatch clock;
    const double seen = sums_.samples(), watched = watched_;
    steps.start_epoch(static_cast<std::uint64_t>(state_.epochs));
    bool goes_on = true;
    for (Index i = sums_.updates(), batches = steps.count(); i < batches && goes_on; ++i)
        goes_on = take_step(steps, i, state_.epochs + static_cast<double>(i) / static_cast<double>(batches));
    samples_ += sums_.samples() - seen;
    report_.training_seconds += clock.seconds() - (watched_ - watched);
    if (!std::isfinite(sums_.loss()) || !all_finite(theta_.vector())) return false;
    end_epoch(steps);
    return true;
}

/// Takes a step and returns whether another follows.
template <class Scalar>
bool TrainingRun<Scalar>::take_step(RunSteps& steps, Index i, double time) {
    const Key key = steps.draws() ? key_[static_cast<std::uint64_t>(state_.steps)] : key_;
    const RunSteps::Taken taken = steps.take(i, {key, state_.steps, time}, terms_);
    sums_.add(taken.samples, taken.loss, terms_, taken.rate);
    sums_.add_terms(taken.samples, taken.losses);
    ++state_.steps;
    if (!std::isfinite(taken.loss)) return false;
    look_within(steps, time);
    return !watches_.enough(state_.steps);
}

template <class Scalar>
void TrainingRun<Scalar>::end_epoch(RunSteps& steps) {
    report_.epochs = ++state_.epochs;
    const StepTime end{key_, state_.steps, static_cast<double>(state_.epochs)};
    steps.average_epoch(state_.epochs, end);
    write_record(steps, state_.epochs, end);
    sums_.clear();
    state_.within = {};
}

template <class Scalar>
void TrainingRun<Scalar>::close(RunSteps& steps) {
    steps.evaluate(record_.metrics);
    record_.seconds = clock_.seconds();
    if (record_.metrics.empty() || record_.metrics[0].value < best_) {
        best_ = record_.metrics.empty() ? best_ : record_.metrics[0].value;
        report_.best_epoch = record_.epoch;
    }
    if (watches_.should_stop(theta_, record_)) report_.stop_reason = StopReason::stopped_early;
    steps.scale_rate(watches_.rate());
    watches_.keep(state_.watches);
    record_.last = !goes_on();
    report_.history.push_back(record_);
    good_.keep();
    observers_.look(record_);
}

template <class Scalar>
void TrainingRun<Scalar>::diverge() {
    good_.put_back();
    if (!state_.watches.empty()) watches_.put_back(state_.watches);
    from_last(theta_, state_);
    report_.stop_reason = StopReason::diverged;
}

/// Calls the observers that are due within the epoch. The state then continues within the epoch.
template <class Scalar>
void TrainingRun<Scalar>::look_within(RunSteps& steps, double time) {
    if (!observers_.any_due(state_.steps) || !all_finite(theta_.vector())) return;
    const Stopwatch clock;
    state_.within.owner = sums_.text();
    state_.within.keep(sums_);
    write_record(steps, state_.epochs + 1, {key_, state_.steps, time});
    for (Term& metric : record_.metrics) metric.value = std::numeric_limits<double>::quiet_NaN();
    record_.within = true;
    {
        const Exchanged mean{*this};
        observers_.look_within(record_, state_.steps);
    }
    record_.within = false;
    watched_ += clock.seconds();
}

template <class Scalar>
void TrainingRun<Scalar>::write_record(const RunSteps& steps, int epoch, const StepTime& now) {
    record_.epoch = epoch;
    record_.steps = state_.steps;
    record_.seconds = clock_.seconds();
    sums_.write(record_, [&](std::span<double> terms) { steps.add_values(now, terms); });
}

/// Ends the run. A stopping policy may restore its best parameters.
template <class Scalar>
Report TrainingRun<Scalar>::finish() {
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

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template class TrainingRun<float>;
REGULA_COMPILED template class TrainingRun<double>;
#endif

}  // namespace regula::inline REGULA_ABI
