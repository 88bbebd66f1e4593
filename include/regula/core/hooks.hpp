#pragma once

#include <regula/core/pipeline.hpp>

#include <optional>
#include <span>

namespace regula::inline REGULA_ABI {

/// The result of a place in the forward pass.
template <class Scalar>
struct Passed {
    const Matrix<Scalar>* units;           ///< the units as the next layer gets them
    const Matrix<Scalar>* gain = nullptr;  ///< the gains applied to them, if any; for a branch a row
    bool penalized = false;                ///< whether penalties act on the incoming units
};

/// One visit of a pass to a place: its stream of random numbers (0 for the first), and whether the pass has
/// been there before.
struct Visit {
    std::uint64_t stream = 0;
    bool again = false;
};

/// The interface through which a model applies policies at its places: between its layers, at its inputs and
/// at its outputs. A model makes one virtual call for each place and minibatch. So it is compiled once for
/// each scalar type, not once for each list of policies. This base class does nothing; it serves prediction.
template <class Scalar>
class Hooks {
public:
    virtual ~Hooks() = default;

    /// Whether any policy acts at a place. If not, a pass makes no other call for it.
    virtual bool act_at(const Block& /*place*/) const { return false; }
    /// The forward pass at a place with units h (units x samples). The result is h itself or `changed`; its
    /// gains are in `gain`. Penalties act on the incoming h, and only on the first visit of a pass.
    virtual Passed<Scalar> forward(const Block& /*place*/, const Matrix<Scalar>& h,
                                   Matrix<Scalar>& /*changed*/, Matrix<Scalar>& /*gain*/, Visit /*visit*/) {
        return {&h};
    }
    /// The backward pass: dh += the gradient of the penalties that forward evaluated at h.
    virtual void add_penalty_gradient(const Block& /*place*/, const Matrix<Scalar>& /*h*/,
                                      Matrix<Scalar>& /*scratch*/, Matrix<Scalar>& /*dh*/) {}

    /// Whether units of a place are dropped for the whole minibatch and no policy needs more of them than
    /// their gains. Dropped units then need not be computed. draw_units writes these gains to a column.
    virtual bool drops_units(const Block& /*place*/) const { return false; }
    virtual void draw_units(const Block& /*place*/, Matrix<Scalar>& /*gain*/, Visit /*visit*/) const {}

    /// The key for the draws of a random layer in this pass, forward and backward; none if the layer does not
    /// draw.
    virtual std::optional<Key> draw(std::size_t /*layer*/, Visit /*visit*/) const { return {}; }

    /// Whether a block of the parameters moves in this step. If not, a pass need not compute its gradient.
    virtual bool trains(const Block& /*block*/) const { return true; }

    /// The penalty value or auxiliary loss of each policy so far, as a mean over the samples.
    virtual std::span<double> terms() { return {}; }

    /// Whether this is a pass of a training step: layers then take statistics of the minibatch.
    bool training = false;
    /// The mean of the parameters in time before this step, if the run has one. It must outlive the pass.
    const Vector<Scalar>* mean = nullptr;
    /// The time of this pass. In a part of a minibatch `now.first` is the number of the first sample, so that
    /// samples get the same noise and gates as in the whole minibatch.
    StepTime now;
};

/// Applies the policies of a run at the places of a model.
template <class Scalar, class Policies>
class PolicyHooks final : public Hooks<Scalar> {
public:
    /// `policies` must outlive this object.
    PolicyHooks(const Policies& policies, const StepTime& moment) : policies_{policies} {
        this->now = moment;
    }

    bool act_at(const Block& place) const override {
        bool act = false;
        at_place(place, [&]<Role role>(Slot<role> slot) {
            if constexpr (Policies::template penalizes<role> || Policies::template disturbs<role>)
                act = policies_.penalizes_at(slot) || policies_.disturbs_at(slot);
        });
        return act;
    }

    Passed<Scalar> forward(const Block& place, const Matrix<Scalar>& h, Matrix<Scalar>& changed,
                           Matrix<Scalar>& gain, Visit visit) override {
        Passed<Scalar> passed{&h};
        at_place(place, [&]<Role role>(Slot<role> slot) {
            if constexpr (Policies::template penalizes<role>)
                if (!visit.again && policies_.penalizes_at(slot)) {
                    policies_.add_values(slot, h, time_of(visit), terms_, 1 / static_cast<double>(h.cols()));
                    passed.penalized = true;
                }
            if constexpr (Policies::template disturbs<role>)
                if (policies_.disturbs_at(slot)) {
                    changed = h;
                    policies_.disturb(slot, changed, gain, time_of(visit));
                    passed.units = &changed;
                    if (policies_.gates_at(slot)) passed.gain = &gain;
                }
        });
        return passed;
    }

    void add_penalty_gradient(const Block& place, const Matrix<Scalar>& h, Matrix<Scalar>& scratch,
                              Matrix<Scalar>& dh) override {
        at_place(place, [&]<Role role>(Slot<role> slot) {
            if constexpr (Policies::template penalizes<role>) {
                scratch.setZero(h.rows(), h.cols());
                policies_.add_gradient(slot, h, scratch, time_of({}));
                dh += (Scalar{1} / static_cast<Scalar>(h.cols())) * scratch;
            }
        });
    }

    bool drops_units(const Block& place) const override {
        bool drops = false;
        at_place(place, [&]<Role role>(Slot<role> slot) {
            if constexpr (Policies::template drops_units<role>)
                drops = policies_.drops_units_at(slot) &&
                        (role == Role::input || !policies_.looks_at_samples(slot));
        });
        return drops;
    }
    void draw_units(const Block& place, Matrix<Scalar>& gain, Visit visit) const override {
        at_place(place, [&]<Role role>(Slot<role> slot) {
            if constexpr (Policies::template drops_units<role>)
                policies_.draw_for_minibatch(slot, gain, time_of(visit));
        });
    }

    std::optional<Key> draw(std::size_t layer, Visit visit) const override {
        const StepTime then = time_of(visit);
        return then.key.stream("layers")[layer].from(static_cast<std::uint64_t>(then.first));
    }

    bool trains(const Block& block) const override {
        bool frozen = false;
        if constexpr (Policies::scales_rates)
            with_slot<Role::weight, Role::bias, Role::noise_scale>(
                block, [&](auto slot) { frozen = policies_.rate_factor(slot, this->now) == 0; });
        return !frozen;
    }

    std::span<double> terms() override { return terms_; }

private:
    static void at_place(const Block& place, auto&& act) {
        with_slot<Role::input, Role::hidden, Role::branch, Role::output>(place, act);
    }
    StepTime time_of(Visit visit) const {
        StepTime then = this->now;
        if (visit.stream > 0) then.key = then.key.stream("afresh")[visit.stream];
        return then;
    }

    const Policies& policies_;
    std::array<double, Policies::size> terms_{};
};

/// The hooks of a pipeline, for your own training loop:
///
///     auto hooks = hooks_of<float>(attached, StepTime{key});
template <class Scalar, class Policies>
PolicyHooks<Scalar, Policies> hooks_of(const Policies& policies, const StepTime& now) {
    return {policies, now};
}

/// Applies noise and gates to parameters in place. The gains go to `gains`, of the same shape, for the
/// backward pass.
void disturb_parameters(const auto& policies, auto& theta, auto& gains, const StepTime& now) {
    for_each_slot(theta.blocks(), [&](auto slot) {
        auto w = theta[slot.block];
        auto gain = gains[slot.block];
        policies.disturb(slot, w, gain, now);
    });
}

}  // namespace regula::inline REGULA_ABI
