#pragma once

#include <regula/core/per_size.hpp>
#include <regula/optimize/descend.hpp>
#include <regula/optimize/sample_weights.hpp>
#include <regula/optimize/solvers/solver.hpp>

namespace regula::inline REGULA_ABI {

/// The policies of a run, with those of its optimizer. Every run begins here, so this function refuses wrong
/// optimizers.
template <class Optimizer, class... Ps>
auto run_pipeline(const Optimizer& optimizer, Ps... policies) {
    explain_optimizer<Optimizer>();
    optimizer.check();
    if constexpr (requires { optimizer.policy(); })
        return pipeline(std::move(policies)..., optimizer.policy());
    else
        return pipeline(std::move(policies)...);
}

/// Explains that a user's objective has no model for an auxiliary loss.
template <class Policies>
constexpr void refuse_auxiliary_losses(const Policies&) {
    static_assert(
        !Policies::adds_losses,
        "regula: an auxiliary loss passes through the model of fit(model, loss, ...); an objective of "
        "your own adds what it says itself, as in pass.add_loss(...)");
}

/// Throws std::invalid_argument if policies change targets and the data have labels: an objective takes the
/// data unchanged. The same for sample weights that do not suit the policies.
template <class Scalar>
void require_targets_to_change(const auto& policies, const Dataset<Scalar>& data) {
    require_weights_to_suit(policies, data);
    require(!policies.changes_targets() || !data.has_labels(),
            "minimize: policies that change targets need data with targets, got labels; fill_targets(labels, "
            "outputs, targets) makes them");
}

/// The source of an objective without data: an epoch is one step.
template <class Scalar>
struct NoData {
    Batch<Scalar> none;
    void start(std::uint64_t) {}
    Index count() const { return 1; }
    Batch<Scalar>& load(Index) { return none; }
};

/// The objective of the loop for a function of the parameters and a batch. Its only place is its inputs.
template <class Scalar, class Objective>
class ObjectiveOfBatches {
public:
    explicit ObjectiveOfBatches(Objective& objective) : objective_{&objective} {}

