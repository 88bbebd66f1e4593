#pragma once

#include <regula/optimize/minimize.hpp>

namespace regula::inline REGULA_ABI {

/// What fit asks of a model, beside these functions, which it finds in the model's namespace:
/// require_fits(model, data, what), objective_of(model, loss), and evaluate(model, loss, data, workers) with
/// a `loss` and an `error`. One that asks penalties on its outputs has an output_block(), too. Network is one; optimizers know no model by name.
template <class M>
concept Model = requires(M& model) {
    typename M::Scalar;
    model.parameters().vector();
    model.hidden_blocks();
    { model.outputs() } -> std::convertible_to<Index>;
};

/// Trains a model on data, with any policies, and continues from `state`.
///
///     const Report report = fit(net, SoftmaxCrossEntropy{}, train, validation,
///                               Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 20},
///                               Dropout{0.5}, on(inputs, Dropout{0.2}), MaxNorm{3},
///                               EarlyStopping{.patience = 5});
///
/// After each epoch the validation data give the metrics "validation_loss" and, with labels,
/// "validation_error". Noise and gates act in training only. The same seed gives the same bits, for any
/// number of threads. Throws std::invalid_argument, before anything has changed, for data that do not fit, settings
/// or policies that make no sense, a policy whose place is nowhere in the model, and a state of another run. If anything
/// throws within the run, model and state are as the last epoch left them that ended; see minimize.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Dataset<typename Model::Scalar>& train, const Dataset<typename Model::Scalar>* validation,
           const Optimizer& optimizer, Ps... policies) {
    using Scalar = typename Model::Scalar;
    const auto asked = run_pipeline(optimizer, std::move(policies)...);
    validate(loss);
    require_fits(model, train, "training data");
    if (validation != nullptr) require_fits(model, *validation, "validation data");
    std::vector<Block> blocks = with_data_blocks(model.parameters().blocks());
    blocks.insert(blocks.end(), model.hidden_blocks().begin(), model.hidden_blocks().end());
    if constexpr (requires { model.output_block(); }) blocks.push_back(model.output_block());
    asked.check(blocks);

    Batches<Scalar> batches{train, optimizer.batch_size, Key{optimizer.seed}.stream("shuffle")};
    Workers workers{optimizer.threads};
    auto objective = objective_of(model, loss);
    const Block target{.role = Role::target, .name = "targets"};
    constexpr bool takes_labels = requires { Loss::takes_labels; };
    const bool changes_targets = asked.mixes_now() || asked.disturbs_at(Slot<Role::target>{target});
    require(!changes_targets || !train.has_labels() || train.classes() <= model.outputs(),
            "fit: policies that change targets need an output for each class; the model has ",
            model.outputs(), ", the training data ", train.classes(), " classes");
    const bool on_targets = !takes_labels || changes_targets;
    const auto epoch = [&](int number, auto&& step) {
        minibatches(batches)(number, [&](Batch<Scalar>& batch, double fraction) {
            if (on_targets && train.has_labels()) one_hot(batch.labels, model.outputs(), batch.targets);
            return step(batch, fraction);
        });
    };
    std::vector<Term> metrics;
    if (validation != nullptr) metrics.push_back({"validation_loss"});
    if (validation != nullptr && validation->has_labels()) metrics.push_back({"validation_error"});
    const auto measure = [&](std::vector<Term>& values) {
        if (values.empty()) return;
        const auto found = evaluate(model, loss, *validation, workers);
        values[0].value = found.loss;
        if (values.size() > 1) values[1].value = found.error;
    };
    return descend(model.parameters(), optimizer, asked, state, workers, objective, epoch, std::move(metrics),
                   measure);
}

/// The same with validation data, and without; from the beginning, without a state to keep.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train,
           const Dataset<typename Model::Scalar>& validation, const Optimizer& optimizer, Ps... policies) {
    State<typename Model::Scalar> state;
    return fit(state, model, loss, train, &validation, optimizer, std::move(policies)...);
}
template <Model Model, class Loss, class Optimizer, class... Ps>
requires(!std::same_as<Optimizer, Dataset<typename Model::Scalar>> && !Solver<Optimizer>) Report
    fit(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train,
        const Optimizer& optimizer, Ps... policies) {
    State<typename Model::Scalar> state;
    return fit(state, model, loss, train, nullptr, optimizer, std::move(policies)...);
}

/// For what is no model, a sentence.
template <class M, class Loss, class... Rest>
requires(!Model<M> && !is_state<M>) void fit(M&, const Loss&, Rest&&...) {
    static_assert(Model<M>,
                  "regula: a model needs a type 'Scalar', 'parameters()', 'hidden_blocks()' and 'outputs()'; "
                  "see optimize/fit.hpp. For an objective of your own there is minimize(...)");
}

}  // namespace regula::inline REGULA_ABI
