#pragma once

#include <regula/core/random.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The weight decay equivalent to dropout on the inputs of linear regression, one strength per weight:
///
///     E 1/2m |w'(x o gain) - t|^2 = J(w) + 1/2 sum_i a_i w_i^2,     a_i = p / (1 - p) H_ii,   H = X X' / m
///
/// exactly, for gains of 0 with probability p, else 1/(1 - p), one for each entry of X: weight decay that
/// measures each weight in the units of its input. p is rounded to a multiple of 2^-16, as in Dropout. With
/// these strengths weight_decay_minimum gives the weights that dropout trains. For Gaussian gains N(1, s^2),
/// s^2 replaces p / (1 - p).
///
/// Without the factor 1/(1 - p), as in the book, the weights are these times 1/(1 - p), and the penalty on
/// the sum of squares is p (1 - p) sum_i (X X')_ii w_i^2.
/// Srivastava et al. (2014), "Dropout", section 9.1; Wager, Wang and Liang (2013).
inline Vector<double> dropout_strengths(const Quadratic& least_squares, double drop_probability) {
    require(drop_probability >= 0 && drop_probability < 1,
            "dropout_strengths: drop_probability must be in [0, 1), got ", drop_probability);
    return Coin{drop_probability}.gain_variance() * least_squares.hessian.diagonal();
}

}  // namespace regula::inline REGULA_ABI::theory
