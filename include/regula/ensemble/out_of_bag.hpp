#pragma once

#include <regula/ensemble/evaluate_outputs.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// Combined predictions for each sample, by the members that were not trained on it.
template <class Scalar>
struct OutOfBag {
    Matrix<Scalar> outputs = {};     ///< outputs x samples; NaN for a sample that every member was trained on
    std::vector<int> members = {};   ///< the number of predicting members, for each sample
    std::vector<Index> judged = {};  ///< the samples with at least one, in order
    Index never = 0;                 ///< the number of samples with none
};

/// Predicts each sample by the members that were not trained on it, combined with their weights in the
/// ensemble: an honest test on the training data. `data` must be the ensemble's training data, in its order.
/// Throws std::invalid_argument if no sample is out of any bag.
///
/// Only the 37 % of the members that were not trained on a sample predict it. The error is that of a smaller
/// ensemble, slightly too large if there are few members. Breiman (1996), "Out-of-bag estimation".
template <class Model, class Scalar, Combining C = Average>
OutOfBag<Scalar> out_of_bag(const Ensemble<Model>& ensemble, const Dataset<Scalar>& data,
                            const C& combine = {}) {
    data.check("out_of_bag");
    const Vector<double> weights_of = ensemble.shares();
    const auto count = static_cast<std::size_t>(data.size());
    OutOfBag<Scalar> found{.members = std::vector<int>(count, 0)};
    Vector<double> share = Vector<double>::Zero(data.size());
    for (Index i = 0; i < ensemble.size(); ++i) {
        const auto& member = ensemble.members[static_cast<std::size_t>(i)];
        const std::vector<int> times = multiplicities(member.subsample, data.size());
        std::vector<Index> out;
        for (std::size_t j = 0; j < count; ++j)
            if (times[j] == 0) out.push_back(static_cast<Index>(j));
        if (out.empty() || weights_of[i] == 0) continue;
        Matrix<Scalar> y = member.predict(subset(data, out).inputs).template cast<Scalar>();
        if constexpr (!BlendCombining<C>) combine.enter(y);
        if (found.outputs.size() == 0) found.outputs.setZero(y.rows(), data.size());
        require(y.rows() == found.outputs.rows() && y.cols() == static_cast<Index>(out.size()),
                "out_of_bag: members must have the same outputs, got ", found.outputs.rows(), " x ",
                out.size(), " and ", y.rows(), " x ", y.cols());
        for (Index n = 0; n < y.cols(); ++n) {
            const Index j = out[static_cast<std::size_t>(n)];
            share[j] += weights_of[i];
            if constexpr (BlendCombining<C>)
                combine.blend(found.outputs.col(j), y.col(n), weights_of[i] / share[j]);
            else
                found.outputs.col(j) += weights_of[i] * y.col(n);
            ++found.members[static_cast<std::size_t>(j)];
        }
    }
    for (Index j = 0; j < data.size(); ++j)
        if (share[j] > 0) found.judged.push_back(j);
    require(!found.judged.empty(),
            "out_of_bag: every member was trained on all samples, so none can test it");
    found.never = data.size() - static_cast<Index>(found.judged.size());
    if constexpr (!BlendCombining<C>) {
        for (const Index j : found.judged) found.outputs.col(j) = (1 / share[j]) * found.outputs.col(j);
        combine.leave(found.outputs);
    }
    for (Index j = 0; j < data.size(); ++j)
        if (share[j] == 0) found.outputs.col(j).setConstant(std::numeric_limits<Scalar>::quiet_NaN());
    return found;
}

/// Loss and error on the samples with a prediction.
template <class Scalar, class Loss>
Evaluation evaluate(const OutOfBag<Scalar>& found, const Loss& loss, const Dataset<Scalar>& data) {
    require(found.outputs.cols() == data.size(), "evaluate: ", found.outputs.cols(),
            " samples were out of the bag or in it, the data have ", data.size(), ": other data");
    const Dataset<Scalar> judged = subset(data, found.judged);
    Matrix<Scalar> y(found.outputs.rows(), judged.size());
    for (Index n = 0; n < y.cols(); ++n)
        y.col(n) = found.outputs.col(found.judged[static_cast<std::size_t>(n)]);
    return evaluate_outputs(y, loss, judged);
}

}  // namespace regula::inline REGULA_ABI
