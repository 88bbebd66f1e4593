#pragma once

#include <regula/core/parallel/workers.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// Adds a matrix product to y:     y += a * b     (y must not overlap a or b)
///
/// The product is computed in tiles that depend only on the shapes. So the bits do not depend on the number
/// of threads, and Eigen packs each tile on the stack. For a whole product of large matrices Eigen would take
/// its workspace from the heap.
template <class Scalar>
void add_product(Matrix<Scalar>& y, const auto& a, const auto& b, Workers& workers) {
    add_product(Eigen::Map<Matrix<Scalar>>(y.data(), y.rows(), y.cols()), a, b, workers);
}
template <class Scalar>
void add_product(Eigen::Map<Matrix<Scalar>> y, const auto& a, const auto& b, Workers& workers) {
    // Eigen takes up to 128 KiB from the stack for each packed operand: rows x depth and depth x cols of a
    // tile.
    constexpr Index rows = 1024 / sizeof(Scalar), cols = 1024 / sizeof(Scalar), depth = 128;
    const Index down = (y.rows() + rows - 1) / rows, across = (y.cols() + cols - 1) / cols;
    workers.each(down * across, [&](Index tile) {
        const Index i = tile % down * rows, j = tile / down * cols;
        const Index m = std::min(rows, y.rows() - i), n = std::min(cols, y.cols() - j);
        auto part = y.block(i, j, m, n);
        for (Index k = 0; k < a.cols(); k += depth) {
            const Index d = std::min(depth, a.cols() - k);
            part.noalias() += a.block(i, k, m, d) * b.block(k, j, d, n);
        }
    });
}

}  // namespace regula::inline REGULA_ABI
