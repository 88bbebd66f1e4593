#pragma once

#include <regula/adversarial/ball_steps.hpp>

namespace regula::inline REGULA_ABI {

/// The fast gradient sign method: one step of steepest ascent,
///
///     x + radius sign(dJ/dx)     in L-infinity, for a sample x with loss J
///     x + radius g / |g|         in L2, with g = dJ/dx
///
/// and in L1 the features with the largest |g|. The result is projected on the ball and the range. The loss
/// of a linear model has its maximum there, in L-infinity and L1.
///
/// With `random_start` the step begins at a uniform draw from the ball, and is 1.25 times as long.
/// `step_size` > 0 sets another length. Goodfellow, Shlens and Szegedy (2015), "Explaining and harnessing
/// adversarial examples"; Wong, Rice and Kolter (2020), "Fast is better than free: revisiting adversarial
/// training".
struct Fgsm {
    Threat threat;
    Box range = no_range;
    bool random_start = false;
    double step_size = 0;
    Goal goal = Goal::leave_label;
    AttackLoss loss = AttackLoss::training_loss;

    void check() const {
        check_threat(*this, "Fgsm");
        require(step_size >= 0, "Fgsm: step_size must be >= 0, got ", step_size);
    }

    void perturb(auto& victim, Key key, auto& z) const {
        start_in_ball(*this, victim, key[1], random_start ? 1 : 0, z);
        const double usual = (random_start ? 1.25 : 1) * threat.radius();
        step_in_ball(*this, victim, victim.gradient(z), step_size > 0 ? step_size : usual, 1, z);
        victim.finish(z);
    }
};

}  // namespace regula::inline REGULA_ABI
