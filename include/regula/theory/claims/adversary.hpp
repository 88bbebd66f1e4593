#pragma once

#include <regula/constraint.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/network.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/masks.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The fast gradient sign method:     x + reach sign(dJ/dx)
template <class Scalar>
Matrix<Scalar> signed_step(const Network<Scalar>& net, const auto& loss, const Matrix<Scalar>& x,
                           const Matrix<Scalar>& t, double reach) {
    Pass<Scalar> pass;
    pass.begin(net.parameters());
    const Node in = pass.variable(x);
    pass.add_loss("loss", loss, net(pass, in), t);
    pass.backward();
    return x + reach * pass.gradient(in).cwiseSign();
}

/// Compares the predicted worst loss with the loss at the signed step and the largest loss over all corners
/// of the box.
Finding compare_worst(const Network<double>& net, const auto& loss, const Matrix<double>& x,
                      const Matrix<double>& t, double reach, double predicted) {
    const auto at = [&](const Matrix<double>& moved) { return loss.value(net.predict(moved), t); };
    const double stepped = at(signed_step(net, loss, x, t, reach));
    double worst = 0;
    for_each_mask(x.rows(), 0.5, [&](const Vector<double>& mask, double) {
        worst = worse(worst, at(x + reach * (2 * mask.array() - 1).matrix()));
    });
    return {predicted, stepped, worse(relative(stepped, predicted), relative(worst, predicted))};
}

template <class = OnUse>
Finding adversary_of_logistic(double wrong) {
    const double reach = 0.1;
    const Vector<double> w = drawn(1, 12), x = drawn(2, 12);
    Finding worst;
    for (const double label : {0.0, 1.0}) {
        const double margin = (2 * label - 1) * w.dot(x);
        const double predicted = std::log1p(std::exp(-margin + (1 + wrong) * reach * w.lpNorm<1>()));
        worst = worse(worst, compare_worst(through_origin(w), Logistic{}, x,
                                           Matrix<double>::Constant(1, 1, label), reach, predicted));
    }
    return worst;
}

template <class = OnUse>
Finding adversary_of_least_squares(double wrong) {
    const double reach = 0.1;
    const Vector<double> w = drawn(3, 12), x = drawn(4, 12);
    Finding worst;
    for (const double t : {-4.0, 5.0}) {
        const double far = std::abs(w.dot(x) - t) + (1 + wrong) * reach * w.lpNorm<1>();
        worst = worse(worst, compare_worst(through_origin(w), SquaredError{}, x,
                                           Matrix<double>::Constant(1, 1, t), reach, far * far / 2));
    }
    return worst;
}

/// The maximum of w'd over a set, at the projection of a point far out along w. Random points of the set must
/// not exceed it.
template <class = OnUse>
Finding dual_norms(double wrong) {
    const double reach = 0.3;
    const Vector<double> w = drawn(5, 9);
    Finding worst;
    const auto hold = [&](const auto& set, double dual) {
        const double predicted = (1 + wrong) * reach * dual;
        Vector<double> d = 10 * w;
        set.project(d);
        double off = relative(w.dot(d), predicted);
        const double most = w.dot(d);
        for (std::uint64_t draw = 0; draw < 2000; ++draw) {
            d = drawn(100 + draw, 9);
            set.project(d);
            off = worse(off, w.dot(d) / predicted - 1);
        }
        worst = worse(worst, {predicted, most, off});
    };
    hold(L2Ball{reach}, w.norm());
    hold(L1Ball{reach}, w.lpNorm<Eigen::Infinity>());
    hold(Box{-reach, reach}, w.lpNorm<1>());
    return worst;
}

/// |residual| where feature j may be off by c_j in all: the worst case. Random errors must not exceed it.
template <class = OnUse>
Finding robust_least_squares(double wrong) {
    const Matrix<double> x = drawn(6, 5, 11), t = drawn(7, 1, 11);
    const Vector<double> w = drawn(8, 5), reach{{0.1, 0.5, 0.2, 0.9, 0.05}};
    const auto residual = [&](const Matrix<double>& moved) {
        const Matrix<double> y = through_origin(w).predict(moved);
        return std::sqrt(2 * 11 * SquaredError{}.value(y, t));
    };
    const double predicted = residual(x) + (1 + wrong) * reach.dot(w.cwiseAbs());
    const Matrix<double> off = w.transpose() * x - t;
    const double found = residual(x + reach.cwiseProduct(w.cwiseSign()) * off / off.norm());
    double worst = relative(found, predicted);
    for (std::uint64_t draw = 0; draw < 2000; ++draw) {
        Matrix<double> move = drawn(3000 + draw, 5, 11);
        for (Index j = 0; j < 5; ++j) move.row(j) = reach[j] / move.row(j).norm() * move.row(j);
        worst = worse(worst, residual(x + move) / predicted - 1);
    }
    return {predicted, found, worst};
}

/// Claims about the worst case of an adversary of a linear model, in closed form.
template <class = OnUse>
std::vector<Claim> adversary_claims() {
    return {
        {.id = "adversary-logistic",
         .statement = "Against logistic regression the signed step is the worst perturbation, and it reduces "
                      "the margin like an L1 penalty.",
         .formula = R"(\max_{|\delta|_\infty \le e} \text{softplus}(-t w^\top (x + \delta)) \\ = )"
                    R"(\text{softplus}(-t w^\top x + e |w|_1))",
         .source = "Goodfellow, Shlens and Szegedy (2015), Explaining and harnessing adversarial examples",
         .experiment =
             "The signed gradient of a Network is compared with all $2^{12}$ corners of the box, for "
             "both labels.",
         .tolerance = 1e-13,
         .find = adversary_of_logistic},
        {.id = "adversary-least-squares",
         .statement = "In linear regression the worst perturbation of the inputs lengthens a residual by e "
                      "|w|_1.",
         .formula = R"(\max_{|\delta|_\infty \le e} (w^\top (x + \delta) - t)^2 \\ = (|w^\top x - t| + e )"
                    R"(|w|_1)^2)",
         .source = "Goodfellow, Shlens and Szegedy (2015), the same for squared error",
         .experiment =
             "The signed gradient of a Network is compared with all $2^{12}$ corners of the box, for "
             "a residual of either sign.",
         .tolerance = 1e-13,
         .find = adversary_of_least_squares},
        {.id = "adversary-dual-norms",
         .statement = "The dual norm of the weights measures how far a bounded step can move a linear score: "
                      "L2 for L2, the largest weight for L1, and L1 for a box.",
         .formula = R"(\max_{|\delta| \le e} w^\top \delta = e |w|_\text{dual})",
         .source = "Hoelder's inequality",
         .experiment =
             "L2Ball, L1Ball and Box project a point far out along w. It attains the bound, and 2000 "
             "random points do not exceed it.",
         .tolerance = 1e-13,
         .find = dual_norms},
        {.id = "adversary-robust-least-squares",
         .statement =
             "Least squares against features with errors of length up to c_j is a lasso: the penalty "
             "is the price of robustness.",
         .formula = R"(\max_{|D_j| \le c_j} |w^\top (X + D) - t| \\ = |w^\top X - t| + \sum_j c_j |w_j|, \\ )"
                    R"(D_j \text{ row } j \text{ of } D)",
         .source = "Xu, Caramanis and Mannor (2009), Robust regression and lasso",
         .experiment = "The worst D has the rows c_j sign(w_j) times the direction of the residual. It is "
                       "compared with the bound, as are 2000 random ones.",
         .tolerance = 1e-12,
         .find = robust_least_squares},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
