#pragma once

#include <regula/stopping/criterion.hpp>

namespace regula::inline REGULA_ABI {

/// Stops when a metric is less than a goal:     stop_when(Below{.goal = 0.1})
struct Below {
    double goal;
    std::string monitor = "validation_loss";

    void check() const { require(goal == goal, "Below: goal must be a number, got ", goal); }

    class Progress;
    Progress begin(const Record& record) const;
};

class Below::Progress {
public:
    explicit Progress(const Below& criterion) : criterion_{criterion} {}
    void see(const Record& record) { below_ = record.at(criterion_.monitor) < criterion_.goal; }
    bool stops() const { return below_; }
    void remember(auto& memory) { memory(below_); }

private:
    Below criterion_;
    bool below_ = false;
};

inline Below::Progress Below::begin(const Record& record) const {
    record.at(monitor);  // throws where there is none
    return Progress{*this};
}

static_assert(Criterion<Below>);

}  // namespace regula::inline REGULA_ABI
