#pragma once

#include <regula/core/pipeline.hpp>

#include <optional>
#include <span>

namespace regula::inline REGULA_ABI {

/// What comes out of a place on the way forward.
template <class Scalar>
struct Passed {
    const Matrix<Scalar>* units;           ///< as the next layer sees them
    const Matrix<Scalar>* gain = nullptr;  ///< by which they were multiplied, if they were; of a branch a row
    bool charged = false;                  ///< whether penalties charge the units that came in
};

/// How a pass comes to a place: by which stream of random numbers, 0 for the first, and whether it was there
/// before.
struct Visit {
    std::uint64_t stream = 0;
    bool again = false;
};

/// What happens at the places of a model in a pass: between its layers, at its inputs and at its outputs. A
/// model asks by one virtual call a place and minibatch, so that it is compiled once for each scalar type and
/// not once for each list of policies. This one does nothing: a pass of the model that predicts.
template <class Scalar>
class Hooks {
public:
    virtual ~Hooks() = default;

    /// Whether anything happens at a place: if not, a pass does not ask further.
    virtual bool act_at(const Block& /*place*/) const { return false; }
    /// The way forward: what becomes of the units h (units x samples) at a place, h itself or `changed`, with
    /// its gains in `gain`. Penalties charge h as it comes in, when a pass comes to the place for the first
    /// time.
    virtual Passed<Scalar> forward(const Block& /*place*/, const Matrix<Scalar>& h,
                                   Matrix<Scalar>& /*changed*/, Matrix<Scalar>& /*gain*/, Visit /*visit*/) {
        return {&h};
    }
    /// The way back: dh += the gradient of what forward charged for h.
    virtual void add_charge(const Block& /*place*/, const Matrix<Scalar>& /*h*/, Matrix<Scalar>& /*scratch*/,
                            Matrix<Scalar>& /*dh*/) {}

    /// Whether units of a place are dropped for the whole minibatch, and nothing asks for more of them than
    /// their gains: units that are dropped then need not be computed. And those gains, in a column.
    virtual bool drops_units(const Block& /*place*/) const { return false; }
    virtual void draw_units(const Block& /*place*/, Matrix<Scalar>& /*gain*/, Visit /*visit*/) const {}

    /// The key of what a random layer draws in this pass, forwards and backwards; none: it does not.
    virtual std::optional<Key> draw(std::size_t /*layer*/, Visit /*visit*/) const { return {}; }

    /// What each policy has charged so far, as a mean over the samples.
    virtual std::span<double> charged() { return {}; }

    /// When this pass is; `now.first` is the number of the first sample, in a part of a minibatch: its
    /// samples then have the noise and the gates that they have in the whole.
    Moment now;
};

/// The policies of a run at the places of a model.
template <class Scalar, class Policies>
class PolicyHooks final : public Hooks<Scalar> {
public:
    /// The policies must outlive it.
    PolicyHooks(const Policies& policies, const Moment& moment) : policies_{policies} { this->now = moment; }

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
                    policies_.add_values(slot, h, moment(visit), charged_, 1 / static_cast<double>(h.cols()));
                    passed.charged = true;
                }
            if constexpr (Policies::template disturbs<role>)
                if (policies_.disturbs_at(slot)) {
                    changed = h;
                    policies_.disturb(slot, changed, gain, moment(visit));
                    passed.units = &changed;
                    if (policies_.gates_at(slot)) passed.gain = &gain;
                }
        });
        return passed;
    }

    void add_charge(const Block& place, const Matrix<Scalar>& h, Matrix<Scalar>& scratch,
                    Matrix<Scalar>& dh) override {
        at_place(place, [&]<Role role>(Slot<role> slot) {
            if constexpr (Policies::template penalizes<role>) {
                scratch.setZero(h.rows(), h.cols());
                policies_.add_gradient(slot, h, scratch, moment({}));
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
                policies_.draw_for_minibatch(slot, gain, moment(visit));
        });
    }

    std::optional<Key> draw(std::size_t layer, Visit visit) const override {
        const Moment then = moment(visit);
        return then.key.stream("layers")[layer].from(static_cast<std::uint64_t>(then.first));
    }

    std::span<double> charged() override { return charged_; }

private:
    static void at_place(const Block& place, auto&& act) {
        with_slot<Role::input, Role::hidden, Role::branch, Role::output>(place, act);
    }
    Moment moment(Visit visit) const {
        Moment then = this->now;
        if (visit.stream > 0) then.key = then.key.stream("afresh")[visit.stream];
        return then;
    }

    const Policies& policies_;
    std::array<double, Policies::size> charged_{};
};

/// The hooks of a pipeline, for a loop of one's own:     auto hooks = hooks_of<float>(asked, Moment{key});
template <class Scalar, class Policies>
PolicyHooks<Scalar, Policies> hooks_of(const Policies& policies, const Moment& now) {
    return {policies, now};
}

/// Noise and gates on parameters, in place. The gains go to `gains`, of the same shape, for the way back.
void disturb_parameters(const auto& policies, auto& theta, auto& gains, const Moment& now) {
    for_each_slot(theta.blocks(), [&](auto slot) {
        auto w = theta[slot.block];
        auto gain = gains[slot.block];
        policies.disturb(slot, w, gain, now);
    });
}

}  // namespace regula::inline REGULA_ABI
