#pragma once

#include <regula/linear/best_intercept.hpp>
#include <regula/linear/coordinate_descent.hpp>

#include <cmath>
#include <concepts>
#include <vector>

namespace regula::inline REGULA_ABI {

/// `count` strengths from `most` down to `most * ratio`, evenly spaced in the logarithm.
inline std::vector<double> log_spaced(double most, double ratio, int count) {
    require(most > 0, "log_spaced: the largest must be > 0, got ", most);
    require(ratio > 0 && ratio < 1, "log_spaced: ratio must be in (0, 1), got ", ratio);
    require(count >= 2, "log_spaced: count must be >= 2, got ", count);
    std::vector<double> strengths;
    for (int i = 0; i < count; ++i) strengths.push_back(most * std::pow(ratio, i / (count - 1.0)));
    return strengths;
}

/// One penalty with each of these strengths.
template <class P>
requires requires(P penalty) { penalty.strength = 1.0; }
std::vector<P> along(P penalty, const std::vector<double>& strengths) {
    std::vector<P> all;
    for (const double strength : strengths) {
        penalty.strength = strength;
        all.push_back(penalty);
    }
    return all;
}

/// The targets of a linear model, outputs x samples, in the form that a loss takes: for labels, 0 and 1 for
/// Logistic, otherwise columns of a unit matrix.
template <LinearLoss Loss, class Scalar>
Matrix<double> targets_of(const Dataset<Scalar>& data) {
    if (data.has_labels()) return targets_of_labels<Loss>(data.labels, data.classes());
    return data.targets.template cast<double>();
}

/// Scores to begin with, outputs x samples: the offset, or zeros. Throws std::invalid_argument for an offset
/// of another shape.
template <class = OnUse>
Matrix<double> scores_of_none(const Matrix<double>& t, const Matrix<double>& offset, const char* who) {
    if (offset.size() == 0) return Matrix<double>::Zero(t.rows(), t.cols());
    require(offset.rows() == t.rows() && offset.cols() == t.cols(), who, ": the offset must be ", t.rows(),
            " x ", t.cols(), " (outputs x samples), got ", offset.rows(), " x ", offset.cols());
    return offset;
}

/// The gradient of a loss by the weights (features x outputs), at the best linear model with an intercept
/// alone, and a known offset of the scores, if there is one. Samples count by their weights.
template <class Scalar, LinearLoss Loss>
Matrix<double> slope_of_none(const Dataset<Scalar>& data, const Loss& loss,
                             const Matrix<double>& offset = {}) {
    const Matrix<double> t = targets_of<Loss>(data);
    const Vector<double> w = relative_weights(data.sample_weights);
    Matrix<double> y = scores_of_none(t, offset, "strength_max"), dy;
    Vector<double> intercept = Vector<double>::Zero(t.rows());
    add_best_intercept(SampleWeights{loss, w}, t, y, intercept, dy);
    return data.inputs.template cast<double>() * dy.transpose();
}

/// The least strength of a penalty at which all weights of a linear model are zero (not the intercept): the
/// start of a path. For L1 it is the gradient's largest entry there, |X'(t - mean)|_inf / m for squared
/// error; for ElasticNet that value divided by l1_ratio; for GroupLasso the gradient's largest norm of a
/// unit. For any penalty with a `strength`, it is the least strength whose prox maps that gradient to zero. A
/// nonconvex penalty may have other minima. With bounds of the weights all may be zero at a smaller strength,
/// too. The offset is that of CoordinateDescent.
///
/// Throws std::invalid_argument if no strength does so, as for L2.
template <class Scalar, LinearLoss Loss, ProximalPenalty P>
double strength_max(const Dataset<Scalar>& data, const Loss& loss, P penalty,
                    const Matrix<double>& offset = {}) {
    data.check("strength_max");
    const Matrix<double> slope = slope_of_none(data, loss, offset);
    const auto vanishes = [&](double strength) {
        penalty.strength = strength;
        Matrix<double> w = -slope;
        penalty.prox(w, 1.0);
        return w.isZero(0);
    };
    double low = 0, high = slope.norm();
    for (int doubled = 0; !vanishes(high); ++doubled, high *= 2)
        require(doubled < 40, "strength_max: no strength of this penalty makes all weights zero");
    for (double middle = high / 2; low < middle && middle < high; middle = low + (high - low) / 2)
        (vanishes(middle) ? high : low) = middle;
    return high;
}

}  // namespace regula::inline REGULA_ABI
