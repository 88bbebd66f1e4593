#pragma once

#include <regula/theory/claims/problems.hpp>
#include <regula/theory/pseudoinverse.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A regression with known weights and orthonormal features: X X' = m I.
struct Orthonormal {
    Dataset<double> data;
    Vector<double> weights;
    double noise_variance = 0.36;

    Orthonormal() {
        data.inputs = std::sqrt(30) * random_axes(Key{41}, 30).topRows(5);
        weights = Vector<double>{{0.2, -0.3, 0.1, 0.05, -0.15}};
    }

    /// The targets of the n-th draw of the noise.
    void draw(std::uint64_t n) {
        data.targets = weights.transpose() * data.inputs;
        add_normal(Key{42}[n], data.targets, std::sqrt(noise_variance));
    }

    /// E|w(a) - w|^2 from its parts. Ridge is linear in the targets: targets without noise give its bias,
    /// unit targets its variance.
    double error(double strength) {
        data.targets = weights.transpose() * data.inputs;
        double sum = (ridge(data, strength) - weights).squaredNorm();
        for (Index j = 0; j < data.size(); ++j) {
            data.targets.setZero();
            data.targets(0, j) = 1;
            sum += noise_variance * ridge(data, strength).squaredNorm();
        }
        return sum;
    }
};

namespace experiments {

template <class = OnUse>
Finding ridge_is_extra_data(double wrong) {
    const Dataset<double> data = random_regression(Key{43}, 7, 20);
    const double a = 0.15;
    Dataset<double> longer{.inputs = Matrix<double>::Zero(7, 27), .targets = Matrix<double>::Zero(1, 27)};
    longer.inputs.leftCols(20) = data.inputs;
    longer.inputs.rightCols(7).diagonal().setConstant(std::sqrt(20 * a * (1 + wrong)));
    longer.targets.leftCols(20) = data.targets;
    return agreement(minimum_norm_least_squares(longer), ridge(data, a));
}

template <class = OnUse>
Finding ridge_tends_to_the_pseudoinverse(double wrong) {
    const Dataset<double> data = random_regression(Key{44}, 25, 10);
    const Vector<double> limit = (1 + wrong) * minimum_norm_least_squares(data);
    const double slope = std::log10((ridge(data, 1e-5) - limit).norm() / (ridge(data, 1e-6) - limit).norm());
    return Finding{1, slope, std::abs(slope - 1)};
}

template <class = OnUse>
Finding descent_finds_the_shortest_minimum(double wrong) {
    const Dataset<double> data = random_regression(Key{44}, 25, 10);
    const Vector<double> shortest = minimum_norm_least_squares(data);
    const Quadratic curvature{data.inputs * data.inputs.transpose() / 10, shortest};
    const auto loss = [&](const Vector<double>& w, auto& g) {
        const Matrix<double> r = w.transpose() * data.inputs - data.targets;
        g = data.inputs * r.transpose() / 10;
        return r.squaredNorm() / 20;
    };
    const Sgd sgd{.learning_rate = safe_rate(curvature), .epochs = 20000};
    return agreement((1 + wrong) * shortest, trained(loss, 25, sgd));
}

template <class = OnUse>
Finding ridge_has_a_best_strength(double wrong) {
    Orthonormal world;
    const double best = (1 + wrong) * world.noise_variance * 5 / (30 * world.weights.squaredNorm());
    double low = 0.01, high = 3;
    while (high - low > 1e-7) {
        const double a = low + (high - low) / 3, b = high - (high - low) / 3;
        if (world.error(a) < world.error(b))
            high = b;
        else
            low = a;
    }
    return agreement(best, (low + high) / 2);
}

template <class = OnUse>
Finding ridge_beats_least_squares(double wrong) {
    Orthonormal world;
    const double v = 5 * world.noise_variance / 30, square = world.weights.squaredNorm();
    const double expected = (1 + wrong) * v * square / (v + square);
    Mean error;
    for (std::uint64_t n = 0; n < 20000; ++n) {
        world.draw(n);
        error.add((ridge(world.data, v / square) - world.weights).squaredNorm());
    }
    return Finding{expected, error.mean(), error.z(expected, 0.01 * expected)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> ridge_claims() {
    return {
        {.id = "ridge-is-extra-data",
         .statement = "Ridge regression is least squares with one more sample for each feature: 'this weight "
                      "is zero'.",
         .formula = R"(X_+ = [X, \sqrt{m a} I], \\ t_+ = [t, 0])",
         .source = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, exercise 3.12",
         .experiment = "For 7 features and 20 samples the normal equations of ridge are compared with an "
                       "orthogonal decomposition of the longer data.",
         .tolerance = 1e-12,
         .find = experiments::ridge_is_extra_data<>},
        {.id = "ridge-tends-to-the-pseudoinverse",
         .statement = "With more features than samples least squares has many minima. Ridge has one, and as "
                      "its strength goes to zero it tends to the shortest of them, with an error in "
                      "proportion to the strength.",
         .formula = R"(|w(a) - (X^\top)^+ t^\top| \propto a)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.3",
         .experiment = "With 25 features and 10 samples the slope of log error over log strength is measured "
                       "from $10^{-5}$ to $10^{-6}$.",
         .tolerance = 0.01,
         .find = experiments::ridge_tends_to_the_pseudoinverse<>,
         .distance = Distance::difference},
        {.id = "descent-finds-the-shortest-minimum",
         .statement = "Gradient descent from zero finds the shortest minimum without any penalty, because it "
                      "never leaves the span of the samples.",
         .formula = R"(w_\infty = (X^\top)^+ t^\top)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.3; span of the gradients",
         .experiment = "With 25 features and 10 samples plain descent is compared with an orthogonal "
                       "decomposition.",
         .tolerance = 1e-10,
         .find = experiments::descent_finds_the_shortest_minimum<>},
        {.id = "ridge-has-a-best-strength",
         .statement =
             "Weights estimated from noisy targets are too long. Shrinking brings them nearer to the "
             "truth, and one strength, which is known, does best.",
         .formula = R"(a = \frac{s^2 p}{m |w|^2})",
         .source = "Hoerl and Kennard (1970), Ridge regression",
         .experiment =
             "With 5 orthonormal features and 30 samples, a search finds the strength with the least "
             "expected error.",
         .tolerance = 1e-3,
         .find = experiments::ridge_has_a_best_strength<>},
        {.id = "ridge-beats-least-squares",
         .statement = "With the best strength, ridge is nearer to the truth than least squares on average "
                      "over the noise, by a known factor.",
         .formula = R"(\operatorname{E} |w(a) - w|^2 = \frac{v |w|^2}{v + |w|^2} < v, \\ v = \frac{p )"
                    R"(s^2}{m} \text{ for least squares})",
         .source = "Hoerl and Kennard (1970), Ridge regression",
         .experiment = "The squared distance of ridge from the truth is averaged over 20000 draws of the "
                       "noise.",
         .tolerance = 4,
         .find = experiments::ridge_beats_least_squares<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
