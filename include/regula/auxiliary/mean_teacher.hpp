#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/model/class_terms.hpp>
#include <regula/update/ema.hpp>

namespace regula::inline REGULA_ABI {

/// The mean of the parameters in time teaches: the class probabilities of unlabelled samples must agree with
/// those of a teacher, the same model with the exponential moving average of the parameters,
///
///     strength 1/m sum_j |p_j - q_j|^2,     p_j of the model, q_j of the teacher, a constant
///
/// Both have noise and masks, with draws of their own. The policy is also the average in time Ema{decay}: so
/// evaluation and the final model have the teacher's parameters, and a run takes no other average. In a run
/// without unlabelled samples, the training samples serve. Needs a loss of classes. In a loop of your own,
/// point `mean` of the hooks to the averaged parameters.
/// Tarvainen and Valpola (2017), "Mean teachers are better role models" (there the sum is divided by the
/// number of classes, and the strength rises: scheduled(MeanTeacher{10}, ramp)).
struct MeanTeacher {
    static constexpr bool takes_unlabelled = true;
    double strength = 1;
    double decay = 0.999;

    void check() const {
        require(strength >= 0, "MeanTeacher: strength must be >= 0, got ", strength);
        require(decay >= 0 && decay < 1, "MeanTeacher: decay must be in [0, 1), got ", decay);
    }

    double share_of_update(Index t) const {
        check();
        return Ema{decay}.share_of_update(t);
    }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const Node y = unlabelled_outputs(pass, f, batch);
        const Node p = class_probabilities(pass, loss, pass.value(y));
        pass.afresh(2);
        auto& teacher = pass.probe_mean();
        pass.afresh(0);
        const Node z = f(teacher, teacher.input(unlabelled(batch)));
        const Node q = class_probabilities(teacher, loss, teacher.value(z));
        pass.add_term("MeanTeacher", add_distance(pass, y, pass.value(p), teacher.value(q), strength));
    }
};

static_assert(AuxiliaryLoss<MeanTeacher> && Averaging<MeanTeacher>);

}  // namespace regula::inline REGULA_ABI
