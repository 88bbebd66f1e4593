#pragma once

#include <regula/adversarial/threat.hpp>
#include <regula/core/random/key.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// The goal of an attack:
///
///     leave_label           a class other than the label of the sample, or a large loss
///     leave_prediction      a class other than the one that the model predicts. In training, the
///                           perturbation then tells nothing about the label (no label leaking)
///     reach_least_likely    the class that the model thinks the least likely
///     reach_label           the label or target in the data: a targeted attack
///
/// Kurakin, Goodfellow and Bengio (2017), "Adversarial machine learning at scale".
enum class Goal { leave_label, leave_prediction, reach_least_likely, reach_label };

/// The function of the outputs that an attack raises, or lowers if its goal is to reach a class c:
///
///     training_loss    the loss of the model
///     margin           max_{i != c} y_i - y_c
///     margin_ratio     the same divided by the distance of the largest and the third largest y: the
///                      "difference of logits ratio", which does not change with the scale of y
///
/// Both margins have a useful gradient where the softmax saturates; they need labels. The ratio needs three
/// classes, and a fourth to reach the least likely one. margin: Carlini and Wagner (2017), "Towards
/// evaluating the robustness of neural networks". margin_ratio: Croce and Hein (2020), "Reliable evaluation
/// of adversarial robustness with an ensemble of diverse parameter-free attacks".
enum class AttackLoss { training_loss, margin, margin_ratio };

/// An attack on a model in a threat model, an aggregate with fields `threat`, `range`, `goal` and `loss`:
///
///     perturb(victim, key, z)    z = the perturbed inputs of the victim, in the ball and the range
///
/// `victim` is a Victim; it gives the inputs, the gradient at any points, and keeps the best of them.
template <class A>
concept Attack = requires(const A& attack) {
    attack.check();
    { attack.threat } -> std::convertible_to<Threat>;
    { attack.range } -> std::convertible_to<Box>;
    { attack.goal } -> std::convertible_to<Goal>;
    { attack.loss } -> std::convertible_to<AttackLoss>;
};

/// Explains the missing members of an attack.
template <class A>
consteval void require_attack() {
    constexpr bool known = Attack<A>;
    static_assert(known,
                  "regula: an attack has fields 'threat', 'range', 'goal' and 'loss', and verbs 'check()' "
                  "and 'perturb(victim, key, z) const', as Fgsm, Pgd and AutoPgd have");
}

/// Throws std::invalid_argument, in the name of `who`, for a bad threat model or range of an attack.
void check_threat(const auto& attack, const char* who) {
    attack.threat.check(), attack.range.check();
    require(attack.threat.radius() < HUGE_VAL, who, ": the radius must be finite, got ",
            attack.threat.radius());
}

}  // namespace regula::inline REGULA_ABI
