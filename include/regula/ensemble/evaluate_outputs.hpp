#pragma once

#include <regula/ensemble/ensemble.hpp>
#include <regula/model/evaluate.hpp>

namespace regula::inline REGULA_ABI {

/// The targets of data as numbers, outputs x samples: labels become columns of a unit matrix, or 0 and 1 where
/// there is one output.
template <class Scalar>
Matrix<Scalar> target_columns(const Dataset<Scalar>& data, Index width) {
    if (!data.has_labels()) return data.targets;
    if (width == 1) return data.labels.transpose().template cast<Scalar>();
    Matrix<Scalar> columns;
    one_hot(data.labels, width, columns);
    return columns;
}

/// How good given outputs (outputs x samples) are for data.
template <class Scalar, class Loss>
Evaluation evaluate_outputs(const Matrix<Scalar>& y, const Loss& loss, const Dataset<Scalar>& data) {
    require(y.cols() == data.size(), "evaluate_outputs: needs outputs for ", data.size(), " samples, got ",
            y.cols());
    Evaluation found;
    if (data.has_labels())
        found.error = static_cast<double>(count_errors(y, data.labels)) / static_cast<double>(data.size());
    if constexpr (LabelLoss<Loss>)
        found.loss = data.has_labels() ? static_cast<double>(loss.value(y, data.labels))
                                       : static_cast<double>(loss.value(y, data.targets));
    else
        found.loss = static_cast<double>(loss.value(y, target_columns(data, y.rows())));
    return found;
}

/// How good an ensemble is for data.
template <class Model, class Loss, class Scalar, Combining C = Average>
Evaluation evaluate(const Ensemble<Model>& ensemble, const Loss& loss, const Dataset<Scalar>& data,
                    const C& combine = {}) {
    data.check("evaluate");
    return evaluate_outputs(ensemble.predict(data.inputs, combine), loss, data);
}

}  // namespace regula::inline REGULA_ABI
