#pragma once

#include <regula/core/error.hpp>
#include <regula/loss/log_softmax.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// A restricted Boltzmann machine of inputs x, a class y and binary hidden units h, a generative model that
/// also has a discriminative one in closed form:
///
///     p(x, y, h) ~ exp(-E),    -E = b'x + d_y + sum_j h_j (c_j + w_j'x + u_jy)
///
/// The hidden units are independent given x and y, so their sum is a product of softpluses. Larochelle and
/// Bengio (2008), "Classification using discriminative restricted Boltzmann machines".
struct ClassRbm {
    Matrix<double> weights;        ///< inputs x hidden
    Matrix<double> class_weights;  ///< u, hidden x classes
    Vector<double> hidden_biases;  ///< c
    Vector<double> class_biases;   ///< d

    void check() const {
        require(weights.cols() == hidden_biases.size() && class_weights.rows() == hidden_biases.size() &&
                    class_weights.cols() == class_biases.size(),
                "ClassRbm: weights must be inputs x hidden, class_weights hidden x classes, got ",
                weights.rows(), " x ", weights.cols(), " and ", class_weights.rows(), " x ",
                class_weights.cols(), " for ", hidden_biases.size(), " hidden units and ",
                class_biases.size(), " classes");
    }

    /// The inputs of the hidden units, if the class is `label`.
    template <class = OnUse>
    Vector<double> activations(const Vector<double>& x, Index label) const {
        return hidden_biases + weights.transpose() * x + class_weights.col(label);
    }
};

/// log p(y | x) of all classes:     log softmax of d_y + sum_j log(1 + exp(c_j + w_j'x + u_jy))
template <class = OnUse>
Vector<double> class_posterior(const ClassRbm& rbm, const Vector<double>& x) {
    rbm.check();
    require(x.size() == rbm.weights.rows(), "class_posterior: needs ", rbm.weights.rows(),
            " inputs, one a row of the weights, got ", x.size());
    const auto softplus = [](double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); };
    Matrix<double> scores = rbm.class_biases;
    for (Index y = 0; y < scores.rows(); ++y) scores(y, 0) += rbm.activations(x, y).unaryExpr(softplus).sum();
    return log_softmax(scores);
}

}  // namespace regula::inline REGULA_ABI::theory
