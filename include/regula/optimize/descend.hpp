#pragma once

#include <regula/optimize/report.hpp>
#include <regula/optimize/step.hpp>

#include <chrono>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Whether all numbers are finite: 0 times one that is not is NaN.
template <class Scalar>
bool all_finite(const Vector<Scalar>& numbers) {
    return (Scalar{0} * numbers).sum() == Scalar{0};
}

/// The loop: epochs of steps, the report, stopping, observers. Every run of the library, of a model or of a
/// function, is this one.
///
///     epoch(number, step)    calls step(batch, fraction) for each minibatch, until it returns false;
///                            fraction is how much of the epoch is done
///     evaluate(metrics)      fills the values of the metrics, whose names are given, for the present theta
///
/// A loss or a parameter that is not finite ends the run; theta and state are then those of the end of the
/// last epoch that was good.
template <class Scalar, Optimizer Optimizer, class Policies>
Report descend(Parameters<Scalar>& theta, const Optimizer& optimizer, const Policies& policies,
               State<Scalar>& state, Workers& workers, auto&& objective, auto&& epoch,
               std::vector<Term> metrics, auto&& evaluate) {
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    const auto seconds = [](auto from) { return std::chrono::duration<double>(Clock::now() - from).count(); };

    Report report;
    report.epochs = state.epochs;
    Record record{.objective = {{"loss"}}};
    const auto names = policies.names();
    for (const std::string& name : names)
        if (!name.empty()) record.objective.push_back({name});
    record.metrics = std::move(metrics);

    require(state.last.size() == 0 || state.last.size() == theta.size(),
            "State: expected last parameters of ", theta.size(), " numbers, got ", state.last.size());
    const bool has_mean = state.memory.size() > static_cast<std::size_t>(optimizer.memories());
    Step step{optimizer, policies, theta, state};
    auto watches = policies.start(theta, record);
    const auto stopping_names = policies.stopping_names();
    const auto for_each_watch = [&](auto&& act) {
        std::apply([&](auto&... watch) { (act(watch), ...); }, watches);
    };
    if (!state.watches.empty()) {
        put_back_watches(state.watches, watches, stopping_names);
        for_each_watch([&](auto& watch) {
            if constexpr (requires { watch.stops(); })
                if (watch.stops()) report.stop_reason = StopReason::stopped_early;
        });
    }
    keep_watches(state.watches, watches, stopping_names);
    if (state.last.size() > 0)
        theta.vector() = state.last;  // where the run was, before it gave back its best
    state.last.resize(0);

    // Between runs, as for evaluation, the model has the mean in time and the state's last memory the iterate.
    const bool averages = policies.averages_now();
    const auto exchange = [&] {
        if (averages) theta.vector().swap(state.memory.back());
    };
    if (averages && !has_mean) state.memory.back() = theta.vector();
    exchange();
    const auto scale_rate = [&] {
        double factor = 1;
        for_each_watch([&](auto& watch) {
            if constexpr (requires { watch.rate(); }) factor *= watch.rate();
        });
        step.scale_rate(factor);
    };
    scale_rate();
    auto observers = policies.observe(optimizer.epochs);
    Vector<Scalar> last_good = theta.vector();
    State<Scalar> last_good_state = state;
    const Key key = Key{optimizer.seed}.stream("policies");
    double best = std::numeric_limits<double>::infinity(), samples = 0;

    // A stopping policy may end a run within an epoch.
    const auto enough = [&] {
        const auto says = [&](const auto& watch) {
            if constexpr (requires { watch.enough(state.steps); })
                return watch.enough(state.steps);
            else
                return false;
        };
        return std::apply([&](const auto&... watch) { return (says(watch) || ...); }, watches);
    };

    while (report.stop_reason == StopReason::completed && state.epochs < optimizer.epochs && !enough()) {
        const auto epoch_begun = Clock::now();
        std::array<double, Policies::size> charged{};
        double loss = 0, seen = 0;
        epoch(state.epochs, [&](Batch<Scalar>& batch, double fraction) {
            const Moment now{key[static_cast<std::uint64_t>(state.steps)], state.steps,
                             state.epochs + fraction};
            const double size = static_cast<double>(std::max<Index>(1, batch.size()));
            std::array<double, Policies::size> charged_now{};
            const double loss_now = step(objective, batch, now, workers, charged_now);
            loss += size * loss_now;
            seen += size;
            for (std::size_t i = 0; i < Policies::size; ++i) charged[i] += size * charged_now[i];
            ++state.steps;
            return std::isfinite(loss_now) && !enough();
        });
        samples += seen;
        report.training_seconds += seconds(epoch_begun);
        if (!std::isfinite(loss) || !all_finite(theta.vector())) {
            theta.vector() = last_good;
            state = last_good_state;
            if (!state.watches.empty()) put_back_watches(state.watches, watches, stopping_names);
            report.stop_reason = StopReason::diverged;
            break;
        }
        report.epochs = ++state.epochs;
        const Moment end{key, state.steps, static_cast<double>(state.epochs)};
        if (averages) step.average(policies.share_of_epoch(state.epochs, end));

        for (double& charge : charged) charge /= seen;
        for_each_slot(theta.blocks(),
                      [&](auto slot) { policies.add_values(slot, theta[slot.block], end, charged); });
        record.epoch = state.epochs;
        record.steps = state.steps;
        record.learning_rate = step.rate(end.epoch);
        record.objective[0].value = loss / seen;
        for (std::size_t i = 0, term = 1; i < Policies::size; ++i)
            if (!names[i].empty()) record.objective[term++].value = charged[i];
        exchange();
        evaluate(record.metrics);
        record.seconds = seconds(begun);
        report.history.push_back(record);

        if (record.metrics.empty() || record.metrics[0].value < best) {
            best = record.metrics.empty() ? best : record.metrics[0].value;
            report.best_epoch = record.epoch;
        }
        for_each_watch([&](auto& watch) {
            if (watch.should_stop(theta, record)) report.stop_reason = StopReason::stopped_early;
        });
        scale_rate();
        keep_watches(state.watches, watches, stopping_names);
        exchange();
        last_good = theta.vector();
        last_good_state = state;
        exchange();
        std::apply([&](auto&... observer) { (observer(std::as_const(record)), ...); }, observers);
        exchange();
    }
    exchange();
    const Vector<Scalar> last = theta.vector();
    for_each_watch([&](auto& watch) {
        watch.finish(theta);
        if (watch.best_epoch() > 0) report.best_epoch = watch.best_epoch();  // one that is off has no best
        if constexpr (requires { watch.report(); }) report.stop.add(watch.report());
    });
    if (theta.vector() != last) state.last = last;
    report.stop.epoch = report.epochs;
    if (!report.history.empty()) report.stop.loss = report.last().at("loss");
    report.steps = state.steps;
    report.seconds = seconds(begun);
    report.samples_per_second = report.training_seconds > 0 ? samples / report.training_seconds : 0;
    return report;
}

}  // namespace regula::inline REGULA_ABI
