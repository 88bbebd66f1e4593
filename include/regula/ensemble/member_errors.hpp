#pragma once

#include <regula/ensemble/evaluate_outputs.hpp>

namespace regula::inline REGULA_ABI {

/// The errors f(y_i) - t of the members, one column per member with all samples stacked. f is that of
/// `combine`: outputs for Average, else probabilities or votes. Labels count as unit columns.
///
///     the error of the ensemble is  E w,     its mean square over the samples  w'Cw,     C = E'E / samples
template <class Model, class Scalar, Combining C>
Matrix<double> member_errors(const Ensemble<Model>& ensemble, const Dataset<Scalar>& data, const C& combine) {
    static_assert(
        TargetCombining<C>,
        "regula: the errors of members are differences from targets, which needs a mean of outputs, "
        "of probabilities or of votes: Average, AverageProbability, MajorityVote");
    data.check("member_errors");
    require_unweighted(data, "member_errors");
    require(ensemble.size() >= 1, "member_errors: needs at least one member, got none");
    Matrix<double> errors;
    for (Index i = 0; i < ensemble.size(); ++i) {
        auto y = ensemble.members[static_cast<std::size_t>(i)].predict(data.inputs);
        combine.enter(y);
        const Matrix<double> t = target_columns(data, y.rows()).template cast<double>();
        require(t.rows() == y.rows() && t.cols() == y.cols(), "member_errors: member ", i, " has outputs ",
                y.rows(), " x ", y.cols(), ", the targets are ", t.rows(), " x ", t.cols());
        if (i == 0) errors.resize(t.size(), ensemble.size());
        errors.col(i) = (y.template cast<double>() - t).reshaped();
    }
    return errors;
}

}  // namespace regula::inline REGULA_ABI
