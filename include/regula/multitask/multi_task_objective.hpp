#pragma once

#include <regula/model/objective.hpp>
#include <regula/multitask/evaluate_tasks.hpp>
#include <regula/multitask/task_gradients.hpp>

#include <array>
#include <span>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A MultiTask as the objective of the loop: its value as a function of the parameters, with the gradient or
/// the combination of the tasks' gradients. It allocates nothing after the first step of each batch size.
template <class Scalar, class Policy, class... Losses>
class MultiTaskObjective {
public:
    using Tasks = MultiTask<Scalar, Policy, Losses...>;
    static constexpr std::size_t size = sizeof...(Losses);

    explicit MultiTaskObjective(Tasks tasks) : tasks_{std::move(tasks)} {
        tasks_.for_each(
            [&](const auto& task, std::size_t) { weight_names_.push_back(task.name + "_weight"); });
    }

    double operator()(const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                      Parameters<Scalar>& gradient, Hooks<Scalar>& hooks, Workers& workers) {
        Work& work = steps_.of(batch.size());
        work.pass.begin(theta, &gradient, hooks, workers);
        take_losses(work, theta, batch);
        if constexpr (Tasks::changes_gradients) {
            gradients_.find(work.pass, gradient, [&](std::size_t t) { seed(work, t, 1); });
            gradients_.combine(tasks_.policy(), losses_, tasks_.own(), theta, gradient,
                               hooks.now.key.stream("tasks"));
        } else {
            for (std::size_t t = 0; t < size; ++t) seed(work, t, weight(theta, t));
            work.pass.backward();
            add_own_gradient(theta, gradient);
        }
        return work.pass.loss();
    }
    /// The same without policies of the run and without a gradient.
    double value(const Parameters<Scalar>& theta, const Batch<Scalar>& batch, Workers& workers) {
        Work& work = evaluations_.of(batch.size());
        work.pass.begin(theta, nullptr, none_, workers);
        take_losses(work, theta, batch);
        return work.pass.loss();
    }
    /// The loss of each task in the last call, and its weight if a policy changes it.
    std::span<const Term> terms() const { return terms_.terms(); }
    bool draws() const { return Tasks::changes_gradients || tasks_.networks().draws(); }

    /// The names of the metrics of validation data, and their values.
    std::vector<Term> metrics() const {
        std::vector<Term> names{{"validation_loss"}};
        tasks_.for_each([&](const auto& task, std::size_t) {
            names.push_back({"validation_" + task.name});
            if (takes_labels<std::remove_cvref_t<decltype(task.loss)>>)
                names.push_back({"validation_" + task.name + "_error"});
        });
        return names;
    }
    void measure(const Parameters<Scalar>& theta, const Dataset<Scalar>& data, Workers& workers,
                 std::vector<Term>& metrics) const {
        const std::vector<TaskEvaluation> found = evaluate(tasks_, theta, data, workers);
        std::size_t k = 1;
        metrics[0].value = 0;
        tasks_.for_each([&](const auto& task, std::size_t t) {
            if (found[t].targets > 0)
                metrics[0].value += weight(theta, t) * task.weight * found[t].loss + offset(theta, t);
            metrics[k++].value = found[t].loss;
            if (takes_labels<std::remove_cvref_t<decltype(task.loss)>>) metrics[k++].value = found[t].error;
        });
    }

private:
    struct Work {
        Pass<Scalar> pass;
        std::array<Node, size> outputs;
        std::array<Matrix<Scalar>, size> gradients;  // at the outputs
    };

    double weight(const Parameters<Scalar>& theta, std::size_t t) const {
        return tasks_.policy().weight(theta[tasks_.own()], static_cast<Index>(t));
    }
    double offset([[maybe_unused]] const Parameters<Scalar>& theta, [[maybe_unused]] std::size_t t) const {
        if constexpr (LearnsWeights<Policy>)
            return tasks_.policy().offset(theta[tasks_.own()], static_cast<Index>(t));
        else
            return 0;
    }

    /// Evaluates the networks, and the losses of the tasks with their gradients at the outputs.
    void take_losses(Work& work, const Parameters<Scalar>& theta, const Batch<Scalar>& batch) {
        terms_.clear();
        tasks_.forward(work.pass, batch, [&](const auto& task, std::size_t k, Node y, const auto& t) {
            work.pass.end_at(y);
            work.outputs[k] = y;
            const double loss =
                Observed{task.loss}.value_and_gradient(work.pass.value(y), t, work.gradients[k]);
            work.gradients[k] *= static_cast<Scalar>(task.weight);
            losses_[k] = {task.weight * loss, count_observed(t)};
            if (losses_[k].observed())
                work.pass.add_term(task.name, weight(theta, k) * losses_[k].value + offset(theta, k));
            terms_.add(task.name, loss);
        });
        if constexpr (HasTaskParameters<Policy>)
            for (std::size_t t = 0; t < size; ++t) terms_.add(weight_names_[t], weight(theta, t));
    }
    /// Puts the gradient of a task at its outputs, if it has targets.
    void seed(Work& work, std::size_t t, double by) {
        if (losses_[t].observed())
            work.pass.add_gradient(work.outputs[t], static_cast<Scalar>(by) * work.gradients[t]);
    }
    void add_own_gradient([[maybe_unused]] const Parameters<Scalar>& theta,
                          [[maybe_unused]] Parameters<Scalar>& gradient) {
        if constexpr (LearnsWeights<Policy>)
            for (std::size_t t = 0; t < size; ++t)
                if (losses_[t].observed())
                    gradient[tasks_.own()](static_cast<Index>(t), 0) =
                        static_cast<Scalar>(tasks_.policy().gradient(
                            theta[tasks_.own()], static_cast<Index>(t), losses_[t].value));
    }

    Tasks tasks_;
    std::vector<std::string> weight_names_;
    PerSize<Work> steps_, evaluations_;  // apart, so that neither resizes the other
    std::array<TaskLoss, size> losses_;
    TaskGradients<Scalar, size> gradients_;
    TermList terms_;
    Hooks<Scalar> none_;
};

/// The objective that minimize makes of a MultiTask.
template <class Scalar, class Policy, class... Losses>
auto objective_from(const NetworkDict<Scalar>&, MultiTask<Scalar, Policy, Losses...> tasks) {
    return MultiTaskObjective<Scalar, Policy, Losses...>{std::move(tasks)};
}

}  // namespace regula::inline REGULA_ABI
