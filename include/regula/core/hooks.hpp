#pragma once

#include <regula/core/pipeline.hpp>

#include <optional>

namespace regula::inline REGULA_ABI {

/// What a pass through a model asks the run's policies at its units. A model calls enter with the units of a
/// hidden layer, or with what a branch adds, on the way forward, and leave with the gradient at what enter gave
/// on the way back; with its outputs it calls charge and add_charge. What each penalty charges is added to its place in `charged`. All
/// arguments must outlive it.
template <class Policies>
class Hooks {
public:
    static constexpr bool thins =
        Policies::template thins<Role::hidden> || Policies::template thins<Role::input>;

    using Charged = std::array<double, Policies::size>;

    Hooks(const Policies& policies, const Moment& now, Charged& charged)
        : policies_{policies}, now_{now}, charged_{charged} {}

    /// The same for a part of the minibatch that begins at sample `first`: its samples get the noise and the gates that
    /// they have in the whole. It charges to `charged`, and keeps its moment in `now`.
    Hooks part(Index first, Moment& now, Charged& charged) const {
        now = now_;
        now.first += first;
        return {policies_, now, charged};
    }
    /// Charges what parts have charged.
    void charge(const Charged& more) const {
        for (std::size_t i = 0; i < Policies::size; ++i) charged_[i] += more[i];
    }

    /// What the next layer sees of the units h (units x samples): h itself, or in `disturbed` a copy with
    /// noise and gates. Charges the penalties on h before noise and gates.
    const auto& enter(const Block& block, const auto& h, auto& disturbed, auto& gain) const {
        if (block.role == Role::branch) return enter(Slot<Role::branch>{block}, h, disturbed, gain);
        return enter(Slot<Role::hidden>{block}, h, disturbed, gain);
    }

    /// Turns the gradient at what the next layer saw into the gradient at h, penalties included.
    void leave(const Block& block, const auto& h, const auto& gain, auto& scratch, auto& dh) const {
        if (block.role == Role::branch) return policies_.take_back(Slot<Role::branch>{block}, gain, dh);
        const Slot<Role::hidden> slot{block};
        policies_.take_back(slot, gain, dh);
        add_charge(slot, h, scratch, dh);
    }

    /// Whether units of a block may be dropped for the whole minibatch, and whether nothing asks for more of them
    /// than their gains: units that are dropped then need not be computed.
    template <Role role>
    bool thins_at(Slot<role> slot) const {
        return policies_.thins_at(slot);
    }
    template <Role role>
    bool looks_at_samples(Slot<role> slot) const {
        return policies_.looks_at_samples(slot);
    }
    /// The gains of a block's units in this minibatch, in a column.
    template <Role role>
    void draw_for_minibatch(Slot<role> slot, auto& gain) const {
        policies_.draw_for_minibatch(slot, gain, now_);
    }
    /// The key of what a random layer draws in this pass, forwards and backwards.
    std::optional<Key> draw(std::size_t layer) const {
        return now_.key.stream("layers")[layer].from(static_cast<std::uint64_t>(now_.first));
    }

    /// Charges the penalties on units or outputs y (units x samples), as a mean over the samples.
    template <Role role>
    void charge(Slot<role> slot, const auto& y) const {
        if constexpr (Policies::template penalizes<role>)
            policies_.add_values(slot, y, now_, charged_, 1 / static_cast<double>(y.cols()));
    }

    /// Adds the gradient of that to dy.
    template <Role role>
    void add_charge(Slot<role> slot, const auto& y, auto& scratch, auto& dy) const {
        using Scalar = typename std::remove_cvref_t<decltype(dy)>::Scalar;
        if constexpr (Policies::template penalizes<role>) {
            if (!policies_.penalizes_at(slot)) return;
            scratch.setZero(y.rows(), y.cols());
            policies_.add_gradient(slot, y, scratch, now_);
            dy += (Scalar{1} / static_cast<Scalar>(y.cols())) * scratch;
        }
    }

private:
    template <Role role>
    const auto& enter(Slot<role> slot, const auto& h, auto& disturbed, auto& gain) const {
        charge(slot, h);
        if constexpr (Policies::template disturbs<role>) {
            if (!policies_.disturbs_at(slot)) return h;
            disturbed = h;
            policies_.disturb(slot, disturbed, gain, now_);
            return disturbed;
        } else {
            return h;
        }
    }

    const Policies& policies_;
    const Moment& now_;
    Charged& charged_;
};

/// Noise and gates on parameters, in place. The gains go to `gains`, of the same shape, for the way back.
void disturb_parameters(const auto& policies, auto& theta, auto& gains, const Moment& now) {
    for_each_slot(theta.blocks(), [&](auto slot) {
        auto w = theta[slot.block];
        auto gain = gains[slot.block];
        policies.disturb(slot, w, gain, now);
    });
}

/// A pass without policies: evaluation.
struct NoHooks {
    static constexpr bool thins = false;

    const auto& enter(const Block&, const auto& h, auto&, auto&) const { return h; }
    void leave(const Block&, const auto&, const auto&, auto&, auto&) const {}
    std::optional<Key> draw(std::size_t) const { return {}; }
    template <Role role>
    void charge(Slot<role>, const auto&) const {}
    template <Role role>
    void add_charge(Slot<role>, const auto&, auto&, auto&) const {}
};

}  // namespace regula::inline REGULA_ABI
