#pragma once

#include <regula/core/hooks.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/data/batches.hpp>
#include <regula/optimize/step_buffers.hpp>
#include <regula/optimize/step_memory.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The optimizer's step on one block, in pieces that stay in the cache.
template <class Scalar>
void step_in_pieces(const auto& optimizer, Parameters<Scalar>& theta, const Parameters<Scalar>& gradient,
                    const StepMemory<Scalar>& memory, const Block& block, double rate, Index t) {
    constexpr Index piece = 4096;
    for (Index first = block.offset, end = block.offset + block.size(); first < end; first += piece) {
        const Index count = std::min(piece, end - first);
        optimizer.step(theta.vector().segment(first, count), gradient.vector().segment(first, count),
                       memory.piece(first, count), rate, t);
    }
}

/// One training step, with its memory from step to step:
///
///     mixing of samples  ->  noise on targets, noise and gates on weights
///     ->  losses and gradient, with noise, gates and penalties at the places of the model
///     ->  the same once more where an ascent has gone
///     ->  smooth penalties  ->  noise on the gradient  ->  clipping
///     ->  decays  ->  the optimizer's step  ->  proximal steps, each at the rate of its block
///     ->  projections  ->  averages in time
template <class Scalar, class Optimizer, class Policies>
class Step {
public:
    Step(const Optimizer& optimizer, const Policies& policies, Parameters<Scalar>& theta,
         State<Scalar>& state)
        : optimizer_{optimizer},
          policies_{policies},
          theta_{theta},
          memory_{theta, state, {policy_name(optimizer), optimizer.memories()}, mean_of(policies)},
          buffers_{theta} {
        if constexpr (disturbs_parameters) {
            for_each_slot(theta.blocks(),
                          [&](auto slot) { disturbs_now_ = disturbs_now_ || policies.disturbs_at(slot); });
            if (disturbs_now_) buffers_.seen = buffers_.gains = theta;
        }
        if constexpr (ascends) buffers_.ascended = theta;
        if constexpr (prox_by_entry) buffers_.prox_steps.setZero(theta.size());
        if constexpr (couples_by_entry) buffers_.coupling_steps = theta;
        if constexpr (Policies::couples) buffers_.coupling_scratch = theta;
    }

