#pragma once

#include <regula/data/partly_labelled.hpp>
#include <regula/data/targets.hpp>
#include <regula/optimize/minimize.hpp>

namespace regula::inline REGULA_ABI {

/// The members that fit needs of a model, beside three functions in the model's namespace:
/// require_fits(model, data, what), objective_of(model, loss), and evaluate(model, loss, data, workers) with
/// a `loss` and an `error`. Penalties on outputs need an output_block() too. Network is a model; optimizers
/// name none.
template <class M>
concept Model = requires(M& model) {
    typename M::Scalar;
    model.parameters().vector();
    model.hidden_blocks();
    { model.outputs() } -> std::convertible_to<Index>;
};

template <class D>
inline constexpr bool is_dataset = false;
template <class Scalar>
inline constexpr bool is_dataset<Dataset<Scalar>> = true;
template <class D>
inline constexpr bool is_together = false;
template <class Scalar>
inline constexpr bool is_together<Together<Scalar>> = true;

/// Whether fit takes the arguments after the loss: training data, then an optimizer, a solver or validation
/// data.
template <class M, class Train = void, class Next = void, class...>
inline constexpr bool fit_takes = false;
template <Model M, class Train, class Next, class... Rest>
requires(!std::is_void_v<Next>) inline constexpr bool fit_takes<M, Train, Next, Rest...> =
    (std::convertible_to<const Train&, const Dataset<typename M::Scalar>&> ||
     (std::same_as<Train, Together<typename M::Scalar>> && !Solver<Next>)) &&
    (!is_dataset<Next> || std::same_as<Next, Dataset<typename M::Scalar>>);

/// Explains the missing members of a model.
template <class M, class Loss>
consteval void explain_model() {
    static_assert(
        requires(M & model, const Loss& loss, const Dataset<typename M::Scalar>& data, Workers& workers) {
            require_fits(model, data, "training data");
            objective_of(model, loss);
            evaluate(model, loss, data, workers);
        },
        "regula: fit needs require_fits(model, data, what), objective_of(model, loss) and evaluate(model, "
        "loss, "
        "data, workers); those of Network are in <regula/model.hpp>, those of your own model go in its "
        "namespace");
}

/// The objective of a model and a loss in a run, with the auxiliary losses of the run.
template <class M, class Loss, class Policies>
auto objective_in_run(const M& model, const Loss& loss, [[maybe_unused]] const Policies& policies) {
    if constexpr (!Policies::adds_losses) {
        return objective_of(model, loss);
    } else {
        static_assert(
            requires { objective_of(model, loss, policies); },
            "regula: an auxiliary loss needs a model that is a function of a pass, with an "
            "objective_of(model, "
            "loss, policies), as Network has");
        return objective_of(model, loss, policies);
    }
}

/// Explains why fit does not take the arguments.
template <class M, class Train = void, class Next = void, class...>
consteval void explain_fit() {
    static_assert(Model<M>,
                  "regula: a model needs a type 'Scalar', 'parameters()', 'hidden_blocks()' and 'outputs()'; "
                  "see optimize/fit.hpp. For an objective of your own there is minimize(...)");
    if constexpr (Model<M>) {
        using Data = Dataset<typename M::Scalar>;
        static_assert(!is_together<Train> || !Solver<Next>,
                      "regula: unlabelled samples need an optimizer, such as Sgd, because a step takes a "
                      "minibatch of both sets; a solver takes one data set");
        static_assert(is_dataset<Train> || is_together<Train>,
                      "regula: fit takes samples with their targets or labels as one Dataset, as in "
                      "fit(model, loss, Dataset<double>{.inputs = x, .targets = y}, Sgd{})");
        static_assert((!is_dataset<Train> || std::same_as<Train, Data>)&&(!is_dataset<Next> ||
                                                                          std::same_as<Next, Data>),
                      "regula: a model and its data have one scalar type: a Network<float> takes a "
                      "Dataset<float>");
        static_assert(!is_together<Train> || std::same_as<Train, Together<typename M::Scalar>>,
                      "regula: a model and its data have one scalar type: a Network<float> takes Together of "
                      "Dataset<float>");
        static_assert(!(std::same_as<Train, Data> || is_together<Train>) || !std::is_void_v<Next>,
                      "regula: fit needs an optimizer or a solver behind the data, as in fit(model, loss, "
                      "data, Sgd{})");
    }
}

/// The labelled samples of training data, and the source of their minibatches. Labels are given as targets
/// of a model with that many outputs, if `targets_for` > 0.
template <class Scalar>
const Dataset<Scalar>& labelled_part(const Dataset<Scalar>& data) {
    return data;
}
template <class Scalar>
const Dataset<Scalar>& labelled_part(const Together<Scalar>& data) {
    return data.first;
}
template <class Scalar>
auto training_source(const Dataset<Scalar>& data, Index batch_size, Key key, Index targets_for) {
    return Batches<Scalar>{data, batch_size, key, targets_for};
}
template <class Scalar>
auto training_source(const Together<Scalar>& data, Index batch_size, Key key, Index targets_for) {
    return PartlyLabelledBatches<Scalar>{data, batch_size, key, targets_for};
}

/// Throws std::invalid_argument unless a model, a loss and data suit one another.
template <Model Model, class Loss, class Scalar>
void require_suited(const Model& model, const Loss& loss, const Dataset<Scalar>& train,
                    const Dataset<Scalar>* validation, bool changes_targets) {
    validate(loss);
    require_fits(model, train, "training data");
    if (validation != nullptr) require_fits(model, *validation, "validation data");
    require(!changes_targets || !train.has_labels() || train.classes() <= model.outputs(),
            "fit: policies that change targets need an output for each class; the model has ",
            model.outputs(), ", the training data ", train.classes(), " classes");
    if (!changes_targets) require_labels_judged(loss, train, model.outputs());
    if (validation != nullptr) require_labels_judged(loss, *validation, model.outputs());
}

/// The metrics of a model on validation data, if there are any.
template <class Model, class Loss>
class ValidationMetrics {
public:
    using Scalar = typename Model::Scalar;
    ValidationMetrics(const Model& model, const Loss& loss, const Dataset<Scalar>* data, Workers& workers)
        : model_{model}, loss_{loss}, data_{data}, workers_{workers} {}

