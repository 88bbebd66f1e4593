#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <vector>

namespace regula::test {

/// Some entries of a matrix, by number, and the price of their length. Groups may overlap.
struct PricedGroup {
    double price;
    std::vector<Index> entries;
};

/// The u with the least |u - w|^2 / 2 + t sum_k price_k |u_k|, by reweighted least squares, without
/// thresholds. Each length has the upper bound (|u_k|^2 / c + c) / 2, c the previous length.
inline Matrix<double> least_with_group_norms(const Matrix<double>& w, double t,
                                             const std::vector<PricedGroup>& groups) {
    Matrix<double> u = w;
    for (int i = 0; i < 20000; ++i) {
        Matrix<double> weight = Matrix<double>::Ones(w.rows(), w.cols());
        for (const auto& [price, entries] : groups) {
            const double length = u.reshaped()(entries).norm();
            for (const Index k : entries) weight.reshaped()(k) += t * price / length;
        }
        u = w.cwiseQuotient(weight);
    }
    return u;
}

inline std::vector<PricedGroup> columns(double price, Index rows, Index cols) {
    std::vector<PricedGroup> groups(static_cast<std::size_t>(cols), {price, {}});
    for (Index k = 0; k < rows * cols; ++k) groups[static_cast<std::size_t>(k / rows)].entries.push_back(k);
    return groups;
}

}  // namespace regula::test
