#pragma once

#include <regula/core/on.hpp>
#include <regula/core/stop_report.hpp>

#include <optional>

namespace regula::inline REGULA_ABI {

/// A selector with a switch: off, it selects nothing.
template <class Selector>
struct Switched {
    bool on;
    Selector selects;
    bool operator()(const Block& block) const { return on && selects(block); }
    std::string text() const { return selects.text(); }
};

/// A policy of the run as a whole with a switch.
template <class P>
struct When {
    using Inner = P;

    bool on;
    P policy;

    template <class W>
    struct Watch {
        std::optional<W> watch;
        bool should_stop(auto& theta, const Record& record) {
            return watch && watch->should_stop(theta, record);
        }
        bool enough(Index steps) const requires requires(const W& w) { w.enough(steps); }
        { return watch && watch->enough(steps); }
        void finish(auto& theta) {
            if (watch) watch->finish(theta);
        }
        int best_epoch() const { return watch ? watch->best_epoch() : 0; }
        bool stops() const requires requires(const W& w) { w.stops(); }
        { return watch && watch->stops(); }
        double rate() const requires requires(const W& w) { w.rate(); }
        { return watch ? watch->rate() : 1; }
        template <class Memory>
        void remember(Memory& memory) requires requires(W& w, Memory& m) {
            w.remember(m);
        }
        {
            if (watch) watch->remember(memory);
        }
        StopReport report() const requires requires(const W& w) { w.report(); }
        { return watch ? watch->report() : StopReport{}; }
    };

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
    bool ascend(auto&& w, const auto& g) const requires Ascent<P> { return on && policy.ascend(w, g); }
    double share_of_update(Index t) const requires AveragingOfUpdates<P> {
        return on ? policy.share_of_update(t) : 1;
    }
    double share_of_epoch(int epoch) const requires AveragingOfEpochs<P> {
        return on ? policy.share_of_epoch(epoch) : 1;
    }
    auto start(auto& theta, const Record& record) const requires Stopping<P> {
        Watch<decltype(policy.start(theta, record))> off;
        if (on) off.watch.emplace(policy.start(theta, record));
        return off;
    }
    template <class Look>
    struct Looking {
        std::optional<Look> look;
        void operator()(const Record& record) {
            if (look) (*look)(record);
        }
        bool due(Index steps) requires requires(Look& l) { l.due(steps); }
        { return look && look->due(steps); }
    };
    auto watch(int epochs) const requires Observer<P> {
        Looking<decltype(watch_of(policy, epochs))> looking;
        if (on) looking.look.emplace(watch_of(policy, epochs));
        return looking;
    }
};

template <class Selector, Role... roles, class P>
constexpr auto switched(bool on, Placed<Place<Selector, roles...>, P> put) {
    using Where = Place<Switched<Selector>, roles...>;
    return Placed<Where, P>{Where{{on, std::move(put.where.selects)}}, std::move(put.policy)};
}

/// A policy that is chosen at run time: off, it does nothing, costs next to nothing and is no term of the
/// objective; its coefficients are not looked at, and its place need not be in the model.
///
///     when(rate > 0, on(inputs, Dropout{rate})), when(patience > 0, EarlyStopping{.patience = patience})
///
/// One instantiation of fit then serves all choices. A policy that is not in the list at all costs nothing.
template <class P>
constexpr auto when(bool on, P policy) {
    auto put = placed(std::move(policy));
    if constexpr (is_placed<decltype(put)>)
        return switched(on, std::move(put));
    else if constexpr (requires { put.at(Moment{}); })
        return scheduled([on, put = std::move(put)](const Moment& now) { return when(on, put.at(now)); });
    else
        return When<decltype(put)>{on, std::move(put)};
}

/// Whether a policy of a run is switched on.
bool is_on(const auto&) { return true; }
template <class Selector, Role... roles, class P>
bool is_on(const Placed<Place<Switched<Selector>, roles...>, P>& policy) {
    return policy.where.selects.on;
}
template <class P>
bool is_on(const When<P>& policy) {
    return policy.on;
}

}  // namespace regula::inline REGULA_ABI
