#pragma once

#include <regula/constraint/l2_ball.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/constrained.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The quadratic of these claims, and the result of projected descent on it.
template <class = OnUse>
Quadratic constrained_quadratic() {
    return random_quadratic(Key{51}, Vector<double>{{0.2, 0.5, 1, 1.5, 3, 5}});
}
template <class = OnUse>
Vector<double> trained_in_ball(const Quadratic& q, double radius) {
    return trained(q, q.size(), Sgd{.learning_rate = safe_rate(q), .epochs = 2000}, L2Ball{radius});
}

/// The multiplier that balances the gradient at w:     a = -w'g / w'w
template <class = OnUse>
double multiplier_at(const Quadratic& q, const Vector<double>& w) {
    return w.dot(q.hessian * (q.minimum - w)) / w.squaredNorm();
}

namespace experiments {

template <class = OnUse>
Finding ball_is_weight_decay(double wrong) {
    const Quadratic q = constrained_quadratic();
    return agreement(weight_decay_minimum(q, 0.6 * (1 + wrong)),
                     trained_in_ball(q, equivalent_radius(q, 0.6)));
}

template <class = OnUse>
Finding multiplier_is_the_strength(double wrong) {
    const Quadratic q = constrained_quadratic();
    const double a = 0.6 * (1 + wrong), radius = equivalent_radius(q, 0.6);
    const double felt = multiplier_at(q, trained_in_ball(q, radius));
    const double solved = constrained_minimum(q, radius).multiplier;
    return Finding{a, felt, std::max(relative(felt, a), relative(solved, a))};
}

template <class = OnUse>
Finding idle_constraint(double wrong) {
    const Quadratic q = constrained_quadratic();
    double worst = 0;
    for (const double part : {0.5, 0.8, 0.95, 1.1, 2.0}) {
        const double radius = part * q.minimum.norm();
        const Vector<double> w = trained_in_ball(q, radius);
        const double slack = radius * (1 + wrong) - w.norm(), felt = multiplier_at(q, w);
        worst = std::max(worst, std::abs(std::min(slack, felt)));
    }
    return Finding{0, worst, worst};
}

template <class = OnUse>
Finding radius_falls_with_strength(double wrong) {
    const Quadratic q = constrained_quadratic();
    Finding found;
    for (int k = 0; k < 20; ++k) {
        const double a = 0.01 * std::pow(1000, k / 19.0), h = 2e-3 * a;
        const Vector<double> w = weight_decay_minimum(q, a);
        Matrix<double> shifted = q.hessian;
        shifted.diagonal().array() += a;
        const double slope = -(1 + wrong) * w.dot(Vector<double>{shifted.llt().solve(w)}) / w.norm();
        const auto radius = [&](double steps) { return equivalent_radius(q, a + steps * h); };
        const double seen = (8 * (radius(1) - radius(-1)) - (radius(2) - radius(-2))) / (12 * h);
        const double off = seen < 0 ? relative(seen, slope) : HUGE_VAL;
        found = {slope, seen, std::max(found.deviation, off)};
    }
    return found;
}

template <class = OnUse>
Finding descent_has_a_largest_rate(double wrong) {
    const Quadratic q = constrained_quadratic();
    const double limit = (1 + wrong) * 2 / 5.0;
    const auto away = [&](double rate) {
        const Vector<double> w = trained(q, 6, Sgd{.learning_rate = rate, .epochs = 2000});
        return (w - q.minimum).norm() / q.minimum.norm();
    };
    const double below = away(0.99 * limit), above = away(1.01 * limit);
    const double others = (below < 1 ? 0.0 : 1.0) + (above > 1 ? 0.0 : 1.0);
    return Finding{0, others, others};
}

template <class = OnUse>
Finding ball_contains_an_explosion(double wrong) {
    const Quadratic q = constrained_quadratic();
    const double radius = 3;
    const Sgd sgd{.learning_rate = 2, .epochs = 500};
    const double length = trained(q, 6, sgd, L2Ball{radius}).norm();
    return Finding{radius, length, std::max(length / (radius * (1 + wrong)) - 1, 0.0)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> constraint_claims() {
    return {
        {.id = "ball-is-weight-decay",
         .statement = "A limit on the length of the weights leads to the minimum of weight decay of some "
                      "strength: every penalty is a constraint.",
         .formula = R"(\arg\min_{|w| \le k} J(w) = (H + a I)^{-1} H w^*, \\ k = |\tilde w(a)|)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.2",
         .experiment = R"(Descent with projection to the ball of radius $|\tilde w(0.6)|$ trains 6 weights; )"
                       R"(the closed form of L2{0.6} predicts them.)",
         .tolerance = 1e-9,
         .find = experiments::ball_is_weight_decay<>},
        {.id = "multiplier-is-the-strength",
         .statement = "The minimum presses against the limit with a force that is the strength of the "
                      "equivalent weight decay.",
         .formula = R"(-\nabla J(w) = a w)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.2",
         .experiment = "The multiplier at the end of projected descent, and the one of Newton's method, are "
                       "compared with the strength that gave the radius.",
         .tolerance = 1e-9,
         .find = experiments::multiplier_is_the_strength<>},
        {.id = "idle-constraint",
         .statement = "A constraint has no effect on a minimum inside it: either the weights are at the "
                      "limit, or the multiplier is zero.",
         .formula = "a (|w| - k) = 0",
         .source = "Karush, Kuhn and Tucker; Goodfellow et al., Deep Learning, section 4.4",
         .experiment =
             "Projected descent trains in balls of half to twice the radius $|w^*|$. The smaller of "
             "the slack and the multiplier must be zero, and neither may be negative.",
         .tolerance = 1e-9,
         .find = experiments::idle_constraint<>,
         .distance = Distance::difference},
        {.id = "radius-falls-with-strength",
         .statement = "A stronger decay means a smaller ball, at a known rate that is never zero, so each "
                      "strength has its own radius.",
         .formula = R"(\frac{d k}{d a} = -\frac{\tilde w^\top (H + a I)^{-1} \tilde w}{|\tilde w|} < 0)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.2; derived",
         .experiment = R"(At 20 strengths from 0.01 to 10 the slope of $|\tilde w(a)|$ is measured by )"
                       R"(differences of the fourth order.)",
         .tolerance = 1e-9,
         .find = experiments::radius_falls_with_strength<>},
        {.id = "descent-has-a-largest-rate",
         .statement = "Gradient descent converges up to a learning rate of twice the inverse of the largest "
                      "curvature, and explodes beyond it.",
         .formula = R"(\varepsilon < 2 / \lambda_\text{max})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.8: |1 - rate l| < 1",
         .experiment =
             "Descent takes 2000 steps at 1 % below this rate and at 1 % above it. The distance $|w "
             "- w^*|$ must shrink in the first run and grow in the second.",
         .tolerance = 0,
         .find = experiments::descent_has_a_largest_rate<>,
         .wrong = 0.05,
         .distance = Distance::count},
        {.id = "ball-contains-an-explosion",
         .statement = "Weights in a ball stay in the ball at any learning rate.",
         .formula = R"(|w| \le k)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.2",
         .experiment =
             "Descent takes 500 steps at five times the largest stable rate, which drive the weights "
             "to the limit.",
         .tolerance = 1e-12,
         .find = experiments::ball_contains_an_explosion<>,
         .wrong = -0.01,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