    std::vector<Term> names() const {
        if (data_ == nullptr) return {};
        if (!data_->has_labels()) return {{"validation_loss"}};
        return {{"validation_loss"}, {"validation_error"}};
    }
    void operator()(std::vector<Term>& values) const {
        if (data_ == nullptr) return;
        const auto found = evaluate(model_, loss_, *data_, workers_);
        values[0].value = found.loss;
        if (values.size() > 1) values[1].value = found.error;
    }

private:
    const Model& model_;
    const Loss& loss_;
    const Dataset<Scalar>* data_;
    Workers& workers_;
};

/// The body of fit, for training data with or without unlabelled samples.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit_data(State<typename Model::Scalar>& state, Model& model, const Loss& loss, const auto& data,
                const Dataset<typename Model::Scalar>* validation, const Optimizer& optimizer,
                Ps... policies) {
    explain_model<Model, Loss>();
    const auto attached = run_pipeline(optimizer, std::move(policies)...);
    const bool changes_targets = attached.changes_targets();
    const auto& train = labelled_part(data);
    require_suited(model, loss, train, validation, changes_targets);
    attached.check(places_in_run(model));
    require_weights_to_suit(attached, train);

    Workers workers{optimizer.threads};
    const bool as_targets = changes_targets || !takes_labels<Loss>;
    auto batches = training_source(data, optimizer.batch_size, Key{optimizer.seed}.stream("shuffle"),
                                   as_targets ? model.outputs() : 0);
    auto objective = objective_in_run(model, loss, attached);
    ValidationMetrics<Model, Loss> metrics{model, loss, validation, workers};
    return descend(model.parameters(), optimizer, attached, state, workers, objective, batches,
                   metrics.names(), metrics);
}

/// Trains a model on data, with any policies, and continues from `state`. Samples count by their weights.
///
///     const Report report = fit(net, SoftmaxCrossEntropy{}, train, validation,
///                               Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 20},
///                               Dropout{0.5}, on(inputs, Dropout{0.2}), MaxNorm{3},
///                               EarlyStopping{.patience = 5});
///
/// After each epoch, validation data give the metrics "validation_loss" and, with labels,
/// "validation_error". Noise and gates act in training only. The same seed gives the same bits, for any
/// number of threads. Throws std::invalid_argument, and changes nothing, for data that do not fit, bad
/// settings or policies, a place that is not in the model, and a state of another run. If anything throws
/// within the run, model and state are those of the last complete epoch; see minimize.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Dataset<typename Model::Scalar>& train, const Dataset<typename Model::Scalar>* validation,
           const Optimizer& optimizer, Ps... policies) {
    return fit_data(state, model, loss, train, validation, optimizer, std::move(policies)...);
}

/// The same with validation data, and without.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Dataset<typename Model::Scalar>& train, const Dataset<typename Model::Scalar>& validation,
           const Optimizer& optimizer, Ps... policies) {
    return fit(state, model, loss, train, &validation, optimizer, std::move(policies)...);
}
template <Model Model, class Loss, class Optimizer, class... Ps>
requires requires { Optimizer::epochs; }
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Dataset<typename Model::Scalar>& train, const Optimizer& optimizer, Ps... policies) {
    return fit(state, model, loss, train, nullptr, optimizer, std::move(policies)...);
}

/// The same from the beginning, without a state to keep.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train,
           const Dataset<typename Model::Scalar>& validation, const Optimizer& optimizer, Ps... policies) {
    State<typename Model::Scalar> state;
    return fit(state, model, loss, train, &validation, optimizer, std::move(policies)...);
}
template <Model Model, class Loss, class Optimizer, class... Ps>
requires(!is_dataset<Optimizer> && !Solver<Optimizer>) Report
    fit(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train,
        const Optimizer& optimizer, Ps... policies) {
    State<typename Model::Scalar> state;
    return fit(state, model, loss, train, nullptr, optimizer, std::move(policies)...);
}

/// Refuses other calls in a sentence.
template <class M, class Loss, class... Rest>
requires(!is_state<M> && !fit_takes<M, Rest...>) void fit(M&, const Loss&, const Rest&...) {
    explain_fit<M, Rest...>();
}
template <class M, class Loss, class... Rest>
void fit(M&, const Loss&, const Dataset<typename M::Scalar>&, const NamelessSettings&, const Rest&...) {
    explain_nameless<M>();
}
template <class M, class Loss, class... Rest>
void fit(M&, const Loss&, const Dataset<typename M::Scalar>&, const Dataset<typename M::Scalar>&,
         const NamelessSettings&, const Rest&...) {
    explain_nameless<M>();
}

}  // namespace regula::inline REGULA_ABI
