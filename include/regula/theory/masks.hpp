#pragma once

#include <regula/core/error.hpp>
#include <regula/loss/log_softmax.hpp>

#include <cstdint>
#include <utility>

namespace regula::inline REGULA_ABI::theory {

/// Calls use(mask, probability) for every choice of kept (1) and dropped (0) units, 2^units of them.
void for_each_mask(Index units, double drop_probability, auto&& use) {
    require(units >= 1 && units <= 24, "for_each_mask: units must be in 1 ... 24, got ", units);
    require(drop_probability >= 0 && drop_probability <= 1,
            "for_each_mask: drop_probability must be in [0, 1], got ", drop_probability);
    Vector<double> mask(units);
    for (std::uint32_t bits = 0; bits >> units == 0; ++bits) {
        double probability = 1;
        for (Index i = 0; i < units; ++i) {
            mask[i] = bits >> i & 1;
            probability *= mask[i] == 1 ? 1 - drop_probability : drop_probability;
        }
        use(std::as_const(mask), probability);
    }
}

using regula::log_softmax;

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
