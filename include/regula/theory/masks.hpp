#pragma once

#include <regula/inference/belief.hpp>
#include <regula/inference/masks.hpp>
#include <regula/loss/log_softmax.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>

#include <utility>

namespace regula::inline REGULA_ABI::theory {

using regula::for_each_mask;
using regula::log_softmax;

/// The two means of a classifier's distributions over all its masks, classes x samples: the arithmetic mean,
/// and the geometric mean with the same weights, renormalised. Weight scaling gives the geometric mean,
/// exactly if no nonlinearity but the softmax follows a mask.
struct MaskEnsemble {
    Matrix<double> arithmetic, geometric;
};

/// Both means for a function scores(mask): the scores before the softmax of a network with its units
/// multiplied by a mask. Goodfellow, Bengio and Courville, Deep Learning, equations 7.52 to 7.55.
MaskEnsemble mask_ensemble(Index units, double drop_probability, auto&& scores) {
    Opinions said;
    for_each_mask(units, drop_probability, [&](const Vector<double>& mask, double probability) {
        said.add(opinion(SoftmaxCrossEntropy{}, scores(mask)), probability);
    });
    Belief all = belief_of(said, false);
    return {std::move(all.mean), std::move(all.geometric)};
}

}  // namespace regula::inline REGULA_ABI::theory
