#pragma once

#include <regula/adversarial/worst_case.hpp>
#include <regula/core/policy.hpp>
#include <regula/data/partly_labelled.hpp>

namespace regula::inline REGULA_ABI {

/// Interval bound propagation training: a part of the loss is that of the worst case in the bounds of a
/// threat model,
///
///     clean_share J(x) + (1 - clean_share) J_worst(x),     J_worst(x) >= J(x + r) for all perturbations r
///
///     fit(net, loss, data, sgd, IntervalTraining{.threat = LInfinityBall{0.1}, .range = {0, 1}});
///
/// J_worst is the loss at the worst logits: bounds of y_k - y_label, 0 for the label (see worst_case). The
/// bounds are those of the network that predicts, without noise and masks; BatchNorm uses its running
/// statistics. Deep networks need a radius that rises from 0: scheduled(IntervalTraining{...},
/// &IntervalTraining::radius_factor, WarmUp{10}) raises it over ten epochs. A step costs about two more
/// passes, each with its gradient.
///
/// Gowal et al. (2018), "On the effectiveness of interval bound propagation for training verifiably robust
/// models".
struct IntervalTraining {
    Threat threat;
    double clean_share = 0.5;
    Box range = no_range;
    double radius_factor = 1;  ///< multiplies the radius, for a warm-up

    void check() const {
        threat.check(), range.check();
        require(clean_share >= 0 && clean_share <= 1, "IntervalTraining: clean_share must be in [0, 1], got ",
                clean_share);
        require(radius_factor >= 0, "IntervalTraining: radius_factor must be >= 0, got ", radius_factor);
    }

    double loss_weight() const { return clean_share; }

    template <class Loss>
    void add_losses(auto& pass, const auto& f, const Loss& loss, const auto& batch) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(batch.inputs)>::Scalar;
        auto& bounds = pass.template beside<IntervalPass<Scalar>>();
        const Threat now = threat.with_radius(radius_factor * threat.radius());
        const Node y = f(bounds, bounds.input(batch.inputs, now, range));
        const double share = 1 - clean_share;
        pass.constant([&](auto& g) {  // scratch memory
            with_targets<Loss>(batch, [&](const auto& t) {
                pass.add_term("IntervalTraining", share * worst_case_loss(bounds, loss, y, t, share, g));
            });
        });
    }
};

static_assert(AuxiliaryLoss<IntervalTraining>);

}  // namespace regula::inline REGULA_ABI
