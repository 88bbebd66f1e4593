#pragma once

#include <regula/model/classes.hpp>
#include <regula/multitask/multi_task.hpp>

#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The loss and the error of a task on the targets that data have.
struct TaskEvaluation {
    std::string name;
    double loss = std::numeric_limits<double>::quiet_NaN();   ///< the mean; NaN without targets
    double error = std::numeric_limits<double>::quiet_NaN();  ///< the fraction of wrong classes; NaN for
                                                              ///< losses that take no labels
    Index targets = 0;
};

/// The number of observed samples with a wrong class: the largest output, or with one output its sign.
Index count_wrong_classes(const auto& y, const auto& t) {
    Index wrong = 0;
    for (Index j = 0; j < y.cols(); ++j) {
        if (is_missing(t.col(j))) continue;
        wrong += class_of(y.col(j)) != class_of(t.col(j), 0.5);
    }
    return wrong;
}

/// Evaluates each task on data at parameters theta, without noise and gates, part_size samples at a time.
template <class Scalar, class Policy, class... Losses>
std::vector<TaskEvaluation> evaluate(const MultiTask<Scalar, Policy, Losses...>& tasks,
                                     const Parameters<Scalar>& theta, const Dataset<Scalar>& data,
                                     Workers& workers, Index part_size = 500) {
    data.check("evaluate");
    require_unweighted(data, "MultiTask");
    require(part_size >= 1, "evaluate: part_size must be >= 1, got ", part_size);
    tasks.check(data.targets);
    std::vector<TaskEvaluation> found;
    tasks.for_each([&](const auto& task, std::size_t) {
        constexpr bool classes = takes_labels<std::remove_cvref_t<decltype(task.loss)>>;
        found.push_back({task.name, 0, classes ? 0 : std::numeric_limits<double>::quiet_NaN()});
    });
    Pass<Scalar> pass;
    Hooks<Scalar> none;
    Batch<Scalar> part;
    for (Index first = 0; first < data.size(); first += part_size) {
        const Index size = std::min(part_size, data.size() - first);
        part.inputs = data.inputs.middleCols(first, size);
        part.targets = data.targets.middleCols(first, size);
        pass.begin(theta, nullptr, none, workers);
        tasks.forward(pass, part, [&](const auto& task, std::size_t k, Node outputs_of, const auto& t) {
            const auto& y = pass.value(outputs_of);
            const Index count = count_observed(t);
            found[k].loss += static_cast<double>(count) * Observed{task.loss}.value(y, t);
            if (!std::isnan(found[k].error)) found[k].error += static_cast<double>(count_wrong_classes(y, t));
            found[k].targets += count;
        });
    }
    for (TaskEvaluation& task : found) {  // 0 / 0 is NaN
        task.loss /= static_cast<double>(task.targets);
        task.error /= static_cast<double>(task.targets);
    }
    return found;
}

/// The same at the present parameters:     evaluate(tasks, test)[0].error
template <class Scalar, class Policy, class... Losses>
std::vector<TaskEvaluation> evaluate(const MultiTask<Scalar, Policy, Losses...>& tasks,
                                     const Dataset<Scalar>& data) {
    Workers alone;
    return evaluate(tasks, tasks.networks().parameters(), data, alone);
}

}  // namespace regula::inline REGULA_ABI
