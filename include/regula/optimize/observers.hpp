#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/record.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The functions of the observers of a run, whose types the training loop does not know.
template <class = OnUse>
class Observers {
public:
    template <class Function>
    void add(Function function) {
        all_.push_back(std::make_unique<Held<Function>>(std::move(function)));
    }

    /// Calls all with the record of an epoch.
    void look(const Record& record) {
        for (const auto& observer : all_) observer->look(record);
    }

    /// Whether any is due within the epoch, after an update; calls those that are.
    bool any_due(Index steps) {
        for (const auto& observer : all_)
            if (observer->due(steps)) return true;
        return false;
    }
    void look_within(const Record& record, Index steps) {
        for (const auto& observer : all_)
            if (observer->due(steps)) observer->look(record);
    }

private:
    struct Any {
        virtual ~Any() = default;
        virtual void look(const Record& record) = 0;
        virtual bool due(Index steps) = 0;
    };
    template <class Function>
    struct Held final : Any {
        explicit Held(Function given) : function{std::move(given)} {}
        void look(const Record& record) override { function(record); }
        bool due([[maybe_unused]] Index steps) override {
            if constexpr (requires { function.due(steps); })
                return static_cast<bool>(function.due(steps));
            else
                return false;
        }
        Function function;
    };
    std::vector<std::unique_ptr<Any>> all_;
};

}  // namespace regula::inline REGULA_ABI
