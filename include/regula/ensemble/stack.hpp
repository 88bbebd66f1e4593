#pragma once

#include <regula/constraint/simplex.hpp>
#include <regula/ensemble/member_errors.hpp>
#include <regula/optimize/proximal_gradient.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The weights of the least squared error of the mean:     min w'Cw,   w_i >= 0, sum_i w_i = 1
///
/// of the errors' second moments C (members x members).
template <class Moments>
Vector<double> stacking_weights(const Moments& moments) {
    require(moments.rows() >= 1 && moments.rows() == moments.cols(),
            "stacking_weights: needs a square matrix, got ", moments.rows(), " x ", moments.cols());
    const Matrix<double> c = moments;
    require(c.allFinite(), "stacking_weights: every moment must be finite");
    const double scale = c.diagonal().maxCoeff();  // so that the tolerance has no unit
    Vector<double> w = Vector<double>::Constant(c.rows(), 1 / static_cast<double>(c.rows()));
    if (!(scale > 0)) return w;
    const auto error = [&](const auto& at, auto& g) {
        g = (1 / scale) * (c * at);
        return 0.5 * at.dot(g);
    };
    minimize(w, error, ProximalGradient{.tolerance = 1e-10, .max_iterations = 10000}, Simplex{});
    return w;
}

/// Stacking: the weights with which the members are best together on data that none was trained on.
///
///     bag.weights = stack(bag, held_out, AverageProbability{});
///
/// Wolpert (1992), "Stacked generalization"; Breiman (1996), "Stacked regressions", with weights that are not
/// negative and add up to 1.
template <class Model, class Scalar, Combining C = Average>
Vector<double> stack(const Ensemble<Model>& ensemble, const Dataset<Scalar>& held_out,
                     const C& combine = {}) {
    const Matrix<double> errors = member_errors(ensemble, held_out, combine);
    return stacking_weights(errors.transpose() * errors / static_cast<double>(held_out.size()));
}

/// The same from the training data: every member is judged by the samples out of its bag, and its error counts
/// as 0 where it has seen the sample,
///
///     C_ij = sum over samples that neither has seen of e_i e_j,  over  p_i p_j samples
///
/// with p_i the share of samples out of its bag. That overrates the members' own part of the error by 1/p_i,
/// and so errs to equal weights. Throws std::invalid_argument for a member that has seen all samples.
template <class Model, class Scalar, Combining C = Average>
Vector<double> stack_out_of_bag(const Ensemble<Model>& ensemble, const Dataset<Scalar>& train,
                                const C& combine = {}) {
    Matrix<double> errors = member_errors(ensemble, train, combine);
    const Index width = errors.rows() / train.size();
    for (Index i = 0; i < ensemble.size(); ++i) {
        const auto times = multiplicities(ensemble.members[static_cast<std::size_t>(i)].share, train.size());
        const auto seen = std::count_if(times.begin(), times.end(), [](int n) { return n > 0; });
        require(seen < train.size(), "stack_out_of_bag: member ", i, " was trained on all samples");
        for (Index j = 0; j < train.size(); ++j)
            if (times[static_cast<std::size_t>(j)] > 0) errors.col(i).segment(j * width, width).setZero();
        errors.col(i) /= 1 - static_cast<double>(seen) / static_cast<double>(train.size());
    }
    return stacking_weights(errors.transpose() * errors / static_cast<double>(train.size()));
}

}  // namespace regula::inline REGULA_ABI
