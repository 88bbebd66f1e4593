#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cstdint>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Calls use(mask, probability) for each of the 2^units choices of kept (1) and dropped (0) units. Each unit
/// has its own drop probability. Throws std::invalid_argument unless there are 1 ... 24 units with
/// probabilities in [0, 1].
void for_each_mask(const Vector<double>& drop_probabilities, auto&& use) {
    const Index units = drop_probabilities.size();
    require(units >= 1 && units <= 24, "for_each_mask: units must be in 1 ... 24, got ", units);
    for (const double p : drop_probabilities)
        require(p >= 0 && p <= 1, "for_each_mask: drop_probability must be in [0, 1], got ", p);
    Vector<double> mask(units);
    for (std::uint32_t bits = 0; bits >> units == 0; ++bits) {
        double probability = 1;
        for (Index i = 0; i < units; ++i) {
            mask[i] = bits >> i & 1;
            probability *= mask[i] == 1 ? 1 - drop_probabilities[i] : drop_probabilities[i];
        }
        use(std::as_const(mask), probability);
    }
}

/// The same with one probability for all units.
void for_each_mask(Index units, double drop_probability, auto&& use) {
    require(units >= 1, "for_each_mask: units must be in 1 ... 24, got ", units);
    for_each_mask(Vector<double>::Constant(units, drop_probability), use);
}

}  // namespace regula::inline REGULA_ABI