    double operator()(const Parameters<Scalar>& theta, Batch<Scalar>& batch, Parameters<Scalar>& gradient,
                      Hooks<Scalar>& hooks, Workers&) {
        auto& [changed, gain] = buffers_.of(batch.size());
        const bool disturbed = hooks.forward(inputs_, batch.inputs, changed, gain, {}).units != &batch.inputs;
        if (disturbed) batch.inputs.swap(changed);
        gradient.vector().setZero();
        const double loss = static_cast<double>((*objective_)(theta, std::as_const(batch), gradient));
        if (disturbed) batch.inputs.swap(changed);
        return loss;
    }

private:
    struct Buffers {
        Matrix<Scalar> changed, gain;
    };
    Objective* objective_;
    PerSize<Buffers> buffers_;
    const Block inputs_ = input_block();
};

/// A user's objective over data:     loss = objective(theta, batch, gradient)
///
/// is the mean loss of a batch at theta; it fills the gradient, initially zeros, in the same blocks. Of data
/// with sample weights, batch.sample_weights has those of the batch, in units of their mean over all data,
/// and the objective must use them: a SampleWeights loss does (loss/sample_weights.hpp). A mean in units of
/// the batch's own weights does too, but loses them in minibatches of one sample.
template <class F, class Scalar>
concept DataObjective = requires(F& f, const Parameters<Scalar>& theta, const Batch<Scalar>& batch,
                                 Parameters<Scalar>& g) {
    { f(theta, batch, g) } -> std::convertible_to<double>;
};

/// A user's objective without data:     loss = objective(theta, gradient)
template <class F, class Scalar>
concept PlainObjective = requires(F& f, const Parameters<Scalar>& theta, Parameters<Scalar>& g) {
    { f(theta, g) } -> std::convertible_to<double>;
};

/// The loss of an objective over data with its gradient, as a function of the batch.
template <class Scalar>
auto loss_and_gradient_of(auto& objective, const Parameters<Scalar>& theta) {
    return [&](const Batch<Scalar>& batch) {
        return loss_and_gradient(
            theta, [&](Parameters<Scalar>& gradient) { return objective(theta, batch, gradient); });
    };
}

/// Minimises a user's objective over data, with any policies, and continues from `state`.
///
///     minimize(theta, objective, data, Sgd{.learning_rate = 0.1, .epochs = 20}, L1{1e-3});
///
/// Throws std::invalid_argument, and changes nothing, for bad data, settings or policies, and for a state of
/// another run. Divergence is a stop reason of the report, not an exception; the parameters are then those of
/// the last good epoch. An exception of the objective, a policy, a schedule, an observer or std::bad_alloc
/// leaves parameters and state as the last complete epoch left them, or as at the start: a run can continue
/// from both.
template <class Scalar, DataObjective<Scalar> Objective, class Optimizer, class... Ps>
Report minimize(State<Scalar>& state, Parameters<Scalar>& theta, Objective&& objective,
                const Dataset<Scalar>& data, const Optimizer& optimizer, Ps... policies) {
    const auto attached = run_pipeline(optimizer, std::move(policies)...);
    attached.check(with_data_blocks(theta.blocks()));
    require_targets_to_change(attached, data);
    Batches<Scalar> batches{data, optimizer.batch_size, Key{optimizer.seed}.stream("shuffle")};
    Workers workers{optimizer.threads};
    refuse_auxiliary_losses(attached);
    require_weights_used(batches, loss_and_gradient_of(objective, theta));
    ObjectiveOfBatches<Scalar, std::remove_reference_t<Objective>> call{objective};
    return descend(theta, optimizer, attached, state, workers, call, batches, {}, [](auto&) {});
}

/// Minimises a user's objective without data; an epoch is one step.
template <class Scalar, PlainObjective<Scalar> Objective, class Optimizer, class... Ps>
Report minimize(State<Scalar>& state, Parameters<Scalar>& theta, Objective&& objective,
                const Optimizer& optimizer, Ps... policies) {
    const auto attached = run_pipeline(optimizer, std::move(policies)...);
    attached.check(theta.blocks());
    Workers workers;
    const auto call = [&](const auto& at, const auto&, auto& gradient, const auto&, Workers&) {
        gradient.vector().setZero();
        return static_cast<double>(objective(at, gradient));
    };
    refuse_auxiliary_losses(attached);
    NoData<Scalar> once;
    return descend(theta, optimizer, attached, state, workers, call, once, {}, [](auto&) {});
}

/// The same from the beginning, without a state to keep.
template <class Scalar, class Objective, class... Rest>
requires(!Solver<std::remove_cvref_t<Rest>> && ...) Report
    minimize(Parameters<Scalar>& theta, Objective&& objective, Rest&&... rest) {
    static_assert(DataObjective<Objective, Scalar> || PlainObjective<Objective, Scalar>,
                  "regula: an objective is 'double f(theta, batch, gradient)' over data, or "
                  "'double f(theta, gradient)' without");
    State<Scalar> state;
    return minimize(state, theta, objective, std::forward<Rest>(rest)...);
}

/// Calls run(theta, objective) with a vector or a matrix as the one block of theta, and returns what it
/// returns. If it throws, w is that of the last good epoch.
template <class Scalar, int cols>
auto run_on_block(Eigen::Matrix<Scalar, Eigen::Dynamic, cols>& w, auto& f, const auto& run) {
    Parameters<Scalar> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = w.rows(), .cols = w.cols()});
    theta["w"] = w;
    const auto call = [&](const Parameters<Scalar>& at, Parameters<Scalar>& gradient) {
        if constexpr (cols == 1) {
            return static_cast<double>(f(at.vector(), gradient.vector()));
        } else {
            auto g = gradient["w"];
            return static_cast<double>(f(at["w"], g));
        }
    };
    try {
        auto found = run(theta, call);
        w = theta["w"];
        return found;
    } catch (...) {
        w = theta["w"];
        throw;
    }
}