    /// Takes a step with a batch and returns the loss; policies may mix its samples and change its targets.
    /// Calls `objective` with (theta, batch, gradient, hooks, workers). `terms` gets the values of the
    /// policies in the model.
    double operator()(auto&& objective, auto& batch, const StepTime& now, Workers& workers,
                      std::span<double> terms) {
        each_part(batch, [&](Batch<Scalar>& part) { change_targets(part, now); });
        const auto differentiate = [&](const Parameters<Scalar>& where, std::span<double> charges) {
            PolicyHooks<Scalar, Policies> hooks{policies_, now};
            hooks.training = true;
            hooks.mean = memory_.mean();
            const double loss = objective(seen(where, now), batch, buffers_.gradient, hooks, workers);
            if constexpr (Policies::size > 0)
                std::copy(hooks.terms().begin(), hooks.terms().end(), charges.begin());
            require_gradient(theta_, buffers_.gradient);
            clear_frozen(now);
            return loss;
        };
        const double loss = differentiate(theta_, terms);
        if (!std::isfinite(loss)) return loss;  // the parameters stay unchanged
        buffers_.move_statistics(theta_);
        if constexpr (ascends) {
            if constexpr (requires { objective.terms(); })
                terms_.assign(objective.terms().begin(), objective.terms().end());
            take_all_back();
            buffers_.ascended.vector() = theta_.vector();
            if (policies_.ascend(buffers_.ascended.vector(), buffers_.gradient.vector(), now)) {
                std::array<double, Policies::size> unreported{};  // the report is of theta
                const double above = differentiate(buffers_.ascended, unreported);
                if (!std::isfinite(above)) return above;
                buffers_.clear_statistics();
                take_all_back();
            }
        }

        const double rate = last_rate_ = this->rate(now.epoch);
        const Index t = memory_.updates() + 1;
        const auto charge = [&]<Role role>(Slot<role> slot) {
            if (is_frozen(slot, now)) return;
            auto w = theta_[slot.block];
            auto g = buffers_.gradient[slot.block];
            if constexpr (!ascends) take_back(slot);
            policies_.add_gradient(slot, w, g, now);
        };
        const auto move = [&]<Role role>(Slot<role> slot) {
            if (is_frozen(slot, now)) return;
            auto w = theta_[slot.block];
            const double own = rate * policies_.rate_factor(slot, now);
            policies_.decay(slot, w, own, now);
            step_in_pieces(optimizer_, theta_, buffers_.gradient, memory_, slot.block, own, t);
        };
        const auto settle_in = [&]<Role role>(Slot<role> slot) {
            if (is_frozen(slot, now)) return;
            auto w = theta_[slot.block];
            const double own = rate * policies_.rate_factor(slot, now);
            policies_.prox_and_project(
                slot, w, [&] { return prox_step(slot.block, own, t); }, now);
        };
        if constexpr (Policies::couples || Policies::clips || Policies::template disturbs<Role::gradient>) {
            for_each_slot(theta_.blocks(), charge);
            policies_.add_coupling_gradient(theta_, buffers_.gradient, buffers_.coupling_scratch, now);
            disturb_gradient(now);
            policies_.clip(buffers_.gradient.vector(), now);
            for_each_slot(theta_.blocks(), move);
            couple(rate, t, now);
            for_each_slot(theta_.blocks(), settle_in);
        } else {  // block by block, so that each stays in the cache
            for_each_slot(theta_.blocks(), [&](auto slot) { charge(slot), move(slot), settle_in(slot); });
        }
        if constexpr (Policies::averages_updates)
            if (policies_.averages_now())
                memory_.average(theta_, policies_.share_of_update(now.step + 1, now));
        return loss;
    }

    /// The terms of the loss that the last step returned, by name.
    std::span<const Term> terms(const auto& objective) const {
        if constexpr (ascends)
            return {terms_.data(), terms_.size()};
        else
            return objective.terms();
    }

    /// Moves the mean in time after an epoch.
    void average_epoch(int epoch, const StepTime& now) {
        if (policies_.averages_now()) memory_.average(theta_, policies_.share_of_epoch(epoch, now));
    }

    /// The learning rate at a time in epochs: the rate of the optimizer, times its schedule, times a factor.
    double rate(double epoch) const {
        return factor_ * optimizer_.learning_rate * optimizer_.schedule(epoch);
    }
    void scale_rate(double factor) { factor_ = factor; }
    /// The learning rate of the last update.
    double last_rate() const { return last_rate_; }

private:
    static constexpr bool disturbs_parameters =
        Policies::template disturbs<Role::weight> || Policies::template disturbs<Role::bias>;
    static constexpr bool prox_by_entry = HasProxStepByEntry<Optimizer>;
    static constexpr bool ascends = Policies::ascends;
    /// Whether proximal steps of couplings differ by entry: by the optimizer, or by the rates of blocks.
    static constexpr bool couples_by_entry =
        Policies::couples_by_prox && (prox_by_entry || Policies::scales_rates);

    static std::optional<typename StepMemory<Scalar>::Mean> mean_of(const Policies& policies) {
        if constexpr (Policies::averages)
            if (policies.averages_now()) return {{policies.averaging_name(), policies.mean_counts_found()}};
        return {};
    }

    void change_targets(Batch<Scalar>& batch, const StepTime& now) {
        policies_.mix(batch.inputs, batch.targets, now);
        if constexpr (Policies::template disturbs<Role::target>) {
            Matrix<Scalar> no_gates;
            policies_.disturb(Slot<Role::target>{buffers_.of_targets}, batch.targets, no_gates, now);
        }
    }

