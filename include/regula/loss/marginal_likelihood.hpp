#pragma once

#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The negative log marginal likelihood of inputs, of a model whose outputs are log p(x, c) for each class c
/// or component of a mixture (classes x samples):
///
///     J = -1/m sum_j log p(x_j) = -1/m sum_j log sum_c exp y_cj,   dJ/dy_j = -softmax(y_j) / m
///
/// It ignores targets, so samples need no labels: pass.add_loss(name, MarginalLikelihood{}, y, batch.inputs).
/// Together with SoftmaxCrossEntropy on the same outputs it is the loss -log p(x, c) of generative training.
/// It is not bounded below for outputs that are no log densities. Goodfellow, Bengio and Courville, Deep
/// Learning, section 7.6.
struct MarginalLikelihood {
    static constexpr bool takes_labels = true;

    double value(const auto& y, const auto&) const {
        require_outputs(y);
        double sum = 0;
        for (Index j = 0; j < y.cols(); ++j) {
            const auto top = y.col(j).maxCoeff();
            sum += static_cast<double>(top) +
                   std::log(static_cast<double>((y.col(j).array() - top).exp().sum()));
        }
        return -sum / static_cast<double>(y.cols());
    }

    void gradient(const auto& y, const auto&, auto& g) const {
        require_outputs(y);
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        g.resize(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            g.col(j) = (y.col(j).array() - y.col(j).maxCoeff()).exp().matrix();
            g.col(j) *= static_cast<Scalar>(-1 / static_cast<double>(y.cols())) / g.col(j).sum();
        }
    }

    /// v_j = -(p u - p (p'u)) / m     with p = softmax(y_j)
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(v)>::Scalar;
        gradient(y, t, v);
        const auto samples = static_cast<Scalar>(y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            const auto mean = -samples * v.col(j).dot(u.col(j));
            v.col(j) = (v.col(j).array() * (u.col(j).array() - mean)).matrix();
        }
    }

private:
    static void require_outputs(const auto& y) {
        require(y.rows() > 0 && y.cols() > 0,
                "MarginalLikelihood: needs outputs of at least one sample, got ", y.rows(), " x ", y.cols());
    }
};

static_assert(LabelLoss<MarginalLikelihood> && CurvedLoss<MarginalLikelihood>);

}  // namespace regula::inline REGULA_ABI
