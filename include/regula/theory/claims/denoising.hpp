#pragma once

#include <regula/layer/dense.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/network.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/input_noise.hpp>
#include <regula/theory/least_squares.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Three normal densities on a line, for a prior of x or, with a larger variance, the density of a noisy x.
struct NormalMixture {
    double share[3] = {0.5, 0.2, 0.3}, mean[3] = {-1.5, 0.4, 2.0}, stddev[3] = {0.5, 0.9, 0.3};
    double noise = 0;

    double density(double x) const {
        return sum(x, [](double, double) { return 1.0; });
    }
    double slope(double x) const {
        return sum(x, [](double off, double variance) { return -off / variance; });
    }

private:
    double sum(double x, auto&& factor) const {
        double total = 0;
        for (int k = 0; k < 3; ++k) {
            const double variance = stddev[k] * stddev[k] + noise * noise, off = x - mean[k];
            total += share[k] * std::exp(-off * off / (2 * variance)) / std::sqrt(variance) *
                     factor(off, variance);
        }
        return total / std::sqrt(2 * std::acos(-1.0));
    }
};

namespace experiments {

/// The mean of x given a noisy x by the trapezoid rule, at 160 points.
template <class = OnUse>
Finding posterior_mean_by_score(double wrong) {
    const double noise = 0.6, step = 0.01;
    NormalMixture noisy;
    noisy.noise = noise;
    Finding worst;
    for (int point = 0; point < 160; ++point) {
        const double seen = -4 + 0.05 * point;
        double mass = 0, mean = 0;
        for (int i = -1200; i <= 1200; ++i) {
            const double x = step * i, off = (seen - x) / noise;
            const double weight = NormalMixture{}.density(x) * std::exp(-off * off / 2);
            mass += weight, mean += weight * x;
        }
        const double score = noisy.slope(seen) / noisy.density(seen);
        const double predicted = seen + (1 + wrong) * noise * noise * score;
        worst = worse(worst, {predicted, mean / mass, std::abs(mean / mass - predicted)});
    }
    return worst;
}

/// Little noise with a symmetric design, on a reconstruction by a tanh network.
template <class = OnUse>
Finding little_denoising(double wrong) {
    const Index n = 3;
    const Network<double> net =
        with_drawn_biases(Network<double>{n, {Dense{5}, Tanh{}, Dense{n}}, Key{321}}, 322);
    const Matrix<double> x = drawn(323, n), unit = Matrix<double>::Identity(n, n);
    const Matrix<double> residual = net.predict(x) - x;
    double slope = 0, bend = 0;
    for (Index i = 0; i < n; ++i) {
        const Matrix<double> direction = unit.col(i);
        Pass<double> pass;
        pass.begin(net.parameters());
        const Node in = pass.variable(x, direction), y = net(pass, in);
        pass.add_tangent_gradient(y, residual);
        pass.backward();
        slope += pass.tangent(y).squaredNorm();
        bend += pass.gradient(in)(i, 0);
    }
    const auto rest = [&](double stddev) {
        double mean = 0;
        for (Index i = 0; i < n; ++i)
            for (const double sign : {-1.0, 1.0}) {
                const Matrix<double> moved =
                    x + sign * stddev * std::sqrt(static_cast<double>(n)) * unit.col(i);
                mean += (net.predict(moved) - x).squaredNorm() / (2 * static_cast<double>(n));
            }
        return std::abs(mean - residual.squaredNorm() - stddev * stddev * ((1 + wrong) * slope + bend));
    };
    const double order = std::log2(rest(0.02) / rest(0.01));
    return {4, order, std::abs(order - 4)};
}

/// Least squares of clean features on symmetric noisy copies, by the eigenvectors of the second moments.
template <class = OnUse>
Finding linear_denoising(double wrong) {
    const Index n = 4, samples = 11;
    const double stddev = 0.7;
    const Matrix<double> x = normal_matrix(Key{324}, n, samples);
    Matrix<double> map(n, n);
    for (Index k = 0; k < n; ++k) {
        const Dataset<double> data{.inputs = x, .targets = x.row(k)};
        map.row(k) = least_squares(with_symmetric_noise(data, stddev)).minimum.transpose();
    }
    const Matrix<double> moments = x * x.transpose() / static_cast<double>(samples);
    // W (C + s^2 I) = C, without an inverse.
    const Matrix<double> regularized =
        moments + (1 + wrong) * stddev * stddev * Matrix<double>::Identity(n, n);
    const Matrix<double> product = map * regularized;
    return {moments.norm(), product.norm(), relative(product, moments)};
}

}  // namespace experiments

/// Denoising autoencoders: the penalty that noise amounts to, and the score of the density.
template <class = OnUse>
std::vector<Claim> denoising_claims() {
    return {
        {.id = "denoising-finds-the-score",
         .statement = "The best reconstruction of a noisy input moves it along the gradient of the log "
                      "density of noisy inputs.",
         .formula = R"(\operatorname{E}[x \mid z] = z + \sigma^2 \frac{d \log p(z)}{d z}, \\ z = x + N(0, )"
                    R"(\sigma^2))",
         .source = "Robbins (1956), An empirical Bayes approach to statistics; Vincent (2011), A "
                   "connection between score matching and denoising autoencoders",
         .experiment =
             "For a mixture of three normal densities and 160 points z, the trapezoid rule gives the "
             "mean.",
         .tolerance = 1e-12,
         .find = experiments::posterior_mean_by_score<>},
        {.id = "little-denoising-is-contraction",
         .statement = "Little noise on the inputs of an autoencoder penalises the Jacobian of its "
                      "reconstruction.",
         .formula = R"(\operatorname{E} |f(x + \delta) - x|^2 \\ = |f - x|^2 \\ + \sigma^2 )"
                    R"(\left(\left|\frac{\partial f}{\partial x}\right|^2 + (f - x)^\top \Delta f\right) )"
                    R"(+ O(\sigma^4))",
         .source = "Alain and Bengio (2014), What regularized auto-encoders learn from the data-generating "
                   "distribution",
         .experiment = "A tanh network of 3 inputs sees noise to and fro along each input. The order of the "
                       "remaining error is measured.",
         .tolerance = 0.02,
         .find = experiments::little_denoising<>,
         .distance = Distance::difference},
        {.id = "linear-denoising-shrinks",
         .statement = "A linear denoising autoencoder shrinks each principal axis as ridge regression does.",
         .formula = R"(W = C (C + \sigma^2 I)^{-1}, \\ C = \frac{X X^\top}{m})",
         .source = "Vincent, Larochelle, Bengio and Manzagol (2008), Extracting and composing robust "
                   "features with denoising autoencoders",
         .experiment = "Least squares is solved on symmetric noisy copies of 11 samples of 4 features.",
         .tolerance = 1e-12,
         .find = experiments::linear_denoising<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
