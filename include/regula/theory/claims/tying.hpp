#pragma once

#include <regula/core/numeric/central_differences.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/optimize/solvers.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/tying.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Two regressions of 5 weights on 20 and 30 samples, and their joint training.
struct TwoRegressions {
    Quadratic one = least_squares(random_regression(Key{61}, 5, 20)),
              two = least_squares(random_regression(Key{62}, 5, 30));

    Parameters<double> trained(const auto& solver, const auto& tied) const {
        Parameters<double> theta;
        theta.add({.role = Role::weight, .layer = 0, .name = "one", .rows = 5, .cols = 1});
        theta.add({.role = Role::weight, .layer = 1, .name = "two", .rows = 5, .cols = 1});
        const auto sum = [&](const Parameters<double>& at, Parameters<double>& g) {
            const Vector<double> r = at["one"] - one.minimum, s = at["two"] - two.minimum;
            g["one"] = one.hessian * r;
            g["two"] = two.hessian * s;
            return (r.dot(g["one"].col(0)) + s.dot(g["two"].col(0))) / 2;
        };
        minimize(theta, sum, solver, tied);
        return theta;
    }
};

namespace experiments {

template <class = OnUse>
Finding soft_tying_tends_to_hard(double wrong) {
    const TwoRegressions problem;
    const Vector<double> shared = (1 + wrong) * shared_minimum(problem.one, problem.two);
    const auto error = [&](double strength) {
        const Parameters<double> theta =
            problem.trained(Lbfgs{.tolerance = 1e-12}, tie(weights["one"], weights["two"], L2{strength}));
        return std::hypot((theta["one"] - shared).norm(), (theta["two"] - shared).norm());
    };
    const double slope = std::log10(error(1e4) / error(1e3));
    return {-1, slope, std::abs(slope + 1)};
}

template <class = OnUse>
Finding l1_tying_is_hard(double wrong) {
    const TwoRegressions problem;
    const Vector<double> force =
        problem.one.hessian * (problem.one.minimum - shared_minimum(problem.one, problem.two));
    double low = 0, high = 10;  // the least strength for which both minima are the same
    while (high - low > 1e-5) {
        const double middle = (low + high) / 2;
        const Parameters<double> theta = problem.trained(ProximalGradient{.tolerance = 1e-8},
                                                         tie(weights["one"], weights["two"], L1{middle}));
        (theta["one"] == theta["two"] ? high : low) = middle;
    }
    return agreement((1 + wrong) * force.cwiseAbs().maxCoeff(), high);
}

/// The gradient of an objective by the parameters of a model.
template <class = OnUse>
Parameters<double> gradient_of(const NetworkDict<double>& model, const auto& objective) {
    Parameters<double> g = model.parameters();
    Pass<double> pass;
    pass.begin(model.parameters(), &g);
    objective(model, pass);
    pass.backward();
    return g;
}

/// A matrix in three places of a model: it maps x twice, as in a recurrent network, and its transpose
/// decodes.
struct ThreeUses {
    Matrix<double> x = drawn(63, 4, 6);
    NetworkDict<double> shared{
        layers(), Key{64}, {{"second.0.weight", "first.0.weight"}, {"decoder.0.weight", "first.0.weight"}}},
        separate{layers(), Key{64}};

