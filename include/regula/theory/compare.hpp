#pragma once

#include <regula/optimize/minimize.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/prediction.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A point of the line from w* (along = 0) through w~ (along = 1), with the values of the quadratic and the
/// objective there.
struct OnPath {
    double along;
    double quadratic;
    double objective;
};

/// A minimum as predicted by theory and as found by training.
struct Comparison {
    Minimum predicted;  ///< with the method of prediction
    Vector<double> trained;
    double deviation = 0;       ///< |trained - predicted| / |predicted|
    Index predicted_zeros = 0;  ///< weights that are exactly 0
    Index trained_zeros = 0;
    bool same_zeros = false;   ///< whether the zeros are the same weights
    std::vector<OnPath> path;  ///< quality of the quadratic approximation away from w*
    Report report;             ///< of the training
};

/// Predicts the minimum of objective + policy from a quadratic approximation of the objective, trains the
/// objective with the policy, from 0, and measures the distance between both minima.
///
///     const auto found = compare(quadratic_at(f, w), f, L1{0.1}, Sgd{.learning_rate = 0.1, .epochs = 5000});
///
/// `objective` is a function f(w, g) as for minimize. The policy may be any that minimum_under takes; it acts
/// on w as one column of weights, or as a matrix of `columns`.
template <class P, Optimizer Optimizer>
Comparison compare(const Quadratic& q, auto&& objective, const P& policy, const Optimizer& optimizer,
                   Index columns = 1) {
    Comparison found;
    found.predicted = minimum_under(q, policy, columns);
    const Vector<double>& w = found.predicted.w;

    Parameters<double> theta;
    theta.add({.name = "w", .rows = q.size() / columns, .cols = columns});
    const auto call = [&](const Parameters<double>& at, Parameters<double>& gradient) {
        return static_cast<double>(objective(at.vector(), gradient.vector()));
    };
    found.report = minimize(theta, call, optimizer, policy);
    found.trained = theta.vector();

    found.deviation = relative(found.trained, w);
    found.predicted_zeros = (w.array() == 0).count();
    found.trained_zeros = (found.trained.array() == 0).count();
    found.same_zeros = ((w.array() == 0) == (found.trained.array() == 0)).all();
    Vector<double> unused = Vector<double>::Zero(q.size());
    for (const double along : {0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0}) {
        const Vector<double> at = q.minimum + along * (w - q.minimum);
        found.path.push_back({along, q.value(at), static_cast<double>(objective(at, unused))});
    }
    return found;
}

}  // namespace regula::inline REGULA_ABI::theory
