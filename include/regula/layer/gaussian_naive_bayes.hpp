#pragma once

#include <regula/layer/layer.hpp>

#include <cmath>
#include <numbers>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A class-conditional Gaussian model, the generative counterpart of softmax regression. Its outputs are the
/// log densities of the inputs together with each class (classes x samples):
///
///     y_c = log p(x, c) = log p_c - 1/2 sum_j ((x_j - m_jc)^2 / v_j + log 2 pi v_j)
///
/// With SoftmaxCrossEntropy a network of this layer trains p(c | x), as softmax regression with weights
/// m_jc / v_j; with MarginalLikelihood it trains p(x); with both p(x, c), whose maximum has the means of the
/// classes, the pooled variances and the frequencies of the classes.
///
/// Blocks: "mean" (inputs x classes), with the role of weights; "log_variance" (inputs x 1), log v, shared by
/// the classes, initially 0, and "log_prior" (classes x 1), initially 0, p its softmax, both with the role of
/// biases. Initial means are normal with variance 1, for standardized inputs.
/// Ng and Jordan (2001), "On discriminative vs. generative classifiers"; Lasserre, Bishop and Minka (2006),
/// "Principled hybrids of generative and discriminative models".
struct GaussianNaiveBayes {
    Index classes;

    static void each_setting(auto& layer, auto&& act) { act("classes", layer.classes); }
    Index outputs(Index) const { return classes; }

    std::vector<Block> blocks(Index fan_in) const {
        require(classes >= 2, "GaussianNaiveBayes: classes must be >= 2, got ", classes);
        return {{.role = Role::weight, .name = "mean", .rows = fan_in, .cols = classes},
                {.role = Role::bias, .name = "log_variance", .rows = fan_in, .cols = 1},
                {.role = Role::bias, .name = "log_prior", .rows = classes, .cols = 1}};
    }

    void initialize(const auto& theta, Key key) const {
        auto mean = theta[0];
        fill_normal(key, mean);
        theta[1].setZero(), theta[2].setZero();
    }

    void forward(const auto& theta, const auto& x, auto& y) const {
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const auto mean = theta[0], log_variance = theta[1], log_prior = theta[2];
        const double constant = static_cast<double>(log_variance.sum()) / 2 +
                                static_cast<double>(x.rows()) * std::log(2 * std::numbers::pi) / 2;
        y.resize(classes, x.cols());
        y.colwise() = log_prior.col(0);
        y.array() -= log_sum(log_prior) + static_cast<Scalar>(constant);
        for (Index j = 0; j < x.rows(); ++j) {
            const Scalar half = std::exp(-log_variance(j, 0)) / 2;
            for (Index c = 0; c < classes; ++c)
                y.row(c).array() -= half * (x.row(j).array() - mean(j, c)).square();
        }
    }

    void backward(const auto& theta, const auto& x, const auto&, const auto& dy, auto& dx) const {
        using Scalar = typename std::remove_cvref_t<decltype(dx)>::Scalar;
        const auto mean = theta[0], log_variance = theta[1];
        dx.setZero(x.rows(), x.cols());
        for (Index j = 0; j < x.rows(); ++j) {
            const Scalar precision = std::exp(-log_variance(j, 0));
            for (Index c = 0; c < classes; ++c)
                dx.row(j).array() -= precision * dy.row(c).array() * (x.row(j).array() - mean(j, c));
        }
    }

    void gradient(const auto& theta, const auto& x, const auto&, const auto& dy, const auto& g) const {
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        const auto mean = theta[0], log_variance = theta[1], log_prior = theta[2];
        auto of_mean = g[0], of_variance = g[1], of_prior = g[2];
        const Scalar all = dy.sum();
        of_variance.setConstant(-all / 2);
        for (Index j = 0; j < x.rows(); ++j) {
            const Scalar precision = std::exp(-log_variance(j, 0));
            for (Index c = 0; c < classes; ++c) {
                const auto distance = x.row(j).array() - mean(j, c);
                of_mean(j, c) = precision * (dy.row(c).array() * distance).sum();
                of_variance(j, 0) += precision / 2 * (dy.row(c).array() * distance.square()).sum();
            }
        }
        const Scalar sum = log_sum(log_prior);
        of_prior.col(0) = dy.rowwise().sum();
        of_prior.array() -= all * (log_prior.array() - sum).exp();
    }

    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto&, const auto& x_dot,
                 auto& y_dot) const {
        using Scalar = typename std::remove_cvref_t<decltype(y_dot)>::Scalar;
        const auto mean = theta[0], log_variance = theta[1], log_prior = theta[2];
        y_dot.setZero(classes, x.cols());
        if (!theta_dot.empty()) {
            y_dot.colwise() = theta_dot[2].col(0);
            y_dot.array() -= mean_of(log_prior, theta_dot[2]) + theta_dot[1].sum() / 2;
        }
        for (Index j = 0; j < x.rows(); ++j) {
            const Scalar precision = std::exp(-log_variance(j, 0));
            for (Index c = 0; c < classes; ++c) {
                const auto distance = x.row(j).array() - mean(j, c);
                const auto [moved, widened] = moves(theta_dot, j, c, precision);
                y_dot.row(c).array() -=
                    distance * (precision * (x_dot.row(j).array() - moved) - widened / 2 * distance);
            }
        }
    }

    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto&,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx,
                          const auto& g) const {
        using Scalar = typename std::remove_cvref_t<decltype(dx)>::Scalar;
        const auto mean = theta[0], log_variance = theta[1], log_prior = theta[2];
        auto of_mean = g[0], of_variance = g[1], of_prior = g[2];
        dx_dot.setZero(x.rows(), x.cols());
        for (Index j = 0; j < x.rows(); ++j) {
            const Scalar precision = std::exp(-log_variance(j, 0));
            for (Index c = 0; c < classes; ++c) {
                const auto distance = x.row(j).array() - mean(j, c);
                const auto b = dy_dot.row(c).array();
                const auto [moved, widened] = moves(theta_dot, j, c, precision);
                const auto slope = precision * (x_dot.row(j).array() - moved);
                dx_dot.row(j).array() -= precision * b * distance;
                dx.row(j).array() -= b * (slope - widened * distance);
                of_mean(j, c) += (b * (slope - widened * distance)).sum();
                of_variance(j, 0) += (b * distance * (slope - widened / 2 * distance)).sum();
            }
        }
        if (theta_dot.empty()) return;
        const Scalar average = mean_of(log_prior, theta_dot[2]);
        of_prior.array() -=
            dy_dot.sum() * (log_prior.array() - log_sum(log_prior)).exp() * (theta_dot[2].array() - average);
    }

private:
    /// The motion of a mean, and of its log variance times the precision.
    template <class Scalar>
    static std::pair<Scalar, Scalar> moves(const auto& theta_dot, Index j, Index c, Scalar precision) {
        if (theta_dot.empty()) return {0, 0};
        return {theta_dot[0](j, c), precision * theta_dot[1](j, 0)};
    }
    /// The mean of values of the classes, by their prior.
    static auto mean_of(const auto& log_prior, const auto& values) {
        return ((log_prior.array() - log_sum(log_prior)).exp() * values.array()).sum();
    }
    static auto log_sum(const auto& scores) {
        const auto top = scores.maxCoeff();
        return top + std::log((scores.array() - top).exp().sum());
    }
};

}  // namespace regula::inline REGULA_ABI
