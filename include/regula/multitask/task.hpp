#pragma once

#include <regula/core/matrix.hpp>
#include <regula/loss/loss.hpp>

#include <string>

namespace regula::inline REGULA_ABI {

/// A task of a MultiTask: the loss of one of the networks of a NetworkDict, a head on the common trunk.
///
///     Task{"odd", "odd head", Logistic{}, 0.3}
template <LossType Loss>
struct Task {
    std::string name;   ///< in the record: "odd", "validation_odd"
    std::string head;   ///< its network, on the outputs of the trunk
    Loss loss;          ///< of the outputs of the head and the targets of the task
    double weight = 1;  ///< of the loss in the objective
};

template <class Loss>
Task(std::string, std::string, Loss, double = 1) -> Task<Loss>;

/// The loss of a task on a minibatch, times the weight of the task, and the number of its targets there.
struct TaskLoss {
    double value = 0;
    Index targets = 0;

    bool observed() const { return targets > 0; }
};

}  // namespace regula::inline REGULA_ABI
