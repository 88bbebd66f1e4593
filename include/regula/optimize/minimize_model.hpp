#pragma once

#include <regula/data/together.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>

namespace regula::inline REGULA_ABI {

/// An objective that evaluates itself on data: `metrics()` gives the names of its metrics, the first one
/// "validation_loss", and `measure` their values. For other objectives the metrics are their terms.
template <class Objective, class Scalar, class Data>
concept MeasuresItself = requires(Objective& objective, const Parameters<Scalar>& theta, const Data& data,
                                  Workers& workers, std::vector<Term>& metrics) {
    metrics = objective.metrics();
    objective.measure(theta, data, workers, metrics);
};

/// Fills metrics with the terms of an objective on data, without policies; the first metric is their sum.
template <class Scalar, class Data>
void measure_terms(const Parameters<Scalar>& theta, auto& objective, const Data& data, Workers& workers,
                   std::vector<Term>& metrics) {
    if constexpr (MeasuresItself<std::remove_cvref_t<decltype(objective)>, Scalar, Data>)
        return objective.measure(theta, data, workers, metrics);
    auto source = source_of(data, 500, Key{0});
    double samples = 0;
    for (Term& metric : metrics) metric.value = 0;
    for (Index i = 0; i < source.count(); ++i) {
        auto& part = source.load(i);
        const auto size = static_cast<double>(part.size());
        metrics[0].value += size * objective.value(theta, part, workers);
        for (const Term& term : objective.terms())
            for (std::size_t k = 1; k < metrics.size(); ++k)
                if (metrics[k].name == "validation_" + term.name) metrics[k].value += size * term.value;
        samples += size;
    }
    for (Term& metric : metrics) metric.value /= samples;
}

/// The names of the metrics of an objective on validation data: the sum and each of its terms, or its own.
template <class Scalar, class Data>
std::vector<Term> metrics_of(const auto& objective, const std::vector<Term>& losses) {
    if constexpr (MeasuresItself<std::remove_cvref_t<decltype(objective)>, Scalar, Data>) {
        return objective.metrics();
    } else {
        std::vector<Term> metrics{{"validation_loss"}};
        for (const Term& loss : losses) metrics.push_back({"validation_" + loss.name});
        return metrics;
    }
}

/// The same for both data sets.
template <class Scalar>
void require_targets_to_change(const auto& policies, const Together<Scalar>& data) {
    require_targets_to_change(policies, data.first);
    require_targets_to_change(policies, data.second);
}

/// The names of the terms of an objective, found by one call before the run. If the call throws, nothing has
/// changed.
template <class Scalar>
std::vector<Term> terms_of(auto& objective, const Parameters<Scalar>& theta, const auto& batch,
                           Workers& workers) {
    objective.value(theta, batch, workers);
    std::vector<Term> terms(objective.terms().begin(), objective.terms().end());
    require(!terms.empty(), "minimize: the objective has added no loss to the pass");
    for (const Term& term : terms)
        require(term.name != "objective" && (term.name != "loss" || terms.size() == 1),
                "minimize: 'objective' and 'loss' are names of sums; a term needs another, got '", term.name,
                "'");
    return terms;
}

/// The loss of an objective with its gradient, without policies, as a function of the batch.
template <class Scalar>
auto loss_and_gradient_of(auto& objective, const Parameters<Scalar>& theta, Workers& workers) {
    return [&](const auto& batch) {
        Hooks<Scalar> none;
        return loss_and_gradient(theta, [&](Parameters<Scalar>& gradient) {
            return objective(theta, batch, gradient, none, workers);
        });
    };
}

/// Minimises a user's objective f(pass, batch) over data, with any policies at all places of a model, and
/// continues from `state`.
///
///     const auto both = [&](auto& pass, const auto& batch) {
///         const Node h = heads["trunk"](pass, pass.input(batch.inputs));
///         pass.add_loss("digit", SoftmaxCrossEntropy{}, heads["digit"](pass, h), batch.labels);
///         pass.add_loss("odd", Logistic{}, heads["odd"](pass, h), batch.targets, 0.3);
///     };
///     minimize(heads, both, train, validation, Sgd{.learning_rate = 0.1}, Dropout{0.5}, L2{1e-4});
///
/// f adds losses to a pass (model/pass.hpp); the loss of the report is their sum, and Record::losses has each
/// by its name. After each epoch validation data give the metrics "validation_loss" and "validation_digit",
/// ..., without policies. Data are a Dataset, or Together{a, b} of two. f is called before the run, with the
/// first minibatch; if it throws there, nothing has changed. Throws as fit does, and if the data have
/// sample weights and f does not use them: pass.add_loss(name, loss, y, batch) does, and SampleWeights{loss,
/// batch.sample_weights}.
template <ModelOfPass Model, class F, class Data, class Optimizer, class... Ps>
Report minimize(State<typename Model::Scalar>& state, Model& model, F f, const Data& train,
                const Data* validation, const Optimizer& optimizer, Ps... policies) {
    refuse_shards<Model>();
    const auto attached = run_pipeline(optimizer, std::move(policies)...);
    refuse_auxiliary_losses(attached);
    attached.check(places_in_run(model));
    require_targets_to_change(attached, train);
    auto source = source_of(train, optimizer.batch_size, Key{optimizer.seed}.stream("shuffle"));
    Workers workers{optimizer.threads};
    auto objective = objective_from(model, std::move(f));

    std::vector<Term> losses = terms_of(objective, model.parameters(), source.load(0), workers);
    require_weights_used(source, loss_and_gradient_of(objective, model.parameters(), workers));
    if (losses[0].name == "loss") losses.clear();  // the sum itself
    std::vector<Term> metrics;
    if (validation != nullptr) {
        metrics = metrics_of<typename Model::Scalar, Data>(objective, losses);
        measure_terms(model.parameters(), objective, *validation, workers,
                      metrics);  // throws now, not after an epoch
    }
    const auto measure = [&](std::vector<Term>& values) {
        if (validation != nullptr) measure_terms(model.parameters(), objective, *validation, workers, values);
    };
    return descend(model.parameters(), optimizer, attached, state, workers, objective, source, metrics,
                   measure, losses);
}

/// The same with validation data, and without.
template <ModelOfPass Model, class F, class Data, class Optimizer, class... Ps>
requires requires { Optimizer::epochs; }
Report minimize(State<typename Model::Scalar>& state, Model& model, F f, const Data& train,
                const Data& validation, const Optimizer& optimizer, Ps... policies) {
    return minimize(state, model, std::move(f), train, &validation, optimizer, std::move(policies)...);
}
template <ModelOfPass Model, class F, class Data, class Optimizer, class... Ps>
requires requires { Optimizer::epochs; }
Report minimize(State<typename Model::Scalar>& state, Model& model, F f, const Data& train,
                const Optimizer& optimizer, Ps... policies) {
    return minimize(state, model, std::move(f), train, static_cast<const Data*>(nullptr), optimizer,
                    std::move(policies)...);
}

/// The same from the beginning, without a state to keep.
template <ModelOfPass Model, class F, class Data, class Next, class... Rest>
requires(!Solver<Next>) Report
    minimize(Model& model, F f, const Data& train, const Next& next, Rest... rest) {
    State<typename Model::Scalar> state;
    return minimize(state, model, std::move(f), train, next, std::move(rest)...);
}

/// Minimises such an objective on all data at once, by a solver:
///
///     minimize(heads, both, train, Lbfgs{}, L2{1e-4})
template <ModelOfPass Model, class F, class Scalar, Solver S, class... Ps>
Certificate minimize(Model& model, F f, const Dataset<Scalar>& train, const S& solver, Ps... policies) {
    refuse_shards<Model>();
    static_assert(
        !requires { requires F::changes_gradients; },
        "regula: a solver needs the gradient of a function, and a policy that combines the gradients of "
        "tasks "
        "has none; train by an optimizer, such as Sgd, or with FixedWeights");
    const auto attached = pipeline(std::move(policies)...);
    solver.check();
    source_of(train, 1, Key{0});  // throws for invalid data
    attached.check(places_of(model));
    if constexpr (requires { model.draws(); })
        require(!model.draws(),
                "minimize: a solver needs a function that is the same each time, and this model has "
                "layers that draw or depend on the minibatch; train it with an optimizer, such as Sgd");
    Batch<Scalar> all = whole_batch(train);
    Workers workers{solver.threads};
    auto objective = objective_from(model, std::move(f));
    terms_of(objective, model.parameters(), all, workers);
    require_weights_used(all, loss_and_gradient_of(objective, model.parameters(), workers));
    const auto call = [&](const auto& at, auto& g, auto& hooks) {
        return objective(at, all, g, hooks, workers);
    };
    return solve(model.parameters(), call, solver, attached);
}

}  // namespace regula::inline REGULA_ABI
