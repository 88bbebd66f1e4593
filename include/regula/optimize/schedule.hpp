#pragma once

#include <regula/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <functional>
#include <numbers>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A factor as a function of time, in epochs with their fraction: of the learning rate, or of a penalty's
/// strength by scheduled(L2{1e-3}, schedule). Constant by default; any function from double to double is one.
/// The schedules below throw std::invalid_argument for bad numbers.
class Schedule {
public:
    Schedule() = default;
    template <std::invocable<double> Function>
    requires(!std::same_as<Function, Schedule>) Schedule(Function function) {
        if constexpr (requires { function.check(); }) function.check();
        function_ = std::move(function);
    }

    double operator()(double epoch) const { return function_ ? function_(epoch) : 1.0; }

private:
    std::function<double(double)> function_;
};

/// Multiplies by `factor` after each period of `every` epochs.
struct StepDecay {
    double every;
    double factor = 0.1;

    void check() const { require(every > 0, "StepDecay: every must be > 0, got ", every); }
    double operator()(double epoch) const { return std::pow(factor, std::floor(epoch / every)); }
};

/// 1 / (1 + epoch / half_life): half at the half life.
struct InverseTimeDecay {
    double half_life;

    void check() const { require(half_life > 0, "InverseTimeDecay: half_life must be > 0, got ", half_life); }
    double operator()(double epoch) const { return 1 / (1 + epoch / half_life); }
};

/// A linear decay from 1 to `to` over `epochs`; then constant.
struct LinearDecay {
    double epochs;
    double to = 0;

    void check() const { require(epochs > 0, "LinearDecay: epochs must be > 0, got ", epochs); }
    double operator()(double epoch) const { return 1 + (to - 1) * std::min(1.0, epoch / epochs); }
};

/// Half a cosine from 1 to `to` over `epochs`; then constant.
///
/// Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts".
struct CosineDecay {
    double epochs;
    double to = 0;

    void check() const { require(epochs > 0, "CosineDecay: epochs must be > 0, got ", epochs); }
    double operator()(double epoch) const {
        return to + (1 - to) * (1 + std::cos(std::numbers::pi * std::min(1.0, epoch / epochs))) / 2;
    }
};

/// Half a cosine from 1 to `to` with restarts, each over `epochs`.
///
/// Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts".
struct CosineDecayRestarts {
    double epochs;  ///< of a cycle
    double to = 0;

    void check() const { require(epochs > 0, "CosineDecayRestarts: epochs must be > 0, got ", epochs); }
    double operator()(double epoch) const { return CosineDecay{epochs, to}(std::fmod(epoch, epochs)); }
};

/// A linear rise from 0 to 1 over `epochs`, then another schedule from its beginning.
struct WarmUp {
    double epochs;
    Schedule then = {};

    void check() const { require(epochs > 0, "WarmUp: epochs must be > 0, got ", epochs); }
    double operator()(double epoch) const { return epoch < epochs ? epoch / epochs : then(epoch - epochs); }
};

}  // namespace regula::inline REGULA_ABI
