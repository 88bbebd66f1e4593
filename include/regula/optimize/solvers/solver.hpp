#pragma once

#include <regula/core/certificate.hpp>
#include <regula/core/hooks.hpp>

#include <concepts>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A method that descends on the whole objective to a minimum, instead of taking a fixed number of steps on
/// minibatches. It is an aggregate of settings with
///
///     takes_kinks             whether it takes penalties with a kink, by their prox, and constraints
///     threads                 for models
///     solve(w, objective)     moves w and returns a Certificate; the objective is a CompositeObjective
///
/// minimize(w, f, solver, policies...) and fit(model, loss, data, solver, policies...) call it. If the
/// objective throws, w is the solver's last point.
template <class S>
concept Solver = requires(const S& solver) {
    { S::takes_kinks } -> std::convertible_to<bool>;
    { solver.threads } -> std::convertible_to<int>;
    solver.check();
};

/// An objective with the policies of a run in the form for a solver, a function of one vector of parameters.
/// Its verbs are virtual, so that a solver is compiled once for each scalar type, not once for each
/// objective.
template <class Scalar>
class CompositeObjective {
public:
    /// Returns J and the penalties that enter by the gradient, and fills g.
    virtual double smooth(const Vector<Scalar>& w, Vector<Scalar>& g) = 0;
    /// Returns the penalties that enter by their prox.
    virtual double kinks(const Vector<Scalar>& w) = 0;
    /// Takes the proximal steps, then projects.
    virtual void prox_and_project(Vector<Scalar>& w, double step) = 0;

protected:
    ~CompositeObjective() = default;
};

/// The objective of `call(theta, gradient, hooks)`, which returns J and fills the gradient, with the
/// policies. These must outlive it.
template <class Scalar, class Call, class Policies>
class Composite final : public CompositeObjective<Scalar> {
public:
    Composite(const Parameters<Scalar>& theta, Call call, const Policies& policies)
        : theta_{theta}, gradient_{theta}, scratch_{theta}, call_{std::move(call)}, policies_{policies} {}

    double smooth(const Vector<Scalar>& w, Vector<Scalar>& g) override {
        theta_.vector() = w;
        gradient_.vector().setZero();
        PolicyHooks<Scalar, Policies> hooks{policies_, now_};
        double value = call_(std::as_const(theta_), gradient_, hooks);
        require_gradient(theta_, gradient_);
        for (const double charge : hooks.terms()) value += charge;
        for_each_slot(theta_.blocks(), [&](auto slot) {
            auto block = gradient_[slot.block];
            policies_.add_gradient(slot, std::as_const(theta_)[slot.block], block, now_);
        });
        policies_.add_coupling_gradient(theta_, gradient_, scratch_, now_);
        g = gradient_.vector();
        return value + penalty_value(false);
    }

    double kinks(const Vector<Scalar>& w) override {
        theta_.vector() = w;
        return penalty_value(true);
    }

    void prox_and_project(Vector<Scalar>& w, double step) override {
        theta_.vector() = w;
        policies_.couple(theta_, step, scratch_, now_);
        for_each_slot(theta_.blocks(), [&](auto slot) {
            auto block = theta_[slot.block];
            policies_.prox_and_project(
                slot, block, [step] { return step; }, now_);
        });
        w = theta_.vector();
    }

private:
    /// The value of the penalties on parameters that enter by their prox, or of those that do not.
    double penalty_value(bool by_prox) {
        std::array<double, Policies::size> charges{};
        for_each_slot(theta_.blocks(), [&](auto slot) {
            policies_.add_values(slot, std::as_const(theta_)[slot.block], now_, charges);
        });
        policies_.add_coupling_values(theta_, now_, charges);
        double sum = 0;
        for (std::size_t i = 0; i < Policies::size; ++i)
            if (Policies::takes_prox(i) == by_prox) sum += charges[i];
        return sum;
    }

    Parameters<Scalar> theta_, gradient_, scratch_;
    Call call_;
    const Policies& policies_;
    const StepTime now_{};
};

/// Refuses policies that a solver does not take, with an explanation.
template <class S, class... Ps>
consteval void explain_solver(const Pipeline<Ps...>*) {
    static_assert(
        ((Penalty<typename PolicyTraits<Ps>::Policy> || Constraint<typename PolicyTraits<Ps>::Policy> ||
          Coupling<typename PolicyTraits<Ps>::Policy>)&&...),
        "regula: a solver takes penalties and constraints only; mixing, noise, gates, decays, clipping, "
        "ascents, averages, stopping and observers belong to runs of minibatches, with Sgd or Adam");
    using Kinds = PolicyKinds<Ps...>;
    constexpr PolicySet with_kink =
        Kinds::constraint | Kinds::coupling_by_prox | (Kinds::penalty & ~Kinds::smooth);
    static_assert(S::takes_kinks || with_kink == 0,
                  "regula: this solver needs a smooth objective; a penalty with a kink and a constraint need "
                  "ProximalGradient");
}

}  // namespace regula::inline REGULA_ABI
