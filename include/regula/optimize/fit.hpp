#pragma once

#include <regula/model/evaluate.hpp>
#include <regula/optimize/minimize.hpp>

namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument unless the data fits the network: as many features, and as many outputs.
template <class Scalar>
void require_fits(const Network<Scalar>& network, const Dataset<Scalar>& data, const std::string& what) {
    data.check(what);
    require(data.features() == network.features(), what, ": the network takes ", network.features(),
            " features, the data have ", data.features());
    const bool yes_or_no = data.has_labels() && data.classes() <= 2 && network.outputs() == 1;
    const bool enough =
        data.has_labels() ? data.classes() <= network.outputs() : data.outputs() == network.outputs();
    require(enough || yes_or_no, what, ": the network has ", network.outputs(), " outputs, the data need ",
            data.outputs());
}

/// Trains a network on data, with any policies, and continues from `state`.
///
///     const Report report = fit(net, SoftmaxCrossEntropy{}, train, validation,
///                               Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 20},
///                               Dropout{0.5}, on(inputs, Dropout{0.2}), MaxNorm{3}, EarlyStopping{.patience
///                               = 5});
///
/// After each epoch the validation data give the metrics "validation_loss" and, with labels,
/// "validation_error". Noise and gates act in training only. The same seed gives the same bits, for any
/// number of threads. Throws std::invalid_argument, before the first step, for data that do not fit, settings
/// or policies that make no sense, and a policy whose place is nowhere in the network.
template <class Scalar, class Loss, Optimizer Optimizer, class... Ps>
Report fit(State<Scalar>& state, Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& train,
           const Dataset<Scalar>* validation, const Optimizer& optimizer, Ps... policies) {
    static_assert(LossType<Loss>,
                  "regula: a loss needs 'double value(y, t) const' and 'void gradient(y, t, g) const'");
    const auto asked = run_pipeline(optimizer, std::move(policies)...);
    using Policies = std::remove_const_t<decltype(asked)>;
    validate(loss);
    require_fits(network, train, "training data");
    if (validation != nullptr) require_fits(network, *validation, "validation data");
    std::vector<Block> blocks = with_data_blocks(network.parameters().blocks());
    blocks.insert(blocks.end(), network.hidden_blocks().begin(), network.hidden_blocks().end());
    asked.check(blocks);

    Batches<Scalar> batches{train, optimizer.batch_size, Key{optimizer.seed}.stream("shuffle")};
    Workers workers{optimizer.threads};
    NetworkObjective objective{network, loss};
    constexpr bool on_targets = Policies::template disturbs<Role::target> || !LabelLoss<Loss>;
    const auto epoch = [&](int number, auto&& step) {
        minibatches(batches)(number, [&](Batch<Scalar>& batch, double fraction) {
            if (on_targets && train.has_labels()) one_hot(batch.labels, network.outputs(), batch.targets);
            return step(batch, fraction);
        });
    };
    std::vector<Term> metrics;
    if (validation != nullptr) metrics.push_back({"validation_loss"});
    if (validation != nullptr && validation->has_labels()) metrics.push_back({"validation_error"});
    const auto measure = [&](std::vector<Term>& values) {
        if (values.empty()) return;
        const Evaluation found = evaluate(network, loss, *validation, workers);
        values[0].value = found.loss;
        if (values.size() > 1) values[1].value = found.error;
    };
    return descend(network.parameters(), optimizer, asked, state, workers, objective, epoch,
                   std::move(metrics), measure);
}

/// The same with validation data, and without; from the beginning, without a state to keep.
template <class Scalar, class Loss, Optimizer Optimizer, class... Ps>
Report fit(Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& train,
           const Dataset<Scalar>& validation, const Optimizer& optimizer, Ps... policies) {
    State<Scalar> state;
    return fit(state, network, loss, train, &validation, optimizer, std::move(policies)...);
}
template <class Scalar, class Loss, Optimizer Optimizer, class... Ps>
Report fit(Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& train,
           const Optimizer& optimizer, Ps... policies) {
    State<Scalar> state;
    return fit(state, network, loss, train, static_cast<const Dataset<Scalar>*>(nullptr), optimizer,
               std::move(policies)...);
}

}  // namespace regula::inline REGULA_ABI
