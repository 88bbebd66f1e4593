#pragma once

#include <string>
#include <vector>

namespace example {

/// The range of an axis, and the numbers beside it.
struct Axis {
    double low, high;
    std::vector<double> tics;
    bool log = false;

    /// The gnuplot commands for the axis "x" or "y".
    std::string commands(const std::string& name) const;
};

/// From low to high, with a number at every multiple of a step.
Axis linear_axis(double low, double high, double step);

/// A step of 1, 2 or 5 times a power of ten, which divides a range into four to six.
double step_for(double range);

/// From low to high > low > 0, with the powers of ten, the 1, 2, 5, 10, ... or all whole multiples of these
/// powers, as a short range needs it.
Axis log_axis(double low, double high);

}  // namespace example