/// Minimises a function of a vector or of a matrix, f(w, g) with g = df/dw. For policies w is a block of
/// weights. An optimizer returns a Report, a solver a Certificate:
///
///     Eigen::VectorXd w = Eigen::VectorXd::Zero(5);
///     const auto f = [&](const auto& w, auto& g) { g = h * (w - a); return 0.5 * (w - a).dot(g); };
///     minimize(w, f, Sgd{}, L1{0.1});
///     minimize(w, f, ProximalGradient{}, L1{0.1});
template <class Scalar, int cols, class Function, class Method, class... Ps>
auto minimize(Eigen::Matrix<Scalar, Eigen::Dynamic, cols>& w, Function&& f, const Method& method,
              Ps... policies) {
    return run_on_block(w, f, [&](auto& theta, const auto& objective) {
        return minimize(theta, objective, method, std::move(policies)...);
    });
}

/// The same by an optimizer, from a state that it continues:
///
///     State<double> state;
///     minimize(state, w, f, Adam{.epochs = 100});
///     minimize(state, w, f, Adam{.epochs = 200});     // the next 100, with the same memory
template <class Scalar, int cols, class Function, class Method, class... Ps>
Report minimize(State<Scalar>& state, Eigen::Matrix<Scalar, Eigen::Dynamic, cols>& w, Function&& f,
                const Method& optimizer, Ps... policies) {
    return run_on_block(w, f, [&](auto& theta, const auto& objective) {
        return minimize(state, theta, objective, optimizer, std::move(policies)...);
    });
}

/// Settings without the name of an optimizer or solver, as in minimize(w, f, {.learning_rate = 0.1}). This
/// type refuses them in a sentence; without it a compiler would list all overloads.
struct NamelessSettings {
    double learning_rate, momentum;
    bool nesterov;
    double beta1, beta2, epsilon, weight_decay;
    Schedule schedule;
    int epochs;
    Index batch_size;
    std::uint64_t seed;
    double tolerance;
    int max_iterations, memory;
    double curvature;
    bool accelerated;
    int threads;
};
template <class W>
consteval void explain_nameless() {
    static_assert(
        std::is_void_v<W>,
        "regula: settings need the name of their optimizer or solver, as in Sgd{.learning_rate = 0.1}");
}

/// A model for a user's objective: its parameters and the places of policies. A model that is a function of a
/// pass, such as Network, is called in a pass.
template <class M>
concept ModelOfPass = requires(M& model) {
    typename M::Scalar;
    model.parameters().vector();
    model.hidden_blocks();
};

/// A model that cuts the minibatches of its own objective into shards, such as GradientAccumulation.
template <class M>
concept Sharded = requires(const M& model) {
    model.shards();
};
/// Refuses such a model in a sentence.
template <class M>
consteval void refuse_shards() {
    static_assert(!Sharded<M>,
                  "regula: minimize calls your function with whole minibatches, so shards have no effect; "
                  "pass the network itself, or train it by fit");
}

/// The parameters that minimize changes.
template <class W>
inline constexpr bool is_minimizable = is_state<W> || ModelOfPass<W>;
template <class Scalar>
inline constexpr bool is_minimizable<Parameters<Scalar>> = true;
template <class Scalar, int cols>
inline constexpr bool is_minimizable<Eigen::Matrix<Scalar, Eigen::Dynamic, cols>> = true;

/// Refuses other calls in a sentence.
template <class W, class Function, class... Rest>
requires(!std::is_lvalue_reference_v<W> ||
         !is_minimizable<std::remove_reference_t<W>>) void minimize(W&&, Function&&, const Rest&...) {
    static_assert(
        std::is_void_v<W>,
        "regula: minimize moves an Eigen::VectorXd or MatrixXd (or of float), a variable of a size known at "
        "run time, or Parameters");
}
template <class W, class Function, class... Rest>
void minimize(W&, Function&&, const NamelessSettings&, const Rest&...) {
    explain_nameless<W>();
}
template <class Scalar, class Function, class... Rest>
void minimize(Parameters<Scalar>&, Function&&, const Dataset<Scalar>&, const NamelessSettings&,
              const Rest&...) {
    explain_nameless<Scalar>();
}

}  // namespace regula::inline REGULA_ABI