    ThreeUses() {
        for (const Block& block : shared.parameters().blocks()) {
            shared.parameters()[block] = drawn(65, block.rows, block.cols, 0.7);
            separate.parameters()[block.name] = shared.parameters()[block];
        }
        for (const char* name : {"second.0.weight", "decoder.0.weight"})
            separate.parameters()[name] = shared.parameters()["first.0.weight"];
    }
    static std::vector<NamedNetwork<double>> layers() {
        return {{"first", 4, {Dense{4}, Tanh{}}},
                {"second", 4, {Dense{4}, Tanh{}}},
                {"decoder", 4, {DenseTransposed{4}}}};
    }
    auto objective() const {
        return [this](const auto& model, auto& pass) {
            Node y = pass.input(x);
            for (const char* name : {"first", "second", "decoder"}) y = model[name](pass, y);
            pass.add_loss("loss", SquaredError{}, y, x);
        };
    }
    /// The sum of the gradients of the three matrices, as if they were not shared.
    Matrix<double> sum() const {
        const Parameters<double> g = gradient_of(separate, objective());
        return g["first.0.weight"] + g["second.0.weight"] + g["decoder.0.weight"];
    }
};

template <class = OnUse>
Finding shared_gradients_add(double wrong) {
    const ThreeUses model;
    const Matrix<double> expected = (1 + wrong) * model.sum(),
                         g = gradient_of(model.shared, model.objective())["first.0.weight"];
    return {expected.norm(), g.norm(), relative(g, expected)};
}

template <class = OnUse>
Finding shared_gradient_is_the_slope(double wrong) {
    ThreeUses model;
    const Matrix<double> expected = (1 + wrong) * model.sum();
    const Matrix<double> start = model.shared.parameters()["first.0.weight"];
    const Matrix<double> slope = central_differences(start, [&](const Matrix<double>& w) {
        model.shared.parameters()["first.0.weight"] = w;
        Pass<double> pass;
        pass.begin(model.shared.parameters());
        model.objective()(model.shared, pass);
        return pass.loss();
    });
    return {expected.norm(), slope.norm(), relative(slope, expected)};
}

}  // namespace experiments

/// Soft tying, and hard tying as its limit.
template <class = OnUse>
std::vector<Claim> tying_claims() {
    const char* const book = "Goodfellow, Bengio and Courville, Deep Learning, section 7.9";
    return {
        {.id = "soft-tying-tends-to-hard",
         .statement = "A penalty on the difference of two models leads to one shared model as its strength "
                      "grows, with an error in proportion to 1/strength.",
         .formula = R"(|a_s - w|, |b_s - w| \propto \frac{1}{s}, \\ (H_1 + H_2) w = H_1 w_1 + H_2 w_2)",
         .source = book,
         .experiment =
             "Lbfgs trains two regressions of 5 weights with tie(one, two, L2{s}). The slope of log "
             "error over log s is measured from 1000 to 10,000.",
         .tolerance = 0.01,
         .find = experiments::soft_tying_tends_to_hard<>,
         .distance = Distance::difference},
        {.id = "l1-tying-is-hard-at-a-finite-strength",
         .statement = "A tie by L1 shares all weights exactly from a finite strength on: the largest force "
                      "that pulls the two models apart at their shared minimum.",
         .formula = R"(a = b \text{ where } s \ge |H_1 (w_1 - w)|_\infty)",
         .source = "Tibshirani et al. (2005), Sparsity and smoothness via the fused lasso; stationarity",
         .experiment =
             "ProximalGradient trains the two regressions with tie(one, two, L1{s}). Bisection finds "
             "the least strength at which the weights are equal.",
         .tolerance = 1e-4,
         .find = experiments::l1_tying_is_hard<>},
        {.id = "shared-gradients-add",
         .statement = "The gradient of a shared matrix is the sum of the gradients of its uses.",
         .formula = R"(\frac{d J}{d W} = \sum_k \frac{\partial J}{\partial W_k} \text{ at } W_k = W)",
         .source = book,
         .experiment = "Three networks share a matrix, which maps x twice and decodes by its transpose. Its "
                       "gradient is compared with three matrices of their own.",
         .tolerance = 1e-13,
         .find = experiments::shared_gradients_add<>},
        {.id = "shared-gradient-is-the-slope",
         .statement = "The sum of the gradients of its uses is the derivative of the objective by the shared "
                      "matrix.",
         .formula = R"(\frac{d J}{d W} = \lim_{h \to 0} \frac{J(W + h) - J(W - h)}{2 h})",
         .source = book,
         .experiment =
             "Central differences, entry by entry, are compared with the gradient of the matrix that "
             "three networks share.",
         .tolerance = 1e-8,
         .find = experiments::shared_gradient_is_the_slope<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
