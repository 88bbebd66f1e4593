#pragma once

#include <regula/model/network.hpp>

#include <cmath>
#include <utility>

namespace regula::inline REGULA_ABI::theory {

/// The increase of a network's mean squared error under noise N(0, s^2) on the weights (not the biases), to
/// second order in s, if the network fits the data:
///
///     s^2/2 1/m sum_jk |dy_k(x_j)/dw|^2
///
/// For a linear model it is a constant, s^2/2 times outputs times the mean of |x|^2. If the network does not
/// fit the data, the residuals add s^2/2 1/m sum_jk (y_kj - t_kj) tr d2y_k(x_j)/dw2. It takes one pass for
/// each sample and output. Goodfellow, Bengio and Courville, Deep Learning, section 7.5.
template <class Scalar>
double weight_noise_penalty(const Network<Scalar>& network, const Matrix<Scalar>& x, double stddev) {
    Pass<Scalar> pass;
    Parameters<Scalar> slope = network.parameters();
    double sum = 0;
    for (Index j = 0; j < x.cols(); ++j) {
        const Matrix<Scalar> sample = x.col(j);
        for (Index k = 0; k < network.outputs(); ++k) {
            pass.begin(network.parameters(), &slope);
            pass.add_gradient(network(pass, pass.input(sample)), Vector<Scalar>::Unit(network.outputs(), k));
            pass.backward();
            for (const Block& block : slope.blocks())
                if (block.role == Role::weight) sum += slope[block].squaredNorm();
        }
    }
    return stddev * stddev / 2 * sum / static_cast<double>(x.cols());
}

/// The mean of f(w) over deterministic noise in place of N(0, s^2): each of the n entries of w is shifted by
/// +sqrt(n) s and -sqrt(n) s in turn. Exact if f is quadratic, otherwise up to the fourth order.
double mean_under_symmetric_noise(auto&& f, Vector<double> w, double stddev) {
    const double reach = std::sqrt(static_cast<double>(w.size())) * stddev;
    double sum = 0;
    for (double& entry : w)
        for (const double moved : {entry + reach, entry - reach}) {
            const double still = std::exchange(entry, moved);
            sum += static_cast<double>(f(std::as_const(w)));
            entry = still;
        }
    return sum / static_cast<double>(2 * w.size());
}

}  // namespace regula::inline REGULA_ABI::theory
