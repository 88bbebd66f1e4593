#pragma once

#include <regula/data/batches.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The label of a sample without a label.
inline constexpr int missing_label = -1;

/// Whether a sample has no target: all entries of its column are NaN. Throws std::invalid_argument if only
/// some are.
bool is_missing(const auto& target) {
    Index missing = 0;
    for (Index i = 0; i < target.size(); ++i) missing += std::isnan(target[i]);
    require(missing == 0 || missing == target.size(),
            "a target of a task must be there or be missing as a whole, got ", missing, " NaN of ",
            target.size(), " numbers; make a task of each part that may be missing");
    return missing > 0;
}

/// The labels of a task as targets, width x samples: columns of a unit matrix, or 0 and 1 for a single
/// output. A sample with the label `missing_label` gets a column of NaN. Throws std::invalid_argument for
/// other labels without an output.
template <class Scalar>
Matrix<Scalar> task_targets(const Labels& labels, Index width) {
    require(width >= 1, "task_targets: width must be >= 1, got ", width);
    Matrix<Scalar> filled;
    fill_targets(Labels{labels.cwiseMax(0)}, width, filled);
    for (Index j = 0; j < labels.size(); ++j) {
        require(labels[j] >= missing_label, "task_targets: a label must be >= 0, or ", missing_label,
                " if it is missing, got ", labels[j]);
        if (labels[j] == missing_label) filled.col(j).setConstant(std::numeric_limits<Scalar>::quiet_NaN());
    }
    return filled;
}

/// Data of several tasks on the same inputs: the targets of the tasks below each other. Each task has targets
/// (outputs x samples) with columns of NaN where they are missing; task_targets makes them of labels.
///
///     const auto data = task_data(images, {task_targets<float>(digits, 10), heights});
///
/// Splits, minibatches and transforms of images take such data like any other, and mixing a missing target
/// with another one gives a missing target. MultiTask (multitask/multi_task.hpp) takes the tasks apart again,
/// and Observed (multitask/observed.hpp) is a loss of the targets that are there. Throws
/// std::invalid_argument unless each task has a column for each sample, missing as a whole or not at all.
template <class Scalar>
Dataset<Scalar> task_data(Matrix<Scalar> samples, const std::vector<Matrix<Scalar>>& tasks) {
    require(!tasks.empty(), "task_data: needs the targets of at least one task");
    Index rows = 0;
    for (const Matrix<Scalar>& task : tasks) {
        require(task.rows() > 0 && task.cols() == samples.cols(), "task_data: task ", &task - tasks.data(),
                " must have a column of targets for each of ", samples.cols(), " samples, got ", task.rows(),
                " x ", task.cols());
        for (Index j = 0; j < task.cols(); ++j) is_missing(task.col(j));
        rows += task.rows();
    }
    Dataset<Scalar> data{.inputs = std::move(samples), .missing_targets = true};
    data.targets.resize(rows, data.size());
    for (Index first = 0; const Matrix<Scalar>& task : tasks) {
        data.targets.middleRows(first, task.rows()) = task;
        first += task.rows();
    }
    data.check("task_data");
    return data;
}

}  // namespace regula::inline REGULA_ABI
