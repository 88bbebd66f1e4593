#pragma once

#include <regula/model/pass.hpp>
#include <regula/multitask/balancing.hpp>

#include <array>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The gradients of `size` tasks at the same parameters, from one evaluation and a backward pass for each
/// task, and their combination. A block is shared if the gradients of two tasks or more reach it.
template <class Scalar, std::size_t size>
class TaskGradients {
public:
    /// Finds the gradients: seed(t) puts that of task t at the nodes of the pass. `penalties` gets the
    /// gradient of the penalties on hidden units and outputs, which belong to no task.
    void find(Pass<Scalar>& pass, Parameters<Scalar>& penalties, const auto& seed) {
        if (reached_.size() != penalties.blocks().size()) {
            of_.fill(penalties);
            reached_.resize(penalties.blocks().size());
        }
        for (std::size_t t = 0; t < size; ++t) {
            pass.rewind(of_[t], false);
            seed(t);
            pass.backward();
            for (std::size_t b = 0; b < reached_.size(); ++b)
                reached_[b][t] = pass.reached(penalties.blocks()[b]);
        }
        if (pass.penalized()) {
            pass.rewind(penalties);
            pass.backward();
        } else {
            penalties.vector().setZero();
        }
    }

    /// Adds the combination of a policy to a gradient, with the change of the policy's own numbers.
    template <class Policy>
    void combine(const Policy& policy, std::span<const TaskLoss> losses, const Block& own,
                 const Parameters<Scalar>& theta, Parameters<Scalar>& gradient, Key key) const {
        Eigen::Matrix<double, size, 1> shares;
        auto step = gradient[own];
        policy.combine(products<Policy>(gradient.blocks()), losses, theta[own], step, key, shares);
        for (std::size_t b = 0; b < reached_.size(); ++b) {
            const Block& block = gradient.blocks()[b];
            int visits = 0;
            for (std::size_t t = 0; t < size; ++t) {
                if (!reached_[b][t]) continue;
                const auto& g = of_[t][block];
                const auto k = static_cast<Index>(t);
                if (block.role != Role::statistic)
                    gradient[block] +=
                        static_cast<Scalar>(is_shared(b) ? shares[k] : policy.weight(theta[own], k)) * g;
                else if (visits++ == 0)  // the mean of the changes that the tasks make
                    gradient[block] = g;
                else
                    gradient[block] += (g - gradient[block]) / static_cast<Scalar>(visits);
            }
        }
    }

    const Parameters<Scalar>& operator[](std::size_t t) const { return of_[t]; }
    /// Whether several tasks reach the b-th block of the parameters.
    bool is_shared(std::size_t b) const {
        return std::count(reached_[b].begin(), reached_[b].end(), true) > 1;
    }

private:
    /// The inner products of the gradients at the shared parameters, or at the last shared weights.
    template <class Policy>
    Eigen::Matrix<double, size, size> products(const std::vector<Block>& blocks) const {
        Eigen::Matrix<double, size, size> sum = Eigen::Matrix<double, size, size>::Zero();
        for (std::size_t b = blocks.size(); b-- > 0;) {
            const Block& block = blocks[b];
            if (!is_shared(b) || block.role == Role::statistic) continue;
            if constexpr (requires { requires Policy::last_layer; })
                if (block.role != Role::weight) continue;
            for (std::size_t s = 0; s < size; ++s)
                for (std::size_t t = 0; t <= s; ++t)
                    if (reached_[b][s] && reached_[b][t])
                        sum(static_cast<Index>(s), static_cast<Index>(t)) += product(s, t, block);
            if constexpr (requires { requires Policy::last_layer; }) break;
        }
        return sum.template selfadjointView<Eigen::Lower>();
    }
    double product(std::size_t s, std::size_t t, const Block& block) const {
        return of_[s][block]
            .template cast<double>()
            .cwiseProduct(of_[t][block].template cast<double>())
            .sum();
    }

    std::array<Parameters<Scalar>, size> of_;
    std::vector<std::array<bool, size>> reached_;  // by block and task
};

}  // namespace regula::inline REGULA_ABI
