#pragma once

#include <regula/linear/dual.hpp>
#include <regula/linear/symmetric_pseudo_inverse.hpp>
#include <regula/loss/sample_weights.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The loss whose second derivatives the solver's models take: Dual::Model, or itself.
template <LinearLoss Loss>
auto model_of(const Loss& loss) {
    if constexpr (requires { typename Dual<Loss>::Model; })
        return typename Dual<Loss>::Model{loss};
    else
        return loss;
}

/// The second derivatives of a loss, as models take them, by the outputs of each sample: samples x outputs^2.
template <LinearLoss Loss>
Matrix<double> output_curvature(const SampleWeights<Loss>& loss, const Matrix<double>& scores,
                                const Matrix<double>& t) {
    const auto model = model_of(loss.loss());
    const SampleWeights judge{model, loss.sample_weights()};
    const Index k = scores.rows(), m = scores.cols();
    Matrix<double> curves(m, k * k), along, bent;
    for (Index c = 0; c < k; ++c) {
        along = Matrix<double>::Zero(k, m);
        along.row(c).setOnes();
        judge.curvature(scores, t, along, bent);
        curves.middleCols(c * k, k) = bent.transpose();
    }
    return curves;
}

/// The pseudo-inverse of the second derivatives by the intercepts, width x width, from those by the outputs
/// of each sample.
template <LinearLoss Loss>
Matrix<double> intercept_inverse(const Matrix<double>& curves, Index width) {
    Matrix<double> whole = curves.colwise().sum().reshaped(width, width);
    if constexpr (Dual<Loss>::independent_outputs) {  // a diagonal
        for (Index c = 0; c < width; ++c)
            if (whole(c, c) != 0) whole(c, c) = 1 / whole(c, c);
        return whole;
    } else {
        return symmetric_pseudo_inverse(whole);
    }
}

/// Adds the best intercept to scores (outputs x samples), starting from the given one; returns the loss there
/// and fills its gradient g. For squared error it is the mean residual; otherwise Newton's method finds it,
/// in at most 50 steps with step halving. Sample weights are in units of their mean.
template <LinearLoss Loss>
double add_best_intercept(const SampleWeights<Loss>& loss, const Matrix<double>& t, Matrix<double>& scores,
                          Vector<double>& intercept, Matrix<double>& g) {
    const Matrix<double> without = scores;
    const auto evaluate = [&] {
        scores = without.colwise() + intercept;
        return value_and_gradient(loss, scores, t, g);
    };
    if constexpr (std::same_as<Loss, SquaredError>) {
        const Vector<double>& w = loss.sample_weights();
        if (w.size() == 0)
            intercept = (t - without).rowwise().mean();
        else
            intercept = (t - without) * w / static_cast<double>(t.cols());
        return evaluate();
    } else {
        double value = evaluate();
        Vector<double> slope = g.rowwise().sum();
        for (int i = 0; i < 50 && slope.norm() > 1e-15; ++i) {
            Vector<double> step =
                intercept_inverse<Loss>(output_curvature(loss, scores, t), t.rows()) * slope;
            const Vector<double> from = intercept;
            const double before = value, steep = slope.norm();
            for (int half = 0; half < 40; ++half, step *= 0.5) {
                intercept = from - step;
                value = evaluate();
                if (value <= before * (1 + 1e-12)) break;
            }
            slope = g.rowwise().sum();
            if (!(value < before) && !(slope.norm() < 0.5 * steep)) break;  // only rounding is left
        }
        return value;
    }
}

}  // namespace regula::inline REGULA_ABI
