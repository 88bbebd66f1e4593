#pragma once

#include <regula/core/pipeline.hpp>

namespace regula::inline REGULA_ABI {

/// What a pass through a model asks the run's policies at the hidden units. A model calls enter with the
/// units of a hidden layer on the way forward, and leave with the gradient at what enter gave on the way
/// back. What each penalty charges is added to its place in `charged`. All arguments must outlive it.
template <class Policies>
class Hooks {
public:
    static constexpr bool disturbs = Policies::template disturbs<Role::hidden>;
    static constexpr bool penalizes = Policies::template penalizes<Role::hidden>;

    Hooks(const Policies& policies, const Moment& now, std::array<double, Policies::size>& charged)
        : policies_{policies}, now_{now}, charged_{charged} {}

    /// What the next layer sees of the units h (units x samples): h itself, or in `disturbed` a copy with
    /// noise and gates. Charges the penalties on h, before noise and gates, as a mean over the samples.
    const auto& enter(const Block& block, const auto& h, auto& disturbed, auto& gain) const {
        const Slot<Role::hidden> slot{block};
        if constexpr (penalizes)
            policies_.add_values(slot, h, now_, charged_, 1 / static_cast<double>(h.cols()));
        if constexpr (disturbs) {
            if (!policies_.disturbs_at(slot)) return h;
            disturbed = h;
            policies_.disturb(slot, disturbed, gain, now_);
            return disturbed;
        } else {
            return h;
        }
    }

    /// Turns the gradient at what the next layer saw into the gradient at h, penalties included.
    void leave(const Block& block, const auto& h, const auto& gain, auto& charge, auto& dh) const {
        using Scalar = typename std::remove_cvref_t<decltype(dh)>::Scalar;
        const Slot<Role::hidden> slot{block};
        policies_.take_back(slot, gain, dh);
        if constexpr (penalizes) {
            if (!policies_.penalizes_at(slot)) return;
            charge.setZero(h.rows(), h.cols());
            policies_.add_gradient(slot, h, charge, now_);
            dh += (Scalar{1} / static_cast<Scalar>(h.cols())) * charge;
        }
    }

private:
    const Policies& policies_;
    const Moment& now_;
    std::array<double, Policies::size>& charged_;
};

/// A pass without policies: evaluation.
struct NoHooks {
    const auto& enter(const Block&, const auto& h, auto&, auto&) const { return h; }
    void leave(const Block&, const auto&, const auto&, auto&, auto&) const {}
};

}  // namespace regula::inline REGULA_ABI
