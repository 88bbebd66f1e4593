#pragma once

#include <regula/adversarial/ball_steps.hpp>

namespace regula::inline REGULA_ABI {

/// Adversarial training: each step also trains on the samples at the points of an attack,
///
///     clean_share J(x) + (1 - clean_share) J(x_adv)
///
///     fit(net, loss, data, sgd, AdversarialTraining{Fgsm{.threat = LInfinityBall{0.1}, .range = {0, 1}}});
///     fit(net, loss, data, sgd, AdversarialTraining{Pgd{.threat = LInfinityBall{0.1}, .steps = 7}, 0});
///
/// The attack is on the network without noise and masks; x_adv is a constant, so the gradient is that of the
/// objective with the attack's points held fixed (Danskin's theorem: at the worst points the two are equal).
/// The loss at x_adv has the noise and masks of the step. A clean_share of 0 trains on x_adv alone. With the
/// goal Goal::leave_prediction the attack uses no label (no label leaking). `radius_factor` multiplies the
/// radius, for a warm-up by scheduled(...).
///
/// A model trained against Fgsm may have no robustness against Pgd; measure both. Goodfellow, Shlens and
/// Szegedy (2015), "Explaining and harnessing adversarial examples"; Madry et al. (2018), "Towards deep
/// learning models resistant to adversarial attacks"; Deep Learning, section 7.13.
template <class A>
struct AdversarialTraining {
    static constexpr bool probes_are_constants = true;
    static_assert(Attack<A>, "regula: AdversarialTraining needs an attack, such as Fgsm or Pgd");

    A attack;
    double clean_share = 0.5;
    double radius_factor = 1;

    void check() const {
        attack.check();
        require(clean_share >= 0 && clean_share <= 1,
                "AdversarialTraining: clean_share must be in [0, 1], got ", clean_share);
        require(radius_factor >= 0, "AdversarialTraining: radius_factor must be >= 0, got ", radius_factor);
        require(attack.goal != Goal::reach_label,
                "AdversarialTraining: the attack must leave the label, got the goal reach_label");
        if constexpr (requires { attack.restarts; })
            require(attack.restarts == 1, "AdversarialTraining: the attack has one start, got ",
                    attack.restarts);
    }
    double loss_weight() const { return clean_share; }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const auto& now = pass.hooks().now;
        A scaled = attack;
        scaled.threat = attack.threat.with_radius(radius_factor * attack.threat.radius());
        Victim victim{pass, f, loss, batch, scaled};
        if (clean_share > 0) {  // the step has evaluated the model there
            const Node x = pass.input(batch.inputs);
            victim.use_recorded(x, f(pass, x));
        }
        auto& z = victim.scratch();
        scaled.perturb(victim, now.key.stream("attack").from(static_cast<std::uint64_t>(now.first)), z);
        pass.add_loss("AdversarialTraining", loss, f(pass, pass.input(z)), batch, 1 - clean_share);
    }
};
template <class A>
AdversarialTraining(A, double = 0.5, double = 1) -> AdversarialTraining<A>;

}  // namespace regula::inline REGULA_ABI
