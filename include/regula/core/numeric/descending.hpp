#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The descending sequence nearest to x:     argmin_u |u - x|^2 over u_1 >= u_2 >= ... >= least
///
/// Neighbours that ascend are pooled at their mean until none do, in linear time; then values below `least`
/// are raised to it. Pooled values are equal to the last bit; a NaN stays. Allocates. Barlow, Bartholomew,
/// Bremner and Brunk (1972), "Statistical inference under order restrictions".
inline Vector<double> descending(Vector<double> x, double least) {
    struct Pool {
        double mean;
        Index count;
    };
    std::vector<Pool> pools;
    for (const double value : x) {
        Pool pool{value, 1};
        for (; !pools.empty() && pools.back().mean < pool.mean; pools.pop_back()) {
            const auto [mean, count] = pools.back();
            pool.count += count;
            pool.mean += (mean - pool.mean) * static_cast<double>(count) / static_cast<double>(pool.count);
        }
        pools.push_back(pool);
    }
    Index first = 0;
    for (const auto& [mean, count] : pools) {
        x.segment(first, count).setConstant(std::max(mean, least));
        first += count;
    }
    return x;
}

}  // namespace regula::inline REGULA_ABI
