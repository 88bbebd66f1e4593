#pragma once

#include <regula/optimize/optimizer.hpp>

#include <optional>
#include <string>

namespace regula::inline REGULA_ABI {

/// A piece of an optimizer's memory: (k) is the piece of its k-th vector.
template <class Scalar>
struct MemoryPiece {
    Vector<Scalar>* vectors;
    Index first, count;
    auto operator()(std::size_t k) const { return vectors[k].segment(first, count); }
};

/// The same for a block, as a matrix.
template <class Scalar>
struct MemoryOfBlock {
    Vector<Scalar>* vectors;
    Index offset, rows, cols;
    auto operator()(std::size_t k) const {
        return Eigen::Map<Matrix<Scalar>>(vectors[k].data() + offset, rows, cols);
    }
};

/// The memory of the steps of a run, in its State: the optimizer's, and the mean of the parameters in time if
/// a policy takes one.
template <class Scalar>
class StepMemory {
public:
    struct OfOptimizer {
        std::string name;
        int vectors;
    };
    struct Mean {
        std::string name;
        bool counts_found;  ///< whether the parameters at the start of the run count in the mean
    };

    /// Takes up the memory of the state; a memory that it lacks begins afresh. Throws std::invalid_argument
    /// for the state of another run.
    StepMemory(const Parameters<Scalar>& theta, State<Scalar>& state, const OfOptimizer& optimizer,
               const std::optional<Mean>& mean);

    /// The updates since the optimizer's memory began.
    Index updates() const { return state_.steps - begun_.updates; }
    MemoryPiece<Scalar> piece(Index first, Index count) const { return {vectors(), first, count}; }
    MemoryOfBlock<Scalar> of(const Block& block) const {
        return {vectors(), block.offset, block.rows, block.cols};
    }

    /// The mean of the parameters in time, if the run has one.
    Vector<Scalar>* mean() const { return averages_ ? &state_.memory.back().vectors[0] : nullptr; }
    /// Moves the mean in time towards theta: mean + share (theta - mean). If the mean began late, on a state
    /// without one, the parameters at its start count no more than in a mean that began with the run.
    void average(const Parameters<Scalar>& theta, double share);

private:
    /// The update of the run at which the optimizer's memory began.
    struct Begun {
        Index updates = 0;
        void remember(auto& memory) { memory(updates); }
    };

    Vector<Scalar>* vectors() const {
        return state_.memory.empty() ? nullptr : state_.memory[0].vectors.data();
    }
    /// The share of the mean that comes from parameters after its start.
    double& counted() const { return state_.memory.back().numbers[0]; }

    State<Scalar>& state_;
    Begun begun_;
    bool averages_;
};

template <class Scalar>
StepMemory<Scalar>::StepMemory(const Parameters<Scalar>& theta, State<Scalar>& state,
                               const OfOptimizer& optimizer, const std::optional<Mean>& mean)
    : state_{state}, averages_{mean.has_value()} {
    std::vector<Memory<Scalar>> fresh;
    if (optimizer.vectors > 0) {
        Begun now{state.steps};
        fresh.push_back({optimizer.name});
        fresh.back().keep(now);
        fresh.back().vectors.assign(static_cast<std::size_t>(optimizer.vectors),
                                    Vector<Scalar>::Zero(theta.size()));
    }
    if (mean) fresh.push_back({mean->name, {mean->counts_found ? 1.0 : 0.0}, {theta.vector()}});
    take_up(state.memory, std::move(fresh), theta.size());
    if (optimizer.vectors > 0) state.memory[0].put_back(begun_);
    require(begun_.updates >= 0 && begun_.updates <= state.steps,
            "State: the optimizer's memory began at update ", begun_.updates, " of ", state.steps);
    require(!averages_ || (counted() >= 0 && counted() <= 1),
            "State: the share of a mean must be in [0, 1], got ", averages_ ? counted() : 0);
}

template <class Scalar>
void StepMemory<Scalar>::average(const Parameters<Scalar>& theta, double share) {
    Vector<Scalar>& mean = *this->mean();
    if (double& all = counted(); all < 1) {
        all += share * (1 - all);
        share = all == 0 ? 1 : share / all;
    }
    if (share == 1)
        mean = theta.vector();
    else if (share != 0)
        mean += static_cast<Scalar>(share) * (theta.vector() - mean);
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template class StepMemory<float>;
REGULA_COMPILED template class StepMemory<double>;
#endif

}  // namespace regula::inline REGULA_ABI
