#pragma once

#include <regula/adversarial/ball_steps.hpp>

namespace regula::inline REGULA_ABI {

/// The weakest attack, a baseline for others: a draw from the uniform distribution in the ball.
struct RandomPerturbation {
    Threat threat;
    Box range = no_range;
    Goal goal = Goal::leave_label;
    AttackLoss loss = AttackLoss::training_loss;

    void check() const { check_threat(*this, "RandomPerturbation"); }

    void perturb(auto& victim, Key key, auto& z) const {
        start_in_ball(*this, victim, key[1], 1, z);
        victim.finish(z);
    }
};

}  // namespace regula::inline REGULA_ABI
