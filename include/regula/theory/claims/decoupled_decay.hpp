#pragma once

#include <regula/constraint/box.hpp>
#include <regula/core/mode.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/theory/claims/weight_decay.hpp>
#include <regula/theory/decoupled.hpp>
#include <regula/theory/prediction.hpp>

namespace regula::inline REGULA_ABI::theory {

/// Gradient descent with a step length for each weight: an adaptive optimizer with a frozen memory.
struct Preconditioned {
    double learning_rate;
    Vector<double> scale;
    int epochs;
    Schedule schedule = {};
    Index batch_size = 1;
    std::uint64_t seed = 1;
    int threads = 1;

    void check() const { check_settings(*this, "Preconditioned"); }
    int memories() const { return 0; }
    void step(auto&& w, const auto& g, const auto&, double rate, Index) const {
        w.array() -= rate * scale.array() * g.array();
    }
    void prox_step(double rate, const auto&, Index, auto& prox_step) const { prox_step = rate * scale; }
};

/// The quadratic of these claims.
template <class = OnUse>
Quadratic decoupled_quadratic() {
    return random_quadratic(Key{11}, Vector<double>{{0.1, 0.3, 0.5, 1, 2, 4}});
}

/// The finding that the relative distance of two vectors is at least `bound`.
template <class = OnUse>
Finding difference(double bound, const Vector<double>& a, const Vector<double>& b) {
    const double gap = relative(a, b);
    return {bound, gap, std::max(bound - gap, 0.0)};
}

namespace experiments {

template <class = OnUse>
Finding decoupled_decay_is_l2_for_sgd(double wrong) {
    const LogCosh loss{random_regression(Key{12}, 6, 20)};
    const Sgd sgd{.learning_rate = 0.05, .epochs = 1000};
    return agreement(trained(loss, 6, sgd, L2{0.1 * (1 + wrong)}), trained(loss, 6, sgd, decoupled(L2{0.1})));
}

template <class = OnUse>
Finding momentum_parts_decoupled_decay_from_l2(double wrong) {
    const Sgd sgd{.learning_rate = 0.02, .momentum = 0.9, .epochs = 200};
    const Quadratic q = decoupled_quadratic();
    return difference(1e-2 * (1 + wrong), trained(q, 6, sgd, decoupled(L2{0.4})),
                      trained(q, 6, sgd, L2{0.4}));
}

template <class = OnUse>
Finding momentum_weakens_decoupled_decay(double wrong) {
    const double m = 0.9, a = 0.4;
    const Quadratic q = decoupled_quadratic();
    const Sgd sgd{.learning_rate = 0.02, .momentum = m, .epochs = 4000};
    return agreement(weight_decay_minimum(q, (1 - m) * a * (1 + wrong)),
                     trained(q, 6, sgd, decoupled(L2{a})));
}

template <class = OnUse>
Finding preconditioned_decoupled_decay(double wrong) {
    const Quadratic q = decoupled_quadratic();
    const Vector<double> s{{0.2, 0.5, 1, 1.5, 2, 3}};
    const Preconditioned descent{.learning_rate = 0.1, .scale = s, .epochs = 2000};
    return agreement(weight_decay_minimum(q, decoupled_strengths(0.4 * (1 + wrong), s)),
                     trained(q, 6, descent, decoupled(L2{0.4})));
}

template <class = OnUse>
Finding adam_with_l2_is_ridge(double wrong) {
    const Quadratic q = decoupled_quadratic();
    const Adam adam{.learning_rate = 0.05, .schedule = CosineDecay{3000}, .epochs = 3000};
    return agreement(weight_decay_minimum(q, 0.4 * (1 + wrong)), trained(q, 6, adam, L2{0.4}));
}

template <class = OnUse>
Finding adamw_is_no_ridge(double wrong) {
    const Quadratic q = decoupled_quadratic();
    const Adam adam{
        .learning_rate = 0.05, .weight_decay = 0.4, .schedule = CosineDecay{3000}, .epochs = 3000};
    return difference(1e-2 * (1 + wrong), trained(q, 6, adam), weight_decay_minimum(q, 0.4));
}

template <class = OnUse>
Finding adamw_is_a_box(double wrong) {
    const Quadratic q = decoupled_quadratic();
    const double a = 1.2, side = (1 + wrong) / a;
    const Adam adam{.learning_rate = 0.05,
                    .beta2 = 0.95,  // forgets early gradients
                    .weight_decay = a,
                    .schedule = CosineDecay{40000},
                    .epochs = 40000};
    return agreement(minimum_under(q, Box{-side, side}).w, trained(q, 6, adam));
}

}  // namespace experiments

/// Claims about gradient descent.
template <class = OnUse>
std::vector<Claim> decoupled_descent_claims() {
    return {
        {.id = "decoupled-decay-is-l2-for-sgd",
         .statement = "For plain gradient descent it makes no difference whether weight decay passes through "
                      "the gradient or around it.",
         .formula = R"(\text{decoupled}(L_2(a)) = L_2(a) \text{ in every step})",
         .source = "Loshchilov and Hutter (2019), Decoupled weight decay regularization, proposition 1",
         .experiment = "Sgd takes 1000 steps on the log cosh loss, once with each form.",
         .tolerance = 1e-12,
         .find = experiments::decoupled_decay_is_l2_for_sgd<>},
        {.id = "momentum-parts-decoupled-decay-from-l2",
         .statement = "With momentum, decoupled decay and L2 take different paths.",
         .formula = R"(|w_\text{decoupled} - w_{L_2}| > 0.01 |w_{L_2}|)",
         .source = "Loshchilov and Hutter (2019), Decoupled weight decay regularization",
         .experiment = "Sgd with momentum 0.9 takes 200 steps on a quadratic of 6 weights, once with each "
                       "form.",
         .tolerance = 0,
         .find = experiments::momentum_parts_decoupled_decay_from_l2<>,
         .wrong = 99,
         .distance = Distance::violation},
        {.id = "momentum-weakens-decoupled-decay",
         .statement =
             "With momentum m, decoupled decay also ends in another minimum. Each gradient acts 1/(1 "
             "- m) times and each decay once, so the decay acts like L2 that is weaker by 1 - m.",
         .formula = R"(\tilde w = (H + (1 - m) a I)^{-1} H w^*)",
         .source = "derived from the fixed point of the step",
         .experiment =
             "Descent with momentum 0.9 and decoupled decay runs to its end, which is compared with "
             "the closed form.",
         .tolerance = 1e-12,
         .find = experiments::momentum_weakens_decoupled_decay<>},
        {.id = "preconditioned-decoupled-decay",
         .statement =
             "Under a constant preconditioner decoupled decay is L2 with a strength for each weight: "
             "a weight with short steps decays more.",
         .formula = R"(\tilde w = (H + \operatorname{diag}(a / s))^{-1} H w^*)",
         .source = "Loshchilov and Hutter (2019), Decoupled weight decay regularization, proposition 3",
         .experiment = "Descent with step lengths s from 0.2 to 3 and decoupled decay is compared with the "
                       "closed form.",
         .tolerance = 1e-12,
         .find = experiments::preconditioned_decoupled_decay<>},
    };
}

/// Claims about Adam.
template <class = OnUse>
std::vector<Claim> adamw_claims() {
    return {
        {.id = "adam-with-l2-is-ridge",
         .statement = "Adam with an L2 penalty ends in the same minimum as any other optimizer.",
         .formula = R"(\tilde w = (H + a I)^{-1} H w^*)",
         .source = "Loshchilov and Hutter (2019), Decoupled weight decay regularization",
         .experiment =
             "Adam takes 3000 steps with L2 and a falling learning rate on a quadratic of 6 weights.",
         .tolerance = 1e-12,
         .find = experiments::adam_with_l2_is_ridge<>},
        {.id = "adamw-is-no-ridge",
         .statement = "AdamW, with decoupled decay of the same strength, does not end in the minimum of L2.",
         .formula = R"(|w_\text{AdamW} - (H + a I)^{-1} H w^*| \\ > 0.01 |(H + a I)^{-1} H w^*|)",
         .source = "Loshchilov and Hutter (2019), Decoupled weight decay regularization",
         .experiment = "AdamW takes 3000 steps on the quadratic of Adam with L2.",
         .tolerance = 0,
         .find = experiments::adamw_is_no_ridge<>,
         .wrong = 99,
         .distance = Distance::violation},
        {.id = "adamw-is-a-box",
         .statement = "AdamW on the whole data ends in the minimum within a box. Its steps have length one "
                      "for any gradient, so decay balances them only at 1/a.",
         .formula = R"(\tilde w = \arg\min J(w) \text{ with } |w_i| \le 1 / a)",
         .source = "Xie and Li (2024), Implicit bias of AdamW: l-infinity norm constrained optimization",
         .experiment = "AdamW takes 40000 steps with a falling learning rate, beside projected gradient "
                       "descent in the box.",
         .tolerance = 1e-4,
         .find = experiments::adamw_is_a_box<>},
    };
}

template <class = OnUse>
std::vector<Claim> decoupled_decay_claims() {
    std::vector<Claim> all = decoupled_descent_claims();
    for (const Claim& claim : adamw_claims()) all.push_back(claim);
    return all;
}

}  // namespace regula::inline REGULA_ABI::theory
