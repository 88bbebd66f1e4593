#pragma once

#include <regula/core/on.hpp>
#include <regula/core/parameters.hpp>

#include <optional>

namespace regula::inline REGULA_ABI {

/// A policy of the run as a whole with a switch.
template <class P>
struct When {
    using Inner = P;

    bool on;
    P policy;

    void check() const { validate(policy); }
    void clip(auto&& gradient) const requires Clipping<P> {
        if (on) policy.clip(gradient);
    }
    void mix(auto&& x, auto&& t, Key key) const requires Mixing<P> {
        if (on) policy.mix(x, t, key);
    }
    void add_losses(auto& pass, const auto& f, const auto& loss,
                    const auto& batch) const requires AuxiliaryLoss<P> {
        if (on) policy.add_losses(pass, f, loss, batch);
    }
    double loss_weight() const requires requires(const P& p) { p.loss_weight(); }
    { return on ? policy.loss_weight() : 1; }
    void check(const std::vector<Block>& blocks) const requires Coupling<P> { policy.check(blocks); }
    template <class Scalar>
    double value(const Parameters<Scalar>& theta) const requires Coupling<P> {
        return on ? policy.value(theta) : 0;
    }
    template <class Scalar>
    void add_gradient(const Parameters<Scalar>& theta, Parameters<Scalar>& g,
                      Parameters<Scalar>& scratch) const requires Coupling<P> {
        if (on) policy.add_gradient(theta, g, scratch);
    }
    template <class Scalar>
    void prox(Parameters<Scalar>& theta, const auto& steps,
              Parameters<Scalar>& scratch) const requires couples_by_prox<P> {
        if (on) policy.prox(theta, steps, scratch);
    }
    static constexpr bool by_prox = couples_by_prox<P>;
    bool ascend(auto&& w, const auto& g) const requires Ascent<P> { return on && policy.ascend(w, g); }
    double share_of_update(Index t) const requires AveragingOfUpdates<P> {
        return on ? policy.share_of_update(t) : 1;
    }
    double share_of_epoch(int epoch) const requires AveragingOfEpochs<P> {
        return on ? policy.share_of_epoch(epoch) : 1;
    }
    /// The watch, or the function of an observer; none if the policy is off.
    auto start(auto& theta, const Record& record) const requires Stopping<P> {
        std::optional<decltype(policy.start(theta, record))> watch;
        if (on) watch.emplace(policy.start(theta, record));
        return watch;
    }
    auto watch(int epochs) const requires Observer<P> {
        std::optional<decltype(watch_of(policy, epochs))> look;
        if (on) look.emplace(watch_of(policy, epochs));
        return look;
    }
};

template <class Selector, Role... roles, class P>
constexpr auto switched(bool on, Placed<Place<Selector, roles...>, P> put) {
    using Where = Place<selectors::Switch<Selector>, roles...>;
    return Placed<Where, P>{Where{{on, std::move(put.where.selects)}}, std::move(put.policy)};
}

/// A policy that is switched on or off at run time. If it is off, it does nothing, costs next to nothing and
/// is not a term of the objective. Its coefficients are then not checked, and its place need not be in the
/// model.
///
///     when(rate > 0, on(inputs, Dropout{rate})), when(patience > 0, EarlyStopping{.patience = patience})
///
/// So one instantiation of fit serves all choices. A policy that is not in the list at all costs nothing.
template <class P>
constexpr auto when(bool on, P policy) {
    auto put = placed(std::move(policy));
    if constexpr (is_placed<decltype(put)>)
        return switched(on, std::move(put));
    else if constexpr (requires { put.at(StepTime{}); })
        return scheduled([on, put = std::move(put)](const StepTime& now) { return when(on, put.at(now)); });
    else
        return When<decltype(put)>{on, std::move(put)};
}

/// Whether a policy of a run is switched on.
bool is_on(const auto&) { return true; }
template <class Selector, Role... roles, class P>
bool is_on(const Placed<Place<selectors::Switch<Selector>, roles...>, P>& policy) {
    return policy.where.selects.on;
}
template <class P>
bool is_on(const When<P>& policy) {
    return policy.on;
}

}  // namespace regula::inline REGULA_ABI
