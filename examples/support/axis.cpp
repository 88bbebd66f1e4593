#include "support/axis.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace example {

namespace {

/// The multiples of powers of ten, of every `stride`-th, between low and high.
std::vector<double> multiples(double low, double high, const std::vector<int>& factors, int stride) {
    std::vector<double> all;
    const double some = 1 + 1e-9;
    const int first = static_cast<int>(std::floor(std::log10(low))),
              last = static_cast<int>(std::ceil(std::log10(high)));
    for (int power = first; power <= last; ++power)
        for (const int factor : factors)
            if (const double x = factor * std::pow(10, power);
                power % stride == 0 && x * some >= low && x <= high * some)
                all.push_back(x);
    return all;
}

}  // namespace

std::string Axis::commands(const std::string& name) const {
    std::ostringstream words;
    words.precision(9);
    words << (log ? "set" : "unset") << " logscale " << name << "\nset " << name << "range [" << low << ':'
          << high << "]\nset " << name << "tics (";
    for (std::size_t i = 0; i < tics.size(); ++i) words << (i > 0 ? ", " : "") << tics[i];
    words << ")\n";
    return words.str();
}

double step_for(double range) {
    const double least = range / 6 * (1 - 1e-9), power = std::pow(10, std::floor(std::log10(least)));
    for (const double factor : {1, 2, 5})
        if (factor * power >= least) return factor * power;
    return 10 * power;
}

Axis linear_axis(double low, double high, double step) {
    Axis axis{.low = low, .high = high, .tics = {}};
    for (double k = std::ceil(low / step - 1e-9); k <= high / step + 1e-9; ++k)
        axis.tics.push_back(k * step + 0.0);  // no -0
    return axis;
}

Axis log_axis(double low, double high) {
    const int stride = std::max(1, static_cast<int>(std::ceil((std::log10(high) - std::log10(low)) / 6)));
    const double some = 1 + 1e-6;  // gnuplot takes 100 not to be in [100:1000]
    Axis axis{.low = low / some, .high = high * some, .tics = multiples(low, high, {1}, stride), .log = true};
    if (axis.tics.size() < 3) axis.tics = multiples(low, high, {1, 2, 5}, 1);
    if (axis.tics.size() < 3) axis.tics = multiples(low, high, {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1);
    return axis;
}

}  // namespace example
