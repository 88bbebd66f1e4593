#pragma once

#include <regula/optimize/fit.hpp>
#include <regula/optimize/solvers/solver.hpp>

namespace regula::inline REGULA_ABI {

/// Minimises call(theta, gradient, hooks) with the policies by a solver.
template <class Scalar, class S, class... Ps>
Certificate solve(Parameters<Scalar>& theta, auto&& call, const S& solver, const Pipeline<Ps...>& attached) {
    explain_solver<S>(static_cast<const Pipeline<Ps...>*>(nullptr));
    require(theta.vector().allFinite(), "minimize: every parameter must be finite at the start");
    Composite objective{theta, [&](const auto& at, auto& g, auto& hooks) { return call(at, g, hooks); },
                        attached};
    CompositeObjective<Scalar>& any = objective;
    return solver.solve(theta.vector(), any);
}

/// Minimises a user's objective f(theta, gradient) with penalties and constraints by a solver, to its
/// tolerance instead of for a number of epochs.
///
///     const Certificate found = minimize(theta, objective, Lbfgs{}, L2{0.1});
///
/// Throws std::invalid_argument for invalid settings or policies, and for parameters that are not finite. If
/// one place has several penalties with a prox, or a constraint beside one, their steps follow each other in
/// the order written. The result is a minimum only if this order does not matter.
template <class Scalar, PlainObjective<Scalar> Objective, Solver S, class... Ps>
Certificate minimize(Parameters<Scalar>& theta, Objective&& objective, const S& solver, Ps... policies) {
    const auto attached = pipeline(std::move(policies)...);
    solver.check();
    attached.check(theta.blocks());
    const auto call = [&](const auto& at, auto& g, const auto&) {
        return static_cast<double>(objective(at, g));
    };
    return solve(theta, call, solver, attached);
}

/// The same for an objective over data, f(theta, batch, gradient), with all samples in one batch.
template <class Scalar, DataObjective<Scalar> Objective, Solver S, class... Ps>
Certificate minimize(Parameters<Scalar>& theta, Objective&& objective, const Dataset<Scalar>& data,
                     const S& solver, Ps... policies) {
    data.check("minimize");
    Batch<Scalar> all = whole_batch(data);
    require_weights_used(all, loss_and_gradient_of(objective, theta));
    const auto call = [&](const Parameters<Scalar>& at, Parameters<Scalar>& gradient) {
        return static_cast<double>(objective(at, all, gradient));
    };
    return minimize(theta, call, solver, std::move(policies)...);
}

/// Trains a model on all data at once, by a solver; Lbfgs stops at a point with zero gradient. Penalties on
/// hidden units and outputs are included.
///
///     const Certificate found = fit(net, SoftmaxCrossEntropy{}, train, Lbfgs{.tolerance = 1e-6}, L2{1e-3});
///
/// The pass keeps the units of all samples in memory. Throws std::invalid_argument like fit with an
/// optimizer.
template <Model Model, class Loss, Solver S, class... Ps>
Certificate fit(Model& model, const Loss& loss, const Dataset<typename Model::Scalar>& train, const S& solver,
                Ps... policies) {
    using Scalar = typename Model::Scalar;
    const auto attached = pipeline(std::move(policies)...);
    solver.check();
    validate(loss);
    explain_model<Model, Loss>();
    require_fits(model, train, "training data");
    require_labels_judged(loss, train, model.outputs());
    attached.check(places_of(model));
    if constexpr (requires { model.draws(); })
        require(!model.draws(),
                "fit: a solver needs a function that is the same each time, and this model has layers "
                "that draw or depend on the minibatch; train it with an optimizer, such as Sgd");

    Batch<Scalar> all = whole_batch(train);
    prepare_targets<Loss>(all, model.outputs());
    Workers workers{solver.threads};
    auto objective = objective_of(model, loss);
    const auto call = [&](const auto& at, auto& g, auto& hooks) {
        return static_cast<double>(objective(at, all, g, hooks, workers));
    };
    return solve(model.parameters(), call, solver, attached);
}

}  // namespace regula::inline REGULA_ABI
