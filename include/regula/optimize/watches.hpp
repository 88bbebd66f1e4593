#pragma once

#include <regula/core/parameters.hpp>
#include <regula/optimize/memory.hpp>
#include <regula/optimize/report.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The verbs of a watch whose type the training loop does not know. A verb that the watch lacks does nothing.
template <class Scalar>
class AnyWatch {
public:
    virtual ~AnyWatch() = default;
    virtual void keep(Memory<Scalar>& memory) = 0;
    virtual void put_back(const Memory<Scalar>& memory) = 0;
    virtual bool stops() = 0;
    virtual bool should_stop(Parameters<Scalar>& theta, const Record& record) = 0;
    virtual bool enough(Index steps) const = 0;
    virtual double rate() = 0;
    virtual void finish(Parameters<Scalar>& theta, Report& report) = 0;
};

/// A watch of a type.
template <class Scalar, class Watch>
class HeldWatch final : public AnyWatch<Scalar> {
public:
    explicit HeldWatch(Watch watch) : watch_{std::move(watch)} {}

    void keep(Memory<Scalar>& memory) override { memory.keep(watch_); }
    void put_back(const Memory<Scalar>& memory) override { memory.put_back(watch_); }
    bool stops() override {
        if constexpr (requires { watch_.stops(); })
            return watch_.stops();
        else
            return false;
    }
    bool should_stop(Parameters<Scalar>& theta, const Record& record) override {
        return watch_.should_stop(theta, record);
    }
    bool enough([[maybe_unused]] Index steps) const override {
        if constexpr (requires { watch_.enough(steps); })
            return watch_.enough(steps);
        else
            return false;
    }
    double rate() override {
        if constexpr (requires { watch_.rate(); })
            return watch_.rate();
        else
            return 1;
    }
    void finish(Parameters<Scalar>& theta, Report& report) override {
        watch_.finish(theta);
        if (watch_.best_epoch() > 0) report.best_epoch = watch_.best_epoch();  // 0: none
        if constexpr (requires { watch_.report(); }) report.stop.add(watch_.report());
    }

private:
    Watch watch_;
};

/// The watches of the stopping policies of a run, with the names of the policies.
template <class Scalar>
class Watches {
public:
    template <class Watch>
    void add(Watch watch, std::string name) {
        watches_.push_back({std::make_unique<HeldWatch<Scalar, Watch>>(std::move(watch)), std::move(name)});
    }

    /// Restores the watches from a state, if it has their memory, and saves them to it. Throws
    /// std::invalid_argument for a state of other policies.
    void take_up(std::vector<Memory<Scalar>>& all) {
        if (!all.empty()) {
            put_back(all);
            for (auto& [watch, name] : watches_) had_stopped_ = watch->stops() || had_stopped_;
        }
        keep(all);
    }

    /// Saves their memory. Watches without memory are left out.
    void keep(std::vector<Memory<Scalar>>& all) {
        std::size_t place = 0;
        for (auto& [watch, name] : watches_) {
            if (place == all.size()) all.emplace_back();
            all[place].owner = name;
            watch->keep(all[place]);
            if (!all[place].empty()) ++place;
        }
        all.resize(place);
    }

    /// Restores their memory. Throws std::invalid_argument unless the same policies saved it, in the same
    /// order.
    void put_back(const std::vector<Memory<Scalar>>& all) {
        std::vector<Memory<Scalar>> fresh;
        keep(fresh);
        const auto like = [](const auto& a, const auto& b) { return a.is_like(b); };
        require(std::equal(all.begin(), all.end(), fresh.begin(), fresh.end(), like),
                "State: it remembers the stopping policies: ", list_of(all),
                "; this run has: ", list_of(fresh), "; state.forget() lets them begin afresh");
        std::size_t place = 0;
        for (auto& [watch, name] : watches_) {
            Memory<Scalar> has;
            watch->keep(has);
            if (!has.empty()) watch->put_back(all[place++]);
        }
    }

    /// Whether any watch stopped the earlier run; stops at a record; has had enough updates.
    bool had_stopped() const { return had_stopped_; }
    bool should_stop(Parameters<Scalar>& theta, const Record& record) {
        bool any = false;
        for (auto& [watch, name] : watches_) any = watch->should_stop(theta, record) || any;
        return any;
    }
    bool enough(Index steps) const {
        for (const auto& [watch, name] : watches_)
            if (watch->enough(steps)) return true;
        return false;
    }

    /// The product of their factors of the learning rate.
    double rate() {
        double factor = 1;
        for (auto& [watch, name] : watches_) factor *= watch->rate();
        return factor;
    }

    /// Ends the run: restores the best parameters, and reports.
    void finish(Parameters<Scalar>& theta, Report& report) {
        for (auto& [watch, name] : watches_) watch->finish(theta, report);
    }

private:
    struct Member {
        std::unique_ptr<AnyWatch<Scalar>> watch;
        std::string name;
    };
    std::vector<Member> watches_;
    bool had_stopped_ = false;
};

}  // namespace regula::inline REGULA_ABI
