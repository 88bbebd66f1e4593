#pragma once

#include <regula/theory/claims/problems.hpp>
#include <regula/theory/class_rbm.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

namespace experiments {

/// log p(y | x) by summing exp(-E) over all hidden states; `factor` multiplies the weights of the classes.
template <class = OnUse>
Vector<double> enumerated_posterior(const ClassRbm& rbm, const Vector<double>& x, double factor) {
    const Index hidden = rbm.hidden_biases.size();
    Vector<double> mass = Vector<double>::Zero(rbm.class_biases.size());
    for (unsigned state = 0; state < 1U << hidden; ++state) {
        Vector<double> h(hidden);
        for (Index j = 0; j < hidden; ++j) h[j] = state >> j & 1U;
        const Vector<double> scores = rbm.class_biases + factor * rbm.class_weights.transpose() * h;
        const double common = h.dot(rbm.hidden_biases + rbm.weights.transpose() * x);
        mass += (scores.array() + common).exp().matrix();
    }
    return (mass / mass.sum()).array().log();
}

template <class = OnUse>
Finding class_rbm_posterior(double wrong) {
    const ClassRbm rbm{normal_matrix(Key{71}, 12, 8), normal_matrix(Key{72}, 8, 5),
                       normal_matrix(Key{73}, 8, 1), normal_matrix(Key{74}, 5, 1)};
    Finding worst;
    for (std::uint64_t n = 0; n < 20; ++n) {
        const Vector<double> x = normal_matrix(Key{75}[n], 12, 1);
        const Finding found = agreement(class_posterior(rbm, x), enumerated_posterior(rbm, x, 1 + wrong));
        if (!(found.deviation <= worst.deviation)) worst = found;
    }
    return worst;
}

}  // namespace experiments

/// A generative model with a discriminative one inside.
template <class = OnUse>
std::vector<Claim> class_rbm_claims() {
    return {
        {.id = "class-rbm-posterior",
         .statement = "A restricted Boltzmann machine of inputs and classes has the probabilities of the "
                      "classes in closed form, so it can be trained as a generative model, as a "
                      "discriminative one, or as a hybrid.",
         .formula = R"(p(y \mid x) \propto e^{d_y} \prod_j (1 + e^{c_j + w_j^\top x + u_{j y}}))",
         .source = "Larochelle and Bengio (2008), Classification using discriminative restricted Boltzmann "
                   "machines",
         .experiment = "With 12 inputs, 8 hidden units, 5 classes and 20 samples, all $2^8$ states of the "
                       "hidden units are summed.",
         .tolerance = 1e-12,
         .find = experiments::class_rbm_posterior<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
