#pragma once

#include <regula/auxiliary/entropy_minimization.hpp>
#include <regula/auxiliary/pseudo_label.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model/pass.hpp>
#include <regula/theory/claim.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The logits -20, -19.99, ..., 20 without 0.
template <class = OnUse>
Matrix<double> scanned_logits() {
    Matrix<double> logits(1, 4000);
    for (Index k = 0; k < 2000; ++k) {
        logits(0, k) = 0.01 * static_cast<double>(k - 2000);
        logits(0, 3999 - k) = -logits(0, k);
    }
    return logits;
}

/// The gradient of an auxiliary loss at each of many logits of unlabelled samples, times their number.
template <class Policy>
Matrix<double> gradient_at_logits(const Policy& policy, const Matrix<double>& logits) {
    const Batch<double> batch{.inputs = logits, .targets = {}, .labels = {}};
    const Parameters<double> none;
    Pass<double> pass;
    pass.begin(none);
    Node y{};
    const auto model = [&](auto& at, Node) { return y = at.variable(batch.inputs); };
    pass.apart([&] { policy.add_losses(pass, model, Logistic{}, batch); });
    pass.backward();
    return static_cast<double>(logits.size()) * pass.gradient(y);
}

namespace experiments {

template <class = OnUse>
Finding pseudo_label_and_entropy(double wrong) {
    const Matrix<double> logits = scanned_logits();
    const double border = std::log((1 + wrong) / (1 - wrong));  // the logit of p = (1 + wrong) / 2
    const Matrix<double> of_label =
        gradient_at_logits(PseudoLabel{.strength = 1, .threshold = 0}, logits.array() - border);
    const Matrix<double> of_entropy = gradient_at_logits(EntropyMinimization{1}, logits);
    const double differ = static_cast<double>((of_label.array() * of_entropy.array() <= 0).count());
    return Finding{0, differ, differ};
}

template <class = OnUse>
Finding entropy_of_a_logit(double wrong) {
    const Matrix<double> logits = scanned_logits();
    const Matrix<double> p = 1 / (1 + (-logits.array()).exp());
    const Matrix<double> predicted = -(1 + wrong) * logits.array() * p.array() * (1 - p.array());
    const Matrix<double> found = gradient_at_logits(EntropyMinimization{1}, logits);
    return Finding{predicted.norm(), found.norm(), relative(found, predicted)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> semi_supervised_claims() {
    return {
        {.id = "entropy-pushes-by-its-logit",
         .statement = "Entropy minimization pushes a logit away from 0, most strongly near 1.5, and hardly "
                      "where the model is sure.",
         .formula = R"(\frac{d H}{d y} = -y p (1 - p))",
         .source = "Grandvalet and Bengio (2005), Semi-supervised learning by entropy minimization",
         .experiment = "The gradient of EntropyMinimization is evaluated at 4000 logits from -20 to 20.",
         .tolerance = 1e-13,
         .find = experiments::entropy_of_a_logit<>},
        {.id = "pseudo-label-pushes-like-entropy",
         .statement = "A pseudo-label of two classes pushes every logit in the direction of entropy "
                      "minimization.",
         .formula = R"(\operatorname{sign}(p - [p > 1/2]) = \operatorname{sign}(-y p (1 - p)))",
         .source = "Lee (2013), Pseudo-label; Grandvalet and Bengio (2005)",
         .experiment =
             "The gradients of PseudoLabel and EntropyMinimization are evaluated at 4000 logits from "
             "-20 to 20. Logits with different signs are counted.",
         .tolerance = 0,
         .find = experiments::pseudo_label_and_entropy<>,
         .distance = Distance::count},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
