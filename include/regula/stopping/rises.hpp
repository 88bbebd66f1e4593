#pragma once

#include <regula/stopping/criterion.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Prechelt's UP: stops when the validation error has risen from strip to strip, so many `times` in a row.
///
///     UP_s(t) = UP_{s-1}(t - k)  and  E(t) > E(t - k)
///
/// at the end of each strip of k = `strip` epochs. The amount of a rise does not matter. A value that is not
/// finite is a rise.
/// Prechelt (1998), "Early stopping - but when?"
struct Rises {
    int times = 3;
    int strip = 5;
    std::string monitor = "validation_loss";

    void check() const {
        require(times >= 1, "Rises: times must be >= 1, got ", times);
        require(strip >= 1, "Rises: strip must be >= 1, got ", strip);
    }

    class Progress;
    Progress begin(const Record& record) const;
};

class Rises::Progress {
public:
    explicit Progress(const Rises& criterion) : criterion_{criterion} {}

    void see(const Record& record) {
        epochs_.see(record, "Rises");
        if (record.epoch % criterion_.strip != 0) return;
        const double value = record.at(criterion_.monitor);
        rises_ = !std::isfinite(value) || value > before_ ? rises_ + 1 : 0;
        before_ = value;
    }
    bool stops() const { return rises_ >= criterion_.times; }

    void remember(auto& memory) {
        memory(before_);
        memory(rises_);
    }

private:
    Rises criterion_;
    Epochs epochs_;
    double before_ = std::numeric_limits<double>::quiet_NaN();
    int rises_ = 0;
};

inline Rises::Progress Rises::begin(const Record& record) const {
    check();
    record.at(monitor);  // throws where there is none
    return Progress{*this};
}

static_assert(Criterion<Rises>);

}  // namespace regula::inline REGULA_ABI
