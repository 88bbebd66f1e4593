#pragma once

#include <regula/core/abi.hpp>

#include <chrono>

namespace regula::inline REGULA_ABI {

/// The seconds since its construction.
class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(Clock::now() - begun_).count(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point begun_ = Clock::now();
};

}  // namespace regula::inline REGULA_ABI
