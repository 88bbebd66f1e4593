#pragma once

#include <regula/linear/thin_svd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Linear regression with an intercept on all pairs of 12 samples, mixed in three proportions; `wrong` scales
/// the proportion of the targets.
template <class = OnUse>
Finding regression_on_mixed_samples(double wrong) {
    const Index n = 12;
    const Matrix<double> x = drawn(1, 4, n), t = drawn(2, 2, n);
    const auto solve = [](const Matrix<double>& inputs_of,
                          const Matrix<double>& targets_of) -> Matrix<double> {
        Matrix<double> design = Matrix<double>::Ones(inputs_of.cols(), inputs_of.rows() + 1);
        design.leftCols(inputs_of.rows()) = inputs_of.transpose();
        const ThinSvd parts = thin_svd(design);
        const Matrix<double> along = targets_of * parts.u;
        return parts.v * (parts.s.cwiseInverse().asDiagonal() * along.transpose());
    };
    const Matrix<double> predicted = solve(x, t);
    Finding worst;
    for (const double share : {0.3, 0.5, 0.9}) {
        Matrix<double> mixed_x(4, n * n), mixed_t(2, n * n);
        for (Index i = 0; i < n; ++i)
            for (Index k = 0; k < n; ++k) {
                const double s = share * (1 + wrong);
                mixed_x.col(i * n + k) = share * x.col(i) + (1 - share) * x.col(k);
                mixed_t.col(i * n + k) = s * t.col(i) + (1 - s) * t.col(k);
            }
        const Matrix<double> found = solve(mixed_x, mixed_t);
        worst = worse(worst, {predicted.norm(), found.norm(), relative(found, predicted)});
    }
    return worst;
}

template <class = OnUse>
std::vector<Claim> mixing_claims() {
    return {
        {.id = "mixup-leaves-least-squares",
         .statement = "Over all pairs of samples, mixup does not change linear regression with an intercept: "
                      "it shrinks the covariances of inputs and targets by the same factor.",
         .formula = R"(\operatorname{Cov}(s x_i + (1 - s) x_k) \\ = (s^2 + (1 - s)^2) \operatorname{Cov}(x) )"
                    R"(\\ \text{so } W \text{ is the same for every } s)",
         .source = "derived; mixup is of Zhang, Cisse, Dauphin and Lopez-Paz (2018)",
         .experiment =
             "Least squares is solved on the 144 pairs of 12 samples with 4 features and 2 targets, "
             "for three shares s.",
         .tolerance = 1e-12,
         .find = regression_on_mixed_samples},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
