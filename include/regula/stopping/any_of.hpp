#pragma once

#include <regula/stopping/criterion.hpp>

#include <tuple>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Several criteria; each follows the run independently of the others.
///
///     stop_when(any_of(GeneralizationLoss{.alpha = 5}, Rises{.times = 4}))
///     stop_when(all_of(EarlyStopping{.monitor = "validation_error"},
///                      EarlyStopping{.monitor = "validation_loss"}))
template <bool all, Criterion... Cs>
struct Criteria {
    std::tuple<Cs...> criteria;

    void check() const {
        std::apply([](const auto&... criterion) { (criterion.check(), ...); }, criteria);
    }

    class Progress {
    public:
        Progress(const Criteria& criteria, const Record& record)
            : criteria_{criteria.criteria},
              progress_{
                  std::apply([&](const auto&... criterion) { return std::tuple{criterion.begin(record)...}; },
                             criteria.criteria)} {}

        void see(const Record& record) {
            std::apply([&](auto&... progress) { (progress.see(record), ...); }, progress_);
        }
        bool stops() const {
            return std::apply(
                [](const auto&... progress) {
                    return all ? (progress.stops() && ...) : (progress.stops() || ...);
                },
                progress_);
        }
        /// The names of the criteria that stop: "GeneralizationLoss and Rises".
        std::string name() const {
            std::string names;
            const auto add = [&](const auto& criterion, const auto& progress) {
                if (progress.stops()) names += (names.empty() ? "" : " and ") + name_of(criterion, progress);
            };
            [&]<std::size_t... i>(std::index_sequence<i...>) {
                (add(std::get<i>(criteria_), std::get<i>(progress_)), ...);
            }
            (std::index_sequence_for<Cs...>{});
            return names;
        }
        void remember(auto& memory) {
            std::apply([&](auto&... progress) { (progress.remember(memory), ...); }, progress_);
        }

    private:
        std::tuple<Cs...> criteria_;
        std::tuple<decltype(std::declval<const Cs&>().begin(std::declval<const Record&>()))...> progress_;
    };

    Progress begin(const Record& record) const { return {*this, record}; }
};

/// Stops when one criterion does.
template <Criterion... Cs>
auto any_of(Cs... criteria) {
    return Criteria<false, Cs...>{{std::move(criteria)...}};
}

/// Stops when all criteria do, each by its latest decision.
template <Criterion... Cs>
auto all_of(Cs... criteria) {
    return Criteria<true, Cs...>{{std::move(criteria)...}};
}

}  // namespace regula::inline REGULA_ABI
