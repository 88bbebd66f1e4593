#pragma once

#include <regula/core/policy.hpp>
#include <regula/optimize/memory.hpp>
#include <regula/optimize/report.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The watches of the stopping policies of a run, with the names of the policies.
template <class... Ws>
class Watches {
public:
    /// Restores the watches from a state, if it has their memory, and saves them to it. Throws
    /// std::invalid_argument for a state of other policies.
    template <class Scalar>
    Watches(std::tuple<Ws...> watches, std::vector<std::string> names, std::vector<Memory<Scalar>>& all)
        : watches_{std::move(watches)}, names_{std::move(names)} {
        if (!all.empty()) {
            put_back(all);
            had_stopped_ = stops();
        }
        keep(all);
    }

    /// Saves their memory. Watches without memory, and policies that are off, are left out.
    template <class Scalar>
    void keep(std::vector<Memory<Scalar>>& all) {
        std::size_t place = 0;
        for_each_numbered([&](auto& watch, std::size_t number) {
            if (place == all.size()) all.emplace_back();
            all[place].owner = names_[number];
            all[place].keep(watch);
            if (!all[place].empty()) ++place;
        });
        all.resize(place);
    }

    /// Restores their memory. Throws std::invalid_argument unless the same policies saved it, in the same
    /// order.
    template <class Scalar>
    void put_back(const std::vector<Memory<Scalar>>& all) {
        std::vector<Memory<Scalar>> fresh;
        keep(fresh);
        const auto like = [](const auto& a, const auto& b) { return a.is_like(b); };
        require(std::equal(all.begin(), all.end(), fresh.begin(), fresh.end(), like),
                "State: it remembers the stopping policies: ", list_of(all),
                "; this run has: ", list_of(fresh), "; state.forget() lets them begin afresh");
        std::size_t place = 0;
        for_each([&](auto& watch) {
            Memory<Scalar> has;
            has.keep(watch);
            if (!has.empty()) all[place++].put_back(watch);
        });
    }

    /// Whether any watch stopped the earlier run; stops at a record; has had enough updates.
    bool had_stopped() const { return had_stopped_; }
    bool should_stop(auto& theta, const Record& record) {
        bool any = false;
        for_each([&](auto& watch) { any = watch.should_stop(theta, record) || any; });
        return any;
    }
    bool enough([[maybe_unused]] Index steps) const {
        bool any = false;
        for_each([&]([[maybe_unused]] const auto& watch) {
            if constexpr (requires { watch.enough(steps); }) any = any || watch.enough(steps);
        });
        return any;
    }

    /// The product of their factors of the learning rate.
    double rate() {
        double factor = 1;
        for_each([&](auto& watch) {
            if constexpr (requires { watch.rate(); }) factor *= watch.rate();
        });
        return factor;
    }

    /// Ends the run: restores the best parameters, and reports.
    void finish(auto& theta, Report& report) {
        for_each([&](auto& watch) {
            watch.finish(theta);
            if (watch.best_epoch() > 0) report.best_epoch = watch.best_epoch();  // 0: none
            if constexpr (requires { watch.report(); }) report.stop.add(watch.report());
        });
    }

private:
    bool stops() {
        bool any = false;
        for_each([&](auto& watch) {
            if constexpr (requires { watch.stops(); }) any = any || watch.stops();
        });
        return any;
    }
    void for_each_numbered(auto&& act) {
        [&]<std::size_t... k>(std::index_sequence<k...>) {
            (if_on(std::get<k>(watches_), [&](auto& watch) { act(watch, k); }), ...);
        }
        (std::index_sequence_for<Ws...>{});
    }
    void for_each(auto&& act) {
        std::apply([&](auto&... watch) { (if_on(watch, act), ...); }, watches_);
    }
    void for_each(auto&& act) const {
        std::apply([&](const auto&... watch) { (if_on(watch, act), ...); }, watches_);
    }

    std::tuple<Ws...> watches_;
    std::vector<std::string> names_;
    bool had_stopped_ = false;
};

}  // namespace regula::inline REGULA_ABI
