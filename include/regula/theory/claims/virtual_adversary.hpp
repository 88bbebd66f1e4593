#pragma once

#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// KL(p(.|x) || p(.|x + r)) at one sample x of a small classifier, and its second derivatives.
template <class Scalar>
struct LocalDivergence {
    Network<Scalar> net;
    Matrix<Scalar> x;
    Matrix<Scalar> p = probabilities(x);

    Matrix<Scalar> probabilities(const Matrix<Scalar>& at) const {
        Matrix<Scalar> l;
        SoftmaxCrossEntropy{}.log_probabilities(net.predict(at), l);
        return l.array().exp();
    }
    double operator()(const Matrix<Scalar>& r) const {
        Matrix<Scalar> l;
        SoftmaxCrossEntropy{}.log_probabilities(net.predict(x + r), l);
        return static_cast<double>((p.array() * (p.array().log() - l.array())).sum());
    }
    /// The gradient by r:     J(x + r)' (q - p)
    Matrix<Scalar> gradient(const Matrix<Scalar>& r) const {
        const Matrix<Scalar> moved = x + r, u = probabilities(moved) - p;
        return vector_jacobian_product(net, moved, u);
    }
    /// H d at r = 0, exact:     J' (diag(p) - p p') J d
    Matrix<Scalar> curvature(const Matrix<Scalar>& d) const {
        Matrix<Scalar> u;
        SoftmaxCrossEntropy{}.curvature(net.predict(x), p, jacobian_vector_product(net, x, d), u);
        return vector_jacobian_product(net, x, u);
    }
    /// H, column by column.
    Matrix<Scalar> hessian() const {
        Matrix<Scalar> h(x.rows(), x.rows());
        for (Index i = 0; i < x.rows(); ++i)
            h.col(i) = curvature(Matrix<Scalar>::Identity(x.rows(), x.rows()).col(i));
        return h;
    }
};

template <class Scalar>
LocalDivergence<Scalar> local_divergence() {
    const auto of = with_drawn_biases(Network<double>{5, {Dense{7}, Tanh{}, Dense{3}}, Key{301}}, 302);
    Network<Scalar> net{5, {Dense{7}, Tanh{}, Dense{3}}, Key{301}};
    net.parameters().vector() = of.parameters().vector().template cast<Scalar>();
    return {net, drawn(303, 5).template cast<Scalar>()};
}

namespace experiments {

template <class = OnUse>
Finding divergence_is_quadratic(double wrong) {
    const auto divergence = local_divergence<double>();
    const Matrix<double> d = drawn(304, 5);
    const double bend = d.cwiseProduct(divergence.curvature(d)).sum() * (1 + wrong);
    const auto rest = [&](double e) { return std::abs(divergence(e * d) - e * e / 2 * bend); };
    const double order = std::log2(rest(0.01) / rest(0.005));
    const double slope = divergence.gradient(Matrix<double>::Zero(5, 1)).norm();
    return {3, order, worse(std::abs(order - 3), slope / 1e-13)};
}

template <class = OnUse>
Finding power_steps_converge(double wrong) {
    const auto divergence = local_divergence<double>();
    const Eigen::SelfAdjointEigenSolver<Matrix<double>> eigen{divergence.hessian()};
    const Vector<double> lambda = eigen.eigenvalues().reverse();
    const Matrix<double> top = eigen.eigenvectors().rightCols(1);
    const double predicted = lambda[1] / lambda[0] * (1 + wrong);
    const auto sine = [&](const Matrix<double>& d) {
        return (d - top * (top.transpose() * d)).norm() / d.norm();
    };
    Matrix<double> d = drawn(305, 5);
    Finding found{predicted, 0, 0};
    for (int step = 0; step < 12; ++step) {
        const double before = sine(d);
        d = divergence.curvature(d).normalized();
        if (step < 4) continue;  // the third direction fades
        found.measured = sine(d) / before;
        found.deviation = worse(found.deviation, relative(found.measured, predicted));
    }
    // Scores that rise together move no probability, so H has rank <= classes - 1.
    found.deviation = worse(found.deviation, 1e10 * std::abs(lambda[2]) / lambda[0]);
    return found;
}

/// The error of (gradient(xi d) - gradient(0)) / xi, relative to H d.
template <class Scalar>
double error_of_difference(double xi, double wrong) {
    const auto divergence = local_divergence<Scalar>();
    const auto exact = local_divergence<double>();
    const Matrix<double> d = drawn(306, 5).normalized();
    const Matrix<Scalar> r = (xi * d).template cast<Scalar>(), zero = 0 * r;
    const Matrix<double> found =
        (divergence.gradient(r) - divergence.gradient(zero)).template cast<double>() / xi;
    return relative(found, Matrix<double>{(1 + wrong) * exact.curvature(d)});
}

template <class = OnUse>
Finding difference_by_scalar_type(double wrong) {
    const double in_double = error_of_difference<double>(1e-6, wrong),
                 in_float = error_of_difference<float>(1e-3, wrong);
    const double too_small = error_of_difference<float>(1e-6, wrong);
    return {0, in_float, too_small > 0.5 ? worse(in_float, in_double / 2e-4) : HUGE_VAL};
}

}  // namespace experiments

/// Virtual adversarial training: the divergence between the predictions at x and near x.
template <class = OnUse>
std::vector<Claim> virtual_adversary_claims() {
    const char* const miyato = "Miyato, Maeda, Koyama and Ishii (2018), Virtual adversarial training";
    return {
        {.id = "divergence-is-quadratic",
         .statement =
             "The divergence between the predictions at x and at x + r has no slope at r = 0, and to "
             "second order it is the quadratic form of the class probabilities' covariance.",
         .formula = R"(\text{KL}(p(x) \,\|\, p(x + r)) \\ = \frac{1}{2} r^\top J^\top (\operatorname{diag} )"
                    R"(p - p p^\top) J r + O(|r|^3))",
         .source = miyato,
         .experiment = "A tanh network has 5 inputs and 3 classes. The order of the remaining error and the "
                       "gradient at 0 are measured.",
         .tolerance = 0.1,
         .find = experiments::divergence_is_quadratic<>,
         .distance = Distance::difference},
        {.id = "power-steps-converge",
         .statement = "Each power step shrinks the angle to the most sensitive direction by the ratio of the "
                      "two largest eigenvalues. With k classes at most k - 1 eigenvalues are not zero.",
         .formula = R"(\frac{\sin \angle(H^{n+1} d, v_1)}{\sin \angle(H^n d, v_1)} \to )"
                    R"(\frac{\lambda_2}{\lambda_1})",
         .source = miyato,
         .experiment =
             "Exact products H d are computed on a tanh network of 5 inputs and 3 classes, for steps "
             "5 to 12.",
         .tolerance = 0.002,
         .find = experiments::power_steps_converge<>},
        {.id = "difference-step-by-scalar-type",
         .statement = "The length of a finite difference depends on the scalar type: in float, 1e-6 loses "
                      "most digits of H d, and 1e-3 keeps them.",
         .formula = R"(\frac{g(\xi d) - g(0)}{\xi} \\ = H d + O(\xi) + )"
                    R"(O\left(\frac{\text{rounding}}{\xi}\right))",
         .source = "Dennis and Schnabel (1996), Numerical methods for unconstrained optimization, section "
                   "5.4",
         .experiment =
             "Differences on a tanh network of 5 inputs and 3 classes are compared with H d: double "
             "at $10^{-6}$, float at $10^{-3}$ and at $10^{-6}$.",
         .tolerance = 0.05,
         .find = experiments::difference_by_scalar_type<>,
         .wrong = 0.1,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
