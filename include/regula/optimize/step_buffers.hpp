#pragma once

#include <regula/core/parameters.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// The parameter vectors of a step, beside the parameters: the gradient, and those that some policies need.
template <class Scalar>
struct StepBuffers {
    explicit StepBuffers(const Parameters<Scalar>& theta);
    /// Moves the statistics of layers by their gradient, which is their step; no policy and no norm sees it.
    void move_statistics(Parameters<Scalar>& theta);
    void clear_statistics();

    Parameters<Scalar> gradient;
    Parameters<Scalar> seen, gains;  ///< the parameters with noise and gates, and the gains
    Parameters<Scalar> ascended;
    Parameters<Scalar> coupling_steps, coupling_scratch;
    Vector<Scalar> prox_steps;  ///< of each entry
    Block of_targets, of_gradient;
    std::vector<Block> statistics;  ///< the blocks of the parameters with that role
};

template <class Scalar>
StepBuffers<Scalar>::StepBuffers(const Parameters<Scalar>& theta)
    : gradient{theta}, of_targets{target_block()}, of_gradient{.role = Role::gradient, .name = "gradients"} {
    for (const Block& block : theta.blocks())
        if (block.role == Role::statistic) statistics.push_back(block);
}

template <class Scalar>
void StepBuffers<Scalar>::move_statistics(Parameters<Scalar>& theta) {
    for (const Block& block : statistics) theta[block] += gradient[block];
    clear_statistics();
}

template <class Scalar>
void StepBuffers<Scalar>::clear_statistics() {
    for (const Block& block : statistics) gradient[block].setZero();
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template struct StepBuffers<float>;
REGULA_COMPILED template struct StepBuffers<double>;
#endif

}  // namespace regula::inline REGULA_ABI
