#pragma once

#include <regula/model/classes.hpp>
#include <regula/model/objective.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// The loss and the error of a model on data, without noise and gates. Samples count by their weights.
struct Evaluation {
    double loss = 0;  ///< the mean loss; NaN without a sample that it judges
    double error =
        std::numeric_limits<double>::quiet_NaN();  ///< the fraction of wrong classes; NaN without labels
};

/// The number of samples with a wrong class. The class is the largest output, or with one output its sign. A
/// sample with a NaN output is wrong.
template <class Scalar>
Index count_errors(const Matrix<Scalar>& y, const auto& labels) {
    require(y.rows() > 0 && labels.size() == y.cols(),
            "count_errors: needs outputs and one label a sample, got ", labels.size(),
            " labels for outputs of ", y.rows(), " x ", y.cols());
    Index wrong = 0;
    for (Index j = 0; j < y.cols(); ++j) wrong += class_of(y.col(j)) != labels[j];
    return wrong;
}

/// The same with sample weights: the sum of the weights of wrong samples, or their number without weights.
template <class Scalar>
double count_errors(const Matrix<Scalar>& y, const auto& labels, const Vector<double>& w) {
    if (w.size() == 0) return static_cast<double>(count_errors(y, labels));
    require(labels.size() == y.cols() && w.size() == y.cols(),
            "count_errors: needs a label and a weight for each of ", y.cols(), " samples, got ",
            labels.size(), " labels and ", w.size(), " weights");
    double wrong = 0;
    for (Index j = 0; j < y.cols(); ++j)
        if (class_of(y.col(j)) != labels[j]) wrong += w[j];
    return wrong;
}

/// The loss and the error of given outputs (outputs x samples) on data that fit them.
template <class Scalar, class Loss>
Evaluation judge_outputs(const Matrix<Scalar>& y, const Loss& loss, const Dataset<Scalar>& data) {
    Batch<Scalar> all{.inputs = {},
                      .targets = data.targets,
                      .labels = data.labels,
                      .sample_weights = relative_weights(data.sample_weights)};
    prepare_targets<Loss>(all, y.rows());
    Evaluation found;
    found.loss = with_loss(loss, all, [&](const auto& judge, const auto& t) { return judge.value(y, t); });
    if (data.has_labels())
        found.error = count_errors(y, data.labels, all.sample_weights) / static_cast<double>(data.size());
    return found;
}

/// Evaluates a model on data, part_size samples at a time. Throws std::invalid_argument for data that do not
/// fit the network or the loss.
template <class Scalar, class Loss>
Evaluation evaluate(const Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& data,
                    Workers& workers, Index part_size = 500) {
    require_fits(network, data, "evaluate");
    require(part_size >= 1, "evaluate: part_size must be >= 1, got ", part_size);
    const auto samples = [&](const Matrix<Scalar>& t, Index all) {
        return static_cast<double>(data.has_labels() ? all : count_samples(loss, t));
    };
    const double total = samples(data.targets, data.size());
    const Vector<double> relative = relative_weights(data.sample_weights);
    Evaluation sum;
    double wrong = 0;
    Pass<Scalar> pass;
    Hooks<Scalar> none;
    Batch<Scalar> part;
    for (Index first = 0; first < data.size(); first += part_size) {
        const Index count = std::min(part_size, data.size() - first);
        part.inputs = data.inputs.middleCols(first, count);
        if (data.has_labels())
            part.labels = data.labels.segment(first, count);
        else
            part.targets = data.targets.middleCols(first, count);
        if (data.has_weights()) part.sample_weights = relative.segment(first, count);
        const double share = samples(part.targets, count) / total;
        prepare_targets<Loss>(part, network.outputs());
        pass.begin(network.parameters(), nullptr, none, workers);
        const auto& y = pass.value(network(pass, pass.input(part.inputs)));
        sum.loss += share * with_loss(loss, part,
                                      [&](const auto& judge, const auto& t) { return judge.value(y, t); });
        if (data.has_labels()) wrong += count_errors(y, part.labels, part.sample_weights);
    }
    if (data.has_labels()) sum.error = wrong / static_cast<double>(data.size());
    return sum;
}

template <class Scalar, class Loss>
Evaluation evaluate(const Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& data) {
    Workers alone;
    return evaluate(network, loss, data, alone);
}

/// Refuses data of another scalar type in a sentence.
template <class Scalar, class Loss, class Other, class... Rest>
requires(!std::same_as<Scalar, Other>) void evaluate(const Network<Scalar>&, const Loss&,
                                                     const Dataset<Other>&, Rest&&...) {
    static_assert(
        std::same_as<Scalar, Other>,
        "regula: a model and its data have one scalar type: a Network<float> takes a Dataset<float>");
}

}  // namespace regula::inline REGULA_ABI
