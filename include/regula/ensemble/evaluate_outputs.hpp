#pragma once

#include <regula/ensemble/ensemble.hpp>
#include <regula/model/evaluate.hpp>

namespace regula::inline REGULA_ABI {

/// The targets of data as numbers, outputs x samples: labels become columns of a unit matrix, or 0 and 1 if
/// there is one output.
template <class Scalar>
Matrix<Scalar> target_columns(const Dataset<Scalar>& data, Index width) {
    Matrix<Scalar> columns = data.targets;
    if (data.has_labels()) fill_targets(data.labels, width, columns);
    return columns;
}

/// Loss and error of given outputs (outputs x samples) on data. Throws std::invalid_argument for outputs that
/// do not fit the data, and for data that do not fit the loss.
template <class Scalar, class Loss>
Evaluation evaluate_outputs(const Matrix<Scalar>& y, const Loss& loss, const Dataset<Scalar>& data) {
    require(y.cols() == data.size(), "evaluate_outputs: needs outputs for ", data.size(), " samples, got ",
            y.cols());
    data.check("evaluate_outputs");
    require_outputs(y.rows(), data, "evaluate_outputs");
    return judge_outputs(y, loss, data);
}

/// Loss and error of an ensemble on data.
template <class Model, class Loss, class Scalar, Combining C = Average>
Evaluation evaluate(const Ensemble<Model>& ensemble, const Loss& loss, const Dataset<Scalar>& data,
                    const C& combine = {}) {
    data.check("evaluate");
    return evaluate_outputs(ensemble.predict(data.inputs, combine), loss, data);
}

}  // namespace regula::inline REGULA_ABI
