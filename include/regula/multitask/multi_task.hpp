#pragma once

#include <regula/data/tasks.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/multitask/balancing.hpp>
#include <regula/multitask/observed.hpp>

#include <array>
#include <string>
#include <tuple>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Multi-task learning: several heads on one trunk, each trained with the targets of its own task.
///
///     J = sum_t weight_t J_t,     J_t the mean loss of head_t(trunk(x)) over the targets that are there
///
///     NetworkDict<float> nets{{{"trunk", 784, {Dense{64}, Relu{}}}, {"digit", 64, {Dense{10}}},
///                              {"odd", 64, {Dense{1}}}}, Key{1}};
///     MultiTask tasks{nets, "trunk", Task{"digit", "digit", SoftmaxCrossEntropy{}},
///                     Task{"odd", "odd", Logistic{}, 0.3}};
///     const auto data = task_data(images, {task_targets<float>(digits, 10), task_targets<float>(odd, 1)});
///     minimize(nets, tasks, data, validation, Sgd{}, Dropout{0.5},
///              EarlyStopping{.monitor = "validation_digit"});
///
/// A policy may balance the tasks:     MultiTask{nets, "trunk", UncertaintyWeighting{}, Task{...}, Task{...}}
/// Its numbers become a block of the parameters of the networks, so a MultiTask comes before a checkpoint is
/// read or a state is made. The rows of the targets belong to the tasks in order, as many as each head has
/// outputs. A column of NaN is a missing target.
///
/// The report's loss is the objective. Record::losses has the loss J_t of each task by name, without its
/// weight ("digit"), a mean over the minibatches where a minibatch without targets of the task counts as 0;
/// and the weights, if a policy changes them ("digit_weight"). Validation data give "validation_loss",
/// "validation_digit", and "validation_digit_error" for a loss of labels; NaN without a target.
///
/// The networks must outlive it. Throws std::invalid_argument for unknown networks, a repeated name, and a
/// weight below 0.
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.7; Caruana (1997), "Multitask learning".
template <class Scalar_, Balancing Policy, class... Losses>
class MultiTask {
public:
    using Scalar = Scalar_;
    static constexpr Index size = sizeof...(Losses);
    /// Whether the policy changes gradients, so that the step follows the gradient of no function.
    static constexpr bool changes_gradients = CombinesGradients<Policy>;

    MultiTask(NetworkDict<Scalar>& networks, std::string trunk, Policy policy, Task<Losses>... tasks)
        : networks_{&networks}, trunk_{std::move(trunk)}, policy_{policy}, tasks_{std::move(tasks)...} {
        static_assert(size >= 1, "regula: a MultiTask needs at least one Task");
        policy_.check();
        for_each([&](const auto& task, std::size_t t) {
            require(task.weight >= 0 && std::isfinite(task.weight), "MultiTask: the weight of '", task.name,
                    "' must be finite and >= 0, got ", task.weight);
            rows_[t + 1] = rows_[t] + networks[task.head].outputs();
            require(networks[task.head].features() == networks[trunk_].outputs(), "MultiTask: '", task.head,
                    "' takes ", networks[task.head].features(), " features, the trunk has ",
                    networks[trunk_].outputs(), " outputs");
            for_each([&](const auto& other, std::size_t s) {
                require(s >= t || other.name != task.name, "MultiTask: there is a task '", task.name,
                        "' already");
                require(task.name != "loss" && task.name != other.name + "_error" &&
                            task.name != other.name + "_weight",
                        "MultiTask: a task cannot be named '", task.name, "', the name of another metric");
            });
        });
        if constexpr (HasTaskParameters<Policy>) {
            const Block block = policy_.block(size);
            networks.add(block, static_cast<Scalar>(policy_.initial()));
            for (const Block& owned : networks.parameters().blocks())
                if (owned.name == block.name) own_ = owned;
        }
    }
    MultiTask(NetworkDict<Scalar>& networks, std::string trunk, Task<Losses>... tasks)
        : MultiTask{networks, std::move(trunk), Policy{}, std::move(tasks)...} {}

    /// Calls act(task, t) for each task.
    void for_each(const auto& act) const {
        [&]<std::size_t... t>(std::index_sequence<t...>) { (act(std::get<t>(tasks_), t), ...); }
        (std::index_sequence_for<Losses...>{});
    }
    /// Throws std::invalid_argument unless there is a row of targets for each output of the heads.
    void check(const Matrix<Scalar>& given) const {
        require(given.rows() == rows_.back(), "MultiTask: the heads have ", rows_.back(),
                " outputs in all, the data have ", given.rows(),
                " rows of targets; task_data(inputs, {targets, ...}) makes such data");
    }
    /// Evaluates the networks in a pass and calls act(task, t, outputs, targets) for each task.
    void forward(auto& pass, const Batch<Scalar>& batch, const auto& act) const {
        check(batch.targets);
        require(batch.sample_weights.size() == 0, "MultiTask: takes no sample weights, got ",
                batch.sample_weights.size(), " of them");
        const Node trunk = (*networks_)[trunk_](pass, pass.input(batch.inputs));
        for_each([&](const auto& task, std::size_t t) {
            act(task, t, (*networks_)[task.head](pass, trunk),
                batch.targets.middleRows(rows_[t], rows_[t + 1] - rows_[t]));
        });
    }

    const NetworkDict<Scalar>& networks() const { return *networks_; }
    const Policy& policy() const { return policy_; }
    /// The block of the policy's numbers, empty if it has none.
    const Block& own() const { return own_; }

private:
    const NetworkDict<Scalar>* networks_;
    std::string trunk_;
    Policy policy_;
    std::tuple<Task<Losses>...> tasks_;
    std::array<Index, sizeof...(Losses) + 1> rows_{};  // the first row of targets of each task, and the end
    Block own_;
};

template <class Scalar, Balancing Policy, class... Losses>
MultiTask(NetworkDict<Scalar>&, std::string, Policy, Task<Losses>...) -> MultiTask<Scalar, Policy, Losses...>;
template <class Scalar, class... Losses>
MultiTask(NetworkDict<Scalar>&, std::string, Task<Losses>...) -> MultiTask<Scalar, FixedWeights, Losses...>;

}  // namespace regula::inline REGULA_ABI
