#pragma once

#include <regula/stopping/criterion.hpp>
#include <regula/stopping/plateau.hpp>

namespace regula::inline REGULA_ABI {

/// Prechelt's GL: stops when the validation error is too far above its smallest, in per cent.
///
///     GL(t) = 100 (E(t) / min_{s <= t} E(s) - 1) > alpha
///
/// at the end of each strip of `strip` epochs; the smallest error is that of all epochs. The monitor must be
/// positive. A value that is not finite is an infinite loss. Prechelt (1998), "Early stopping - but when?"
struct GeneralizationLoss {
    double alpha = 5;  ///< per cent
    int strip = 5;
    std::string monitor = "validation_loss";

    void check() const {
        require(alpha >= 0, "GeneralizationLoss: alpha must be >= 0, got ", alpha);
        require(strip >= 1, "GeneralizationLoss: strip must be >= 1, got ", strip);
    }

    class Progress;
    Progress begin(const Record& record) const;
};

class GeneralizationLoss::Progress {
public:
    explicit Progress(const GeneralizationLoss& criterion) : criterion_{criterion} {}

    void see(const Record& record) {
        epochs_.see(record, "GeneralizationLoss");
        const double value = record.at(criterion_.monitor);
        least_.improves(value);
        if (record.epoch % criterion_.strip == 0) loss_ = above_least(value);
    }
    bool stops() const { return loss_ > criterion_.alpha; }
    double loss() const { return loss_; }  ///< GL at the end of the last strip

    void remember(auto& memory) {
        least_.remember(memory);
        memory(loss_);
    }

private:
    double above_least(double value) const {
        if (!std::isfinite(value)) return std::numeric_limits<double>::infinity();
        return value == least_.best ? 0 : 100 * (value / least_.best - 1);
    }

    GeneralizationLoss criterion_;
    Epochs epochs_;
    Plateau least_;
    double loss_ = 0;
};

inline GeneralizationLoss::Progress GeneralizationLoss::begin(const Record& record) const {
    check();
    record.at(monitor);  // throws where there is none
    return Progress{*this};
}

static_assert(Criterion<GeneralizationLoss>);

}  // namespace regula::inline REGULA_ABI
