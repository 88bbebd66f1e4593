#pragma once

#include <regula/data/standardize.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>
#include <regula/selection/measures.hpp>
#include <regula/selection/trace.hpp>

#include <type_traits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// For cross_validate: the errors of linear models, one per penalty, by the fast solvers of trace.
///
///     path_score(Logistic{}, penalties, {}, RankingError{})       fitted by the loss, judged by the AUROC
template <LinearLoss Loss, PathPenalty P, Measure M>
auto path_score(const Loss& loss, std::vector<P> penalties, CoordinateDescent options, M measure) {
    return [=, penalties = std::move(penalties)](const auto& train, const auto& held_out) {
        held_out.check("path_score");
        std::vector<double> errors;
        for (const auto& point : trace(train, loss, penalties, options))
            errors.push_back(measure.error(point.fit.predict(held_out.inputs), held_out));
        return errors;
    };
}

/// The same by the loss itself.
template <LinearLoss Loss, PathPenalty P>
auto path_score(const Loss& loss, std::vector<P> penalties, CoordinateDescent options = {}) {
    return path_score(loss, std::move(penalties), std::move(options), MeanLoss<Loss>{loss});
}

/// The error of a model on data by a measure, or its mean loss.
double error_of_model(const auto& model, const auto& judge, const auto& data) {
    if constexpr (Measure<std::remove_cvref_t<decltype(judge)>>)
        return judge.error(model.predict(data.inputs).template cast<double>(), data);
    else
        return evaluate(model, judge, data).loss;
}

/// For cross_validate: the errors of models that `train(candidate, data)` returns, whatever a candidate is:
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
///
/// The judge is a loss, or a Measure such as ClassError.
template <class Judge, class Candidate, class Train>
auto model_score(Judge judge, std::vector<Candidate> candidates, Train train) {
    return [=](const auto& train_data, const auto& held_out) {
        std::vector<double> errors;
        for (const Candidate& candidate : candidates)
            errors.push_back(error_of_model(train(candidate, train_data), judge, held_out));
        return errors;
    };
}

/// For cross_validate: the errors of any model, trained with each candidate in turn.
///
///     training_score([] { return mlp<double>({8, 20, 1}, Key{1}); }, SquaredError{}, Sgd{.epochs = 50},
///                    strengths, [](double strength) { return L2{strength}; })
///
/// `make()` returns a new model; `policy_of(candidate)` returns the policy for its training. The optimizer
/// may be a solver. The judge is the loss if none is given, another one, or a Measure such as ClassError.
template <class Make, class Loss, class Optimizer, class Candidate, class PolicyOf, class Judge>
auto training_score(Make make, Loss loss, Optimizer optimizer, std::vector<Candidate> candidates,
                    PolicyOf policy_of, Judge judge) {
    const auto train = [=](const Candidate& candidate, const auto& data) {
        auto model = make();
        fit(model, loss, data, optimizer, policy_of(candidate));
        return model;
    };
    return model_score(judge, std::move(candidates), train);
}
template <class Make, class Loss, class Optimizer, class Candidate, class PolicyOf>
auto training_score(Make make, Loss loss, Optimizer optimizer, std::vector<Candidate> candidates,
                    PolicyOf policy_of) {
    return training_score(make, loss, optimizer, std::move(candidates), policy_of, loss);
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
