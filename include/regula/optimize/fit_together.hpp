#pragma once

#include <regula/optimize/fit.hpp>

namespace regula::inline REGULA_ABI {

/// Trains a model on labelled and unlabelled samples, with any policies, and continues from `state`:
///
///     fit(net, SoftmaxCrossEntropy{}, Together{labelled, unlabelled, 200}, validation,
///         Sgd{.epochs = 20, .batch_size = 50}, PseudoLabel{.threshold = 0.9}, Dropout{0.5});
///
/// A step takes 50 labelled and 200 unlabelled samples; without the number it takes the same of both. An
/// epoch is one pass over the set with more minibatches, and the other set restarts as often as necessary.
/// The loss is a mean over the labelled samples alone. The unlabelled ones enter by auxiliary losses, with
/// draws of noise and masks of their own; their labels, if any, are not used. Labelled samples serve as
/// unlabelled ones, too, if they are in both sets. Mixing and policies on targets act on labelled samples.
/// The report weighs each minibatch by the samples of both.
///
/// Throws as fit does, also for unlabelled samples of another number of features. A run without a policy that
/// takes unlabelled samples is refused at compile time.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.6.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Together<typename Model::Scalar>& train, const Dataset<typename Model::Scalar>* validation,
           const Optimizer& optimizer, Ps... policies) {
    constexpr bool used = decltype(pipeline(std::move(policies)...))::uses_unlabelled;
    static_assert(used,
                  "regula: no policy of this run takes the unlabelled samples; those that do, such as "
                  "EntropyMinimization, declare 'takes_unlabelled = true'");
    static_assert(
        !Sharded<Model>,
        "regula: shards are cut from minibatches of one Dataset; train the network itself on labelled "
        "and unlabelled samples");
    if constexpr (used && !Sharded<Model>)
        return fit_data(state, model, loss, train, validation, optimizer, policies...);
}

/// The same with validation data, and without.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Together<typename Model::Scalar>& train, const Dataset<typename Model::Scalar>& validation,
           const Optimizer& optimizer, Ps... policies) {
    return fit(state, model, loss, train, &validation, optimizer, std::move(policies)...);
}
template <Model Model, class Loss, class Optimizer, class... Ps>
requires requires { Optimizer::epochs; }
Report fit(State<typename Model::Scalar>& state, Model& model, const Loss& loss,
           const Together<typename Model::Scalar>& train, const Optimizer& optimizer, Ps... policies) {
    return fit(state, model, loss, train, nullptr, optimizer, std::move(policies)...);
}

/// The same from the beginning, without a state to keep.
template <Model Model, class Loss, class Optimizer, class... Ps>
Report fit(Model& model, const Loss& loss, const Together<typename Model::Scalar>& train,
           const Dataset<typename Model::Scalar>& validation, const Optimizer& optimizer, Ps... policies) {
    State<typename Model::Scalar> state;
    return fit(state, model, loss, train, &validation, optimizer, std::move(policies)...);
}
template <Model Model, class Loss, class Optimizer, class... Ps>
requires(!is_dataset<Optimizer> && !Solver<Optimizer>) Report
    fit(Model& model, const Loss& loss, const Together<typename Model::Scalar>& train,
        const Optimizer& optimizer, Ps... policies) {
    State<typename Model::Scalar> state;
    return fit(state, model, loss, train, nullptr, optimizer, std::move(policies)...);
}

}  // namespace regula::inline REGULA_ABI
