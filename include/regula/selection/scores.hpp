#pragma once

#include <regula/data/standardize.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>
#include <regula/selection/trace.hpp>

namespace regula::inline REGULA_ABI {

/// For cross_validate: the losses of linear models, one per penalty, by the fast solvers of trace.
template <LinearLoss Loss, PathPenalty P>
auto path_score(const Loss& loss, std::vector<P> penalties, CoordinateDescent options = {}) {
    return [loss, penalties = std::move(penalties), options](const auto& train, const auto& held_out) {
        held_out.check("path_score");
        const Matrix<double> t = targets_of<Loss>(held_out);
        const Vector<double> w = relative_weights(held_out.sample_weights);
        std::vector<double> errors;
        for (const auto& point : trace(train, loss, penalties, options))
            errors.push_back(SampleWeights{loss, w}.value(point.fit.predict(held_out.inputs), t));
        return errors;
    };
}

/// For cross_validate: the losses of any model, trained with each candidate in turn.
///
///     training_score([] { return mlp<double>({8, 20, 1}, Key{1}); }, SquaredError{}, Sgd{.epochs = 50},
///                    strengths, [](double strength) { return L2{strength}; })
///
/// `make()` returns a new model; `policy_of(candidate)` returns the policy for its training. The optimizer
/// may be a solver.
template <class Make, class Loss, class Optimizer, class Candidate, class PolicyOf>
auto training_score(Make make, Loss loss, Optimizer optimizer, std::vector<Candidate> candidates,
                    PolicyOf policy_of) {
    return [=](const auto& train, const auto& held_out) {
        std::vector<double> errors;
        for (const Candidate& candidate : candidates) {
            auto model = make();
            fit(model, loss, train, optimizer, policy_of(candidate));
            errors.push_back(evaluate(model, loss, held_out).loss);
        }
        return errors;
    };
}

/// For cross_validate: the losses of models that `train(candidate, data)` returns, whatever a candidate is:
/// the coefficients of several policies, an architecture.
///
///     const auto candidates = grid_candidates({log_spaced(1e-1, 1e-3, 4), {0.0, 0.2, 0.5}});
///     const auto score = model_score(loss, candidates, [&](const auto& candidate, const auto& train) {
///         const auto& [strength, probability] = candidate;
///         auto net = mlp<double>({8, 20, 1}, Key{1});
///         fit(net, loss, train, Sgd{.epochs = 50}, L2{strength}, Dropout{probability});
///         return net;
///     });
///     const auto found = cross_validate(data, folds, std::ssize(candidates), score);
///     const auto& best = candidates[found.best];
template <class Loss, class Candidate, class Train>
auto model_score(Loss loss, std::vector<Candidate> candidates, Train train) {
    return [=](const auto& train_data, const auto& held_out) {
        std::vector<double> errors;
        for (const Candidate& candidate : candidates)
            errors.push_back(evaluate(train(candidate, train_data), loss, held_out).loss);
        return errors;
    };
}

/// A score with features standardized to mean 0 and deviation 1, measured on the training samples alone.
/// Standardizing all data first would leak the held-out samples.
template <class Score>
auto standardized(Score score) {
    return [score = std::move(score)](auto train, auto held_out) {
        using Scalar = typename decltype(train.inputs)::Scalar;
        const auto standardize = Standardize<Scalar>::fit(train);
        standardize.apply(train);
        standardize.apply(held_out);
        return score(train, held_out);
    };
}

}  // namespace regula::inline REGULA_ABI
