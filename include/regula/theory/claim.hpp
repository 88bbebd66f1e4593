#pragma once

#include <regula/core/error.hpp>

#include <cmath>
#include <string>

namespace regula::inline REGULA_ABI::theory {

/// The result of an experiment: the formula's value, the measured one, and their distance in the sense of the
/// claim (relative, in standard errors, or the violation of an inequality).
struct Finding {
    double predicted = 0;
    double measured = 0;
    double deviation = 0;
};

/// The meaning of a finding's deviation.
enum class Distance {
    relative,         ///< the difference in units of the prediction
    difference,       ///< the difference itself, of orders of convergence for example
    standard_errors,  ///< of a mean of draws
    violation,        ///< how far an inequality is violated
    count             ///< the number of cases in which the statement is wrong
};

/// A statement of the theory that can be tested: its text, its source, and an experiment that compares the
/// formula with training, enumeration or simulation.
///
///     const Finding found = claim.find(0);         holds if found.deviation <= claim.tolerance
///     claim.find(claim.wrong)                      the same with a formula that is wrong by as much as that:
///                                                  the negative control, which must not hold
///
/// An experiment multiplies an essential part of its formula by (1 + wrong): a claim that holds for any
/// formula shows nothing. All draws are functions of fixed keys, so a finding is the same each time.
struct Claim {
    const char* id;          ///< short, unique: "weight-decay-shrinks-eigenvectors"
    const char* statement;   ///< full sentences in plain text
    const char* formula;     ///< TeX of display mode; \\ separates lines
    const char* source;      ///< section of the book, or paper
    const char* experiment;  ///< what is computed, in full sentences with TeX between dollars
    double tolerance;        ///< of the deviation
    Finding (*find)(double wrong);
    double wrong = 0.01;
    Distance distance = Distance::relative;

    bool holds(const Finding& found) const { return found.deviation <= tolerance; }  // false for NaN
};

/// |a - b| / |b|, of numbers or matrices; |a| if b is 0.
inline double relative(double a, double b) { return b == 0 ? std::abs(a) : std::abs(a - b) / std::abs(b); }
double relative(const auto& a, const auto& b) {
    const double size = static_cast<double>(b.norm());
    return size == 0 ? static_cast<double>(a.norm()) : static_cast<double>((a - b).norm()) / size;
}

/// The running mean of samples, and its standard error (Welford 1962).
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

    /// The distance of the mean from `expected` in standard errors; infinite if the standard error exceeds
    /// `resolution`, because the experiment is then too coarse to show anything.
    double z(double expected, double resolution) const {
        const double se = standard_error();
        return se <= resolution ? std::abs(mean_ - expected) / se : HUGE_VAL;
    }

private:
    double count_ = 0, mean_ = 0, squares_ = 0;
};

}  // namespace regula::inline REGULA_ABI::theory
