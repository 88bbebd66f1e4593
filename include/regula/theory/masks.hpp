#pragma once

#include <regula/inference/masks.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>

namespace regula::inline REGULA_ABI::theory {

using regula::for_each_mask;

/// log softmax(y_j), column by column.
inline Matrix<double> log_softmax(const Matrix<double>& scores) {
    Matrix<double> logs;
    SoftmaxCrossEntropy{}.log_probabilities(scores, logs);
    return logs;
}

/// The two means of a classifier over all its masks, classes x samples: the arithmetic mean of the
/// distributions, and the geometric, weighted alike and renormalised. Weight scaling gives the second, exactly
/// where no nonlinearity but the softmax follows a mask.
struct MaskEnsemble {
    Matrix<double> arithmetic, geometric;
};

/// Of a function scores(mask), the scores before the softmax of a network whose units a mask multiplies.
/// Goodfellow, Bengio and Courville, Deep Learning, equations 7.52 to 7.55.
MaskEnsemble mask_ensemble(Index units, double drop_probability, auto&& scores) {
    Matrix<double> mean, log_mean;
    for_each_mask(units, drop_probability, [&](const Vector<double>& mask, double probability) {
        const Matrix<double> logs = log_softmax(scores(mask));
        if (mean.size() == 0) mean = log_mean = Matrix<double>::Zero(logs.rows(), logs.cols());
        mean += probability * logs.array().exp().matrix();
        log_mean += probability * logs;
    });
    return {mean, log_softmax(log_mean).array().exp()};
}

}  // namespace regula::inline REGULA_ABI::theory
