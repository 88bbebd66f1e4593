#pragma once

#include <regula/core/error.hpp>

#include <cmath>
#include <string>

namespace regula::inline REGULA_ABI::theory {

/// What an experiment found: a formula's value, the measured one, and how far they are apart in the sense of
/// the claim (relative, or in standard errors, or how far an inequality is broken).
struct Finding {
    double predicted = 0;
    double measured = 0;
    double deviation = 0;
};

/// A statement of the theory that can be tried: what it says, where it is from, and an experiment that holds
/// the formula against training, enumeration or simulation.
///
///     const Finding found = claim.find(0);         holds if found.deviation <= claim.tolerance
///     claim.find(claim.wrong)                      the same with a formula that is wrong by as much as that:
///                                                  the negative control, which must not hold
///
/// An experiment multiplies something essential in its formula by (1 + wrong): a claim that holds whatever the
/// formula says shows nothing. All draws are functions of fixed keys, so a finding is the same each time.
struct Claim {
    const char* id;         ///< short, unique: "weight-decay-shrinks-eigenvectors"
    const char* statement;  ///< a sentence
    const char* formula;
    const char* source;      ///< section of the book, or paper
    const char* experiment;  ///< what is computed, in a sentence
    double tolerance;        ///< of the deviation
    Finding (*find)(double wrong);
    double wrong = 0.01;

    bool holds(const Finding& found) const { return found.deviation <= tolerance; }  // NaN does not
};

/// |a - b| / |b|, of numbers or matrices; |a| where b is 0.
inline double relative(double a, double b) { return b == 0 ? std::abs(a) : std::abs(a - b) / std::abs(b); }
double relative(const auto& a, const auto& b) {
    const double size = static_cast<double>(b.norm());
    return size == 0 ? static_cast<double>(a.norm()) : static_cast<double>((a - b).norm()) / size;
}

/// The mean of samples that come one by one, and its standard error (Welford 1962).
class Mean {
public:
    void add(double x) {
        ++count_;
        const double d = x - mean_;
        mean_ += d / count_;
        squares_ += d * (x - mean_);
    }
    double mean() const { return mean_; }
    double variance() const { return squares_ / (count_ - 1); }
    double standard_error() const { return std::sqrt(variance() / count_); }

    /// How many standard errors the mean is off; infinite if the standard error exceeds `resolution`, for then
    /// the experiment is too coarse to show anything.
    double z(double expected, double resolution) const {
        const double se = standard_error();
        return se <= resolution ? std::abs(mean_ - expected) / se : HUGE_VAL;
    }

private:
    double count_ = 0, mean_ = 0, squares_ = 0;
};

}  // namespace regula::inline REGULA_ABI::theory
