#pragma once

#include <regula/constraint/simplex.hpp>
#include <regula/ensemble/member_errors.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The weights that minimise the squared error of the mean:     min w'Cw,   w_i >= 0, sum_i w_i = 1
///
/// where C are the errors' second moments (members x members).
template <class Moments>
Vector<double> stacking_weights(const Moments& moments) {
    require(moments.rows() >= 1 && moments.rows() == moments.cols(),
            "stacking_weights: needs a square matrix, got ", moments.rows(), " x ", moments.cols());
    const Matrix<double> c = moments;
    require(c.allFinite(), "stacking_weights: every moment must be finite");
    const double scale = c.diagonal().maxCoeff();  // makes the tolerance relative
    Vector<double> w = Vector<double>::Constant(c.rows(), 1 / static_cast<double>(c.rows()));
    if (!(scale > 0)) return w;
    const auto error = [&](const auto& at, auto& g) {
        g = (1 / scale) * (c * at);
        return 0.5 * at.dot(g);
    };
    minimize(w, error, ProximalGradient{.tolerance = 1e-10, .max_iterations = 10000}, Simplex{});
    return w;
}

/// Stacking: the weights with the least ensemble error on data that no member was trained on.
///
///     bag.weights = stack(bag, held_out, AverageProbability{});
///
/// Wolpert (1992), "Stacked generalization"; Breiman (1996), "Stacked regressions", with nonnegative weights
/// of sum 1.
template <class Model, class Scalar, Combining C = Average>
Vector<double> stack(const Ensemble<Model>& ensemble, const Dataset<Scalar>& held_out,
                     const C& combine = {}) {
    const Matrix<double> errors = member_errors(ensemble, held_out, combine);
    return stacking_weights(errors.transpose() * errors / static_cast<double>(held_out.size()));
}

/// The same from the training data: every member is evaluated on the samples out of its bag; its error counts
/// as 0 on the samples that it was trained on,
///
///     C_ij = sum of e_i e_j over samples out of both bags,  divided by  p_i p_j samples
///
/// with p_i the share of samples out of its bag. This overestimates each C_ii by a factor 1/p_i, and so
/// favours equal weights. Throws std::invalid_argument for a member that was trained on all samples.
template <class Model, class Scalar, Combining C = Average>
Vector<double> stack_out_of_bag(const Ensemble<Model>& ensemble, const Dataset<Scalar>& train,
                                const C& combine = {}) {
    Matrix<double> errors = member_errors(ensemble, train, combine);
    const Index width = errors.rows() / train.size();
    for (Index i = 0; i < ensemble.size(); ++i) {
        const auto times =
            multiplicities(ensemble.members[static_cast<std::size_t>(i)].subsample, train.size());
        const auto seen = std::count_if(times.begin(), times.end(), [](int n) { return n > 0; });
        require(seen < train.size(), "stack_out_of_bag: member ", i, " was trained on all samples");
        for (Index j = 0; j < train.size(); ++j)
            if (times[static_cast<std::size_t>(j)] > 0) errors.col(i).segment(j * width, width).setZero();
        errors.col(i) /= 1 - static_cast<double>(seen) / static_cast<double>(train.size());
    }
    return stacking_weights(errors.transpose() * errors / static_cast<double>(train.size()));
}

}  // namespace regula::inline REGULA_ABI
