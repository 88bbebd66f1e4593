#pragma once

#include <regula/stopping/generalization_loss.hpp>

namespace regula::inline REGULA_ABI {

/// Prechelt's PQ: stops when the loss of generalization is large relative to the progress of training.
///
///     P_k(t)  = 1000 (mean of the strip's k training losses / their smallest - 1)
///     PQ(t)   = GL(t) / P_k(t) > alpha
///
/// at the end of a strip of k = `strip` epochs, as GeneralizationLoss. Without progress, P_k = 0, PQ is
/// infinite. `training` and `monitor` must be positive. If a run began within a strip, its part of the strip
/// counts.
/// Prechelt (1998), "Early stopping - but when?"
struct ProductivityQuotient {
    double alpha = 2;  ///< per cent of GL for a per mille of progress
    int strip = 5;
    std::string monitor = "validation_loss";
    std::string training = "loss";

    void check() const {
        require(alpha >= 0, "ProductivityQuotient: alpha must be >= 0, got ", alpha);
        require(strip >= 2, "ProductivityQuotient: strip must be >= 2, as one epoch makes no progress, got ",
                strip);
    }

    class Progress;
    Progress begin(const Record& record) const;
};

class ProductivityQuotient::Progress {
public:
    Progress(const ProductivityQuotient& criterion, GeneralizationLoss::Progress generalization)
        : criterion_{criterion}, generalization_{std::move(generalization)} {}

    void see(const Record& record) {
        generalization_.see(record);
        const double loss = record.at(criterion_.training);
        if (count_ == 0) first_ = loss, least_ = sum_ = 0;
        least_ = std::min(least_, loss - first_);
        sum_ += loss - first_;
        ++count_;
        if (record.epoch % criterion_.strip != 0) return;
        const double above = sum_ - count_ * least_;
        progress_ = above == 0 ? 0 : 1000 * above / (count_ * (first_ + least_));
        quotient_ =
            progress_ == 0 ? std::numeric_limits<double>::infinity() : generalization_.loss() / progress_;
        count_ = 0;
    }
    bool stops() const { return quotient_ > criterion_.alpha; }
    double progress() const { return progress_; }  ///< P_k of the last strip
    double quotient() const { return quotient_; }  ///< PQ of the last strip

    void remember(auto& memory) {
        generalization_.remember(memory);
        for (double* number : {&first_, &least_, &sum_, &progress_, &quotient_}) memory(*number);
        memory(count_);
    }

private:
    ProductivityQuotient criterion_;
    GeneralizationLoss::Progress generalization_;
    double first_ = 0, least_ = 0, sum_ = 0;  // of the strip, the latter two less the first: flat is 0
    int count_ = 0;                           // epochs of this strip
    double progress_ = 0, quotient_ = 0;
};

inline ProductivityQuotient::Progress ProductivityQuotient::begin(const Record& record) const {
    check();
    record.at(training);  // throws where there is none
    return {*this, GeneralizationLoss{.strip = strip, .monitor = monitor}.begin(record)};
}

static_assert(Criterion<ProductivityQuotient>);

}  // namespace regula::inline REGULA_ABI
