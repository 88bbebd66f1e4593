#pragma once

#include <regula/core/parallel/threads.hpp>
#include <regula/ensemble/ensemble.hpp>

namespace regula::inline REGULA_ABI {

/// Checks the data and the scheme, then returns the subsample of each member. Throws std::invalid_argument
/// for a member with samples of weight 0 alone: no loss is defined on them.
template <Scheme S, class Scalar>
std::vector<Subsample> subsamples_of(const S& scheme, const Dataset<Scalar>& data, Key key) {
    data.check("train_ensemble");
    scheme.check(data);
    std::vector<Subsample> shares;
    for (Index i = 0; i < scheme.count(); ++i) {
        shares.push_back(scheme.subsample(data, key.stream("share"), i));
        require(has_weight(data, shares.back()), "train_ensemble: member ", i,
                " needs a sample weight > 0, got ", shares.back().samples.size(), " weights of 0");
    }
    return shares;
}

/// Trains an ensemble. `train(data, key)` trains one member on its data with its key, and returns a model of
/// any type:
///
///     const auto train = [](const Dataset<double>& data, Key key) {
///         auto net = mlp<double>({data.features(), 8, data.outputs()}, key);
///         fit(net, SoftmaxCrossEntropy{}, data, Sgd{.epochs = 20, .seed = key.seed()}, L2{1e-3});
///         return net;
///     };
///     const auto bag = train_ensemble(Bagging{.members = 25}, data, train, Key{1}, Threads{4});
///
/// All randomness must come from the key. Members are tasks of the executor; they do not depend on its
/// choice. Throws std::invalid_argument for invalid data or settings, and rethrows exceptions of `train`.
template <Scheme S, class Scalar, class Train, Executor Where = Threads>
auto train_ensemble(const S& scheme, const Dataset<Scalar>& data, const Train& train, Key key,
                    const Where& executor = {}) {
    using Model = std::remove_cvref_t<std::invoke_result_t<const Train&, const Dataset<Scalar>&, Key>>;
    static_assert(
        requires(const Model& model, const Matrix<Scalar>& x) { model.predict(x).rows(); },
        "regula: train(data, key) must return a model with 'predict(x) const', outputs x samples");
    std::vector<Subsample> shares = subsamples_of(scheme, data, key);
    std::vector<Model> models = executor.map(scheme.count(), [&](Index i) {
        const auto n = static_cast<std::size_t>(i);
        return train(subset(data, shares[n]), key.stream("member")[n]);
    });
    Ensemble<Model> trained;
    for (std::size_t i = 0; i < models.size(); ++i)
        trained.members.push_back({std::move(models[i]), std::move(shares[i])});
    return trained;
}

/// The same for an executor that can transfer only vectors, as between machines. The parameters() of each
/// member are transferred into a copy of `prototype`, a model of the same shape with parameters of its own.
template <Scheme S, class Scalar, class Train, Executor Where, class Model>
Ensemble<Model> train_ensemble(const S& scheme, const Dataset<Scalar>& data, const Train& train, Key key,
                               const Where& executor, const Model& prototype) {
    require_own_parameters(prototype, "train_ensemble");
    std::vector<Subsample> shares = subsamples_of(scheme, data, key);
    const auto flat = executor.map(scheme.count(), [&](Index i) {
        const auto n = static_cast<std::size_t>(i);
        const Model trained = train(subset(data, shares[n]), key.stream("member")[n]);
        return trained.parameters().vector();
    });
    Ensemble<Model> trained;
    for (std::size_t i = 0; i < flat.size(); ++i) {
        Model model = prototype;
        require(flat[i].size() == model.parameters().size(), "train_ensemble: the prototype has ",
                model.parameters().size(), " parameters, a member has ", flat[i].size());
        model.parameters().vector() = flat[i];
        trained.members.push_back({std::move(model), std::move(shares[i])});
    }
    return trained;
}

}  // namespace regula::inline REGULA_ABI
