#pragma once

#include <regula/core/error.hpp>
#include <regula/core/random.hpp>

namespace regula::inline REGULA_ABI::theory {

/// Inference as in the DropConnect paper: the mean of f(u) over draws of the inputs u of a layer's units,
///
///     u ~ N(W'x + b, p / (1 - p) (W o W)'(x o x))
///
/// These are the moments of u over all masks of the weights. A gain is 0 with probability p, else 1/(1 - p);
/// p is rounded as in Dropout.
/// f takes and returns units x samples. With f = identity this is W'x + b up to the noise of the draws.
/// Throws std::invalid_argument if p is outside [0, 1) or draws < 1. Wan et al. (2013), "Regularization of
/// neural networks using DropConnect", section 4.
Matrix<double> drop_connect_inference(const Matrix<double>& weight, const Vector<double>& bias,
                                      const Matrix<double>& x, double drop_probability, auto&& f, int draws,
                                      Key key) {
    require(drop_probability >= 0 && drop_probability < 1,
            "drop_connect_inference: drop_probability must be in [0, 1), got ", drop_probability);
    require(draws >= 1, "drop_connect_inference: draws must be >= 1, got ", draws);
    const Matrix<double> mean = (weight.transpose() * x).colwise() + bias,
                         spread = (Coin{drop_probability}.gain_variance() *
                                   (weight.cwiseAbs2().transpose() * x.cwiseAbs2()))
                                      .cwiseSqrt();
    Matrix<double> z(mean.rows(), mean.cols()), sum;
    for (int draw = 0; draw < draws; ++draw) {
        fill_normal(key[static_cast<std::uint64_t>(draw)], z);
        const Matrix<double> u = mean + spread.cwiseProduct(z), y = f(u);
        if (draw == 0)
            sum = y;
        else
            sum += y;
    }
    return sum / draws;
}

}  // namespace regula::inline REGULA_ABI::theory