    void disturb_gradient(const StepTime& now) {
        if constexpr (Policies::template disturbs<Role::gradient>) {
            Matrix<Scalar> no_gates;
            policies_.disturb(Slot<Role::gradient>{buffers_.of_gradient}, buffers_.gradient.vector(),
                              no_gates, now);
            buffers_.clear_statistics();  // for the norm in clip
            clear_frozen(now);
        }
    }

    /// Whether a policy keeps a block as it is.
    template <Role role>
    bool is_frozen([[maybe_unused]] Slot<role> slot, [[maybe_unused]] const StepTime& now) const {
        if constexpr (Policies::scales_rates)
            return policies_.rate_factor(slot, now) == 0;
        else
            return false;
    }
    /// Sets the gradients of frozen blocks to zero, for clipping and ascents.
    void clear_frozen([[maybe_unused]] const StepTime& now) {
        if constexpr (Policies::scales_rates)
            for_each_slot(theta_.blocks(), [&](auto slot) {
                if (is_frozen(slot, now)) buffers_.gradient[slot.block].setZero();
            });
    }

    /// Takes the gradient of a block back through the gates on it. An ascent needs all blocks at once;
    /// otherwise blocks follow one another, for the cache.
    template <Role role>
    void take_back(Slot<role> slot) {
        if constexpr (Policies::template disturbs<role>) {
            auto g = buffers_.gradient[slot.block];
            if (disturbs_now_) policies_.take_back(slot, buffers_.gains[slot.block], g);
        }
    }
    void take_all_back() {
        for_each_slot(theta_.blocks(), [&](auto slot) { take_back(slot); });
    }

    /// The parameters that the objective sees, at `where`: with noise and gates on a copy.
    const Parameters<Scalar>& seen(const Parameters<Scalar>& where, const StepTime& now) {
        if constexpr (disturbs_parameters) {
            if (!disturbs_now_) return where;
            buffers_.seen.vector() = where.vector();
            disturb_parameters(policies_, buffers_.seen, buffers_.gains, now);
            return buffers_.seen;
        } else {
            return where;
        }
    }

    /// The proximal steps of couplings, each entry by the distance that one gradient moves it.
    void couple([[maybe_unused]] double rate, [[maybe_unused]] Index t,
                [[maybe_unused]] const StepTime& now) {
        if constexpr (couples_by_entry) {
            for_each_slot(theta_.blocks(), [&](auto slot) {
                const double own = rate * policies_.rate_factor(slot, now);
                auto steps = buffers_.coupling_steps[slot.block];
                if constexpr (prox_by_entry)
                    steps = prox_step(slot.block, own, t);
                else
                    steps.setConstant(static_cast<Scalar>(prox_step(slot.block, own, t)));
            });
            policies_.couple(theta_, buffers_.coupling_steps, buffers_.coupling_scratch, now);
        } else if constexpr (Policies::couples_by_prox) {
            policies_.couple(theta_, optimizer_.prox_step(rate), buffers_.coupling_scratch, now);
        }
    }

    auto prox_step([[maybe_unused]] const Block& block, double rate, [[maybe_unused]] Index t) {
        if constexpr (prox_by_entry) {
            const Index offset = block.offset;
            Eigen::Map<Matrix<Scalar>> scratch{buffers_.prox_steps.data() + offset, block.rows, block.cols};
            optimizer_.prox_step(rate, memory_.of(block), t, scratch);
            return scratch;
        } else {
            return optimizer_.prox_step(rate);
        }
    }

    const Optimizer& optimizer_;
    const Policies& policies_;
    Parameters<Scalar>& theta_;
    StepMemory<Scalar> memory_;
    StepBuffers<Scalar> buffers_;
    std::vector<Term> terms_;            // if an ascent calls the objective again
    double factor_ = 1, last_rate_ = 0;  // of the learning rate
    bool disturbs_now_ = false;          // whether any policy that acts on parameters is switched on
};

}  // namespace regula::inline REGULA_ABI
