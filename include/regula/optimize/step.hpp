#pragma once

#include <regula/core/hooks.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/data/batches.hpp>
#include <regula/optimize/optimizer.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace regula::inline REGULA_ABI {

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
        : optimizer_{optimizer}, policies_{policies}, theta_{theta}, state_{state}, gradient_{theta} {
        take_up(state.memory, fresh_memories(), theta.size());
        if (optimizer.memories() > 0) state.memory[0].put_back(begun_);
        require(begun_.updates >= 0 && begun_.updates <= state.steps,
                "State: the optimizer's memory began at update ", begun_.updates, " of ", state.steps);
        require(!policies.averages_now() || (counted() >= 0 && counted() <= 1),
                "State: the share of a mean must be in [0, 1], got ",
                policies.averages_now() ? counted() : 0);
        if constexpr (disturbs_parameters) {
            for_each_slot(theta.blocks(),
                          [&](auto slot) { disturbs_now_ = disturbs_now_ || policies.disturbs_at(slot); });
            if (disturbs_now_) seen_ = gains_ = theta;
        }
        for (const Block& block : theta.blocks())
            if (block.role == Role::statistic) statistics_.push_back(block);
        if constexpr (ascends) ascended_ = theta;
        if constexpr (prox_by_entry) reach_.setZero(theta.size());
        if constexpr (couples_by_entry) coupling_steps_ = theta;
        if constexpr (Policies::couples) coupling_scratch_ = theta;
    }

    /// Takes a step with a batch and returns the loss; policies may mix its samples and change its targets.
    /// Calls `objective` with (theta, batch, gradient, hooks, workers). `terms` gets the values of the
    /// policies in the model.
    double operator()(auto&& objective, auto& batch, const StepTime& now, Workers& workers,
                      std::array<double, Policies::size>& terms) {
        each_part(batch, [&](Batch<Scalar>& part) { change_targets(part, now); });
        const auto differentiate = [&](const Parameters<Scalar>& where, auto& charges) {
            PolicyHooks<Scalar, Policies> hooks{policies_, now};
            hooks.training = true;
            if (policies_.averages_now()) hooks.mean = &state_.memory.back().vectors[0];
            const double loss = objective(seen(where, now), batch, gradient_, hooks, workers);
            if constexpr (Policies::size > 0)
                std::copy(hooks.terms().begin(), hooks.terms().end(), charges.begin());
            require_gradient(theta_, gradient_);
            clear_frozen(now);
            return loss;
        };
        const double loss = differentiate(theta_, terms);
        if (!std::isfinite(loss)) return loss;  // the parameters stay unchanged
        for (const Block& block : statistics_) {
            theta_[block] += gradient_[block];
            gradient_[block].setZero();
        }
        if constexpr (ascends) {
            if constexpr (requires { objective.terms(); })
                terms_.assign(objective.terms().begin(), objective.terms().end());
            take_all_back();
            ascended_.vector() = theta_.vector();
            if (policies_.ascend(ascended_.vector(), gradient_.vector(), now)) {
                std::array<double, Policies::size> unreported{};  // the report is of theta
                const double above = differentiate(ascended_, unreported);
                if (!std::isfinite(above)) return above;
                for (const Block& block : statistics_) gradient_[block].setZero();
                take_all_back();
            }
        }

        const double rate = last_rate_ = this->rate(now.epoch);
        const Index t = now.step + 1 - begun_.updates;
        const auto charge = [&]<Role role>(Slot<role> slot) {
            if (is_frozen(slot, now)) return;
            auto w = theta_[slot.block];
            auto g = gradient_[slot.block];
            if constexpr (!ascends) take_back(slot);
            policies_.add_gradient(slot, w, g, now);
        };
        const auto move = [&]<Role role>(Slot<role> slot) {
            if (is_frozen(slot, now)) return;
            auto w = theta_[slot.block];
            const double own = rate * policies_.rate_factor(slot, now);
            policies_.decay(slot, w, own, now);
            descend(slot.block, own, t);
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
            policies_.add_coupling_gradient(theta_, gradient_, coupling_scratch_, now);
            disturb_gradient(now);
            policies_.clip(gradient_.vector(), now);
            for_each_slot(theta_.blocks(), move);
            couple(rate, t, now);
            for_each_slot(theta_.blocks(), settle_in);
        } else {  // block by block, so that each stays in the cache
            for_each_slot(theta_.blocks(), [&](auto slot) { charge(slot), move(slot), settle_in(slot); });
        }
        if constexpr (Policies::averages_updates)
            if (policies_.averages_now()) average(policies_.share_of_update(now.step + 1, now));
        return loss;
    }

    /// The terms of the loss that the last step returned, by name.
    std::span<const Term> terms(const auto& objective) const {
        if constexpr (ascends)
            return {terms_.data(), terms_.size()};
        else
            return objective.terms();
    }

    /// Moves the mean in time towards theta: mean + share (theta - mean). If the mean began late, on a state
    /// without one, the parameters at its start count no more than in a mean that began with the run.
    void average(double share) {
        Vector<Scalar>& mean = state_.memory.back().vectors[0];
        if (double& all = counted(); all < 1) {
            all += share * (1 - all);
            share = all == 0 ? 1 : share / all;
        }
        if (share == 1)
            mean = theta_.vector();
        else if (share != 0)
            mean += static_cast<Scalar>(share) * (theta_.vector() - mean);
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

    /// The update of the run at which the optimizer's memory began.
    struct Begun {
        Index updates = 0;
        void remember(auto& memory) { memory(updates); }
    };

    /// The memories of a new run: those of the optimizer, if it has any, and the mean, if there is one.
    std::vector<Memory<Scalar>> fresh_memories() const {
        std::vector<Memory<Scalar>> all;
        if (optimizer_.memories() > 0) {
            Begun now{state_.steps};
            all.push_back({policy_name(optimizer_)});
            all.back().keep(now);
            all.back().vectors.assign(static_cast<std::size_t>(optimizer_.memories()),
                                      Vector<Scalar>::Zero(theta_.size()));
        }
        if (policies_.averages_now())
            all.push_back(
                {policies_.averaging_name(), {policies_.mean_counts_found() ? 1.0 : 0.0}, {theta_.vector()}});
        return all;
    }

    /// The share of the mean that comes from parameters after its start.
    double& counted() { return state_.memory.back().numbers[0]; }

    void change_targets(Batch<Scalar>& batch, const StepTime& now) {
        policies_.mix(batch.inputs, batch.targets, now);
        if constexpr (Policies::template disturbs<Role::target>) {
            Matrix<Scalar> no_gates;
            policies_.disturb(Slot<Role::target>{target_block_}, batch.targets, no_gates, now);
        }
    }

    void disturb_gradient(const StepTime& now) {
        if constexpr (Policies::template disturbs<Role::gradient>) {
            Matrix<Scalar> no_gates;
            policies_.disturb(Slot<Role::gradient>{gradient_block_}, gradient_.vector(), no_gates, now);
            for (const Block& block : statistics_) gradient_[block].setZero();  // for the norm in clip
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
                if (is_frozen(slot, now)) gradient_[slot.block].setZero();
            });
    }

    /// Takes the gradient of a block back through the gates on it. An ascent needs all blocks at once;
    /// otherwise blocks follow one another, for the cache.
    template <Role role>
    void take_back(Slot<role> slot) {
        if constexpr (Policies::template disturbs<role>) {
            auto g = gradient_[slot.block];
            if (disturbs_now_) policies_.take_back(slot, gains_[slot.block], g);
        }
    }
    void take_all_back() {
        for_each_slot(theta_.blocks(), [&](auto slot) { take_back(slot); });
    }

    /// The parameters that the objective sees, at `where`: with noise and gates on a copy.
    const Parameters<Scalar>& seen(const Parameters<Scalar>& where, const StepTime& now) {
        if constexpr (disturbs_parameters) {
            if (!disturbs_now_) return where;
            seen_.vector() = where.vector();
            disturb_parameters(policies_, seen_, gains_, now);
            return seen_;
        } else {
            return where;
        }
    }

    /// The optimizer's step on one block, in pieces that stay in the cache.
    void descend(const Block& block, double rate, Index t) {
        constexpr Index piece = 4096;
        for (Index first = block.offset, end = block.offset + block.size(); first < end; first += piece) {
            const Index count = std::min(piece, end - first);
            const auto memory = [&](std::size_t k) {
                return state_.memory[0].vectors[k].segment(first, count);
            };
            optimizer_.step(theta_.vector().segment(first, count), gradient_.vector().segment(first, count),
                            memory, rate, t);
        }
    }

    /// The proximal steps of couplings, each entry by the distance that one gradient moves it.
    void couple([[maybe_unused]] double rate, [[maybe_unused]] Index t,
                [[maybe_unused]] const StepTime& now) {
        if constexpr (couples_by_entry) {
            for_each_slot(theta_.blocks(), [&](auto slot) {
                const double own = rate * policies_.rate_factor(slot, now);
                auto steps = coupling_steps_[slot.block];
                if constexpr (prox_by_entry)
                    steps = prox_step(slot.block, own, t);
                else
                    steps.setConstant(static_cast<Scalar>(prox_step(slot.block, own, t)));
            });
            policies_.couple(theta_, coupling_steps_, coupling_scratch_, now);
        } else if constexpr (Policies::couples_by_prox) {
            policies_.couple(theta_, optimizer_.prox_step(rate), coupling_scratch_, now);
        }
    }

    auto prox_step([[maybe_unused]] const Block& block, double rate, [[maybe_unused]] Index t) {
        if constexpr (prox_by_entry) {
            const auto at_block = [&](Vector<Scalar>& vector) {
                return Eigen::Map<Matrix<Scalar>>(vector.data() + block.offset, block.rows, block.cols);
            };
            auto scratch = at_block(reach_);
            const auto memory = [&](std::size_t k) { return at_block(state_.memory[0].vectors[k]); };
            optimizer_.prox_step(rate, memory, t, scratch);
            return scratch;
        } else {
            return optimizer_.prox_step(rate);
        }
    }

    const Optimizer& optimizer_;
    const Policies& policies_;
    Parameters<Scalar>& theta_;
    State<Scalar>& state_;
    Parameters<Scalar> gradient_, seen_, gains_, ascended_;
    std::vector<Block> statistics_;  // of the parameters: their gradient is the step that they take
    Begun begun_;
    std::vector<Term> terms_;            // if an ascent calls the objective again
    double factor_ = 1, last_rate_ = 0;  // of the learning rate
    bool disturbs_now_ = false;          // whether any policy that acts on parameters is switched on
    Vector<Scalar> reach_;               // the prox step of each entry
    Parameters<Scalar> coupling_steps_, coupling_scratch_;
    const Block target_block_ = target_block();
    const Block gradient_block_{.role = Role::gradient, .name = "gradients"};
};

}  // namespace regula::inline REGULA_ABI
