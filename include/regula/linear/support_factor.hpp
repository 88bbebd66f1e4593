#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/numeric/cholesky.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Cholesky decomposition of the rows and columns of a symmetric matrix where a vector is not zero, with
/// another vector added to the diagonal. It is kept from one vector to the next: new rows are appended, and
/// the part before the first removed row stays. Rows of the smallest size are last, because they are removed
/// first.
class SupportFactor {
public:
    /// Forgets everything; call it when the matrix has changed.
    void reset() { order_.clear(); }

    /// Decomposes the rows and columns whose size is not zero. False if the matrix is not positive definite,
    /// beyond rounding.
    bool update(const auto& matrix, const Vector<double>& raised, const Vector<double>& sizes) {
        std::vector<bool> wanted(static_cast<std::size_t>(sizes.size()));
        for (Index i = 0; i < sizes.size(); ++i)
            wanted[static_cast<std::size_t>(i)] = sizes[i] != 0 && matrix(i, i) > 0;
        const auto stays = [&](std::size_t a) {
            const Index i = order_[a];
            const double moved = std::abs(raised[i] - raised_[a]);
            return i < sizes.size() && wanted[static_cast<std::size_t>(i)] && moved <= 1e-9 * matrix(i, i);
        };
        std::size_t kept = 0;
        while (kept < order_.size() && stays(kept)) wanted[static_cast<std::size_t>(order_[kept++])] = false;
        order_.resize(kept);
        raised_.resize(kept);
        for (Index i = 0; i < sizes.size(); ++i)
            if (wanted[static_cast<std::size_t>(i)]) order_.push_back(i);
        const auto first = order_.begin() + static_cast<std::ptrdiff_t>(kept);
        std::sort(first, order_.end(), [&](Index i, Index j) { return sizes[i] > sizes[j]; });
        for (auto i = first; i != order_.end(); ++i) raised_.push_back(raised[*i]);
        if (extend(matrix, static_cast<Index>(kept))) return true;
        reset();
        return false;
    }

    /// The positions where the vector is not zero, in the order of the decomposition.
    const std::vector<Index>& order() const { return order_; }

    /// Solves for a right-hand side in this order.
    template <class = OnUse>
    void solve(Vector<double>& v) const {
        const auto l = lower_.topLeftCorner(v.size(), v.size()).triangularView<Eigen::Lower>();
        l.solveInPlace(v);
        l.transpose().solveInPlace(v);
    }

private:
    /// Adds the rows from `first` on.
    bool extend(const auto& matrix, Index first) {
        const Index size = static_cast<Index>(order_.size()), added = size - first;
        if (size > lower_.rows()) {
            const Index room = std::max(size, 2 * lower_.rows());
            lower_.conservativeResize(room, room);
        }
        for (Index a = 0; a < size; ++a)
            for (Index b = std::max(a, first); b < size; ++b)
                lower_(b, a) =
                    matrix(order_[static_cast<std::size_t>(b)], order_[static_cast<std::size_t>(a)]);
        for (Index a = first; a < size; ++a) lower_(a, a) += raised_[static_cast<std::size_t>(a)];
        if (added == 0) return true;
        const Vector<double> diagonal = lower_.diagonal().segment(first, added);
        auto corner = lower_.block(first, first, added, added);
        if (first > 0) {
            const auto before = lower_.topLeftCorner(first, first).triangularView<Eigen::Lower>();
            auto beside = lower_.block(first, 0, added, first);
            before.transpose().solveInPlace<Eigen::OnTheRight>(beside);
            corner.selfadjointView<Eigen::Lower>().rankUpdate(beside, -1);
        }
        const Eigen::LLT<Eigen::Ref<Matrix<double>>> factor{corner};
        // a pivot of rounding size would make a step arbitrary
        return factor.info() == Eigen::Success &&
               (corner.diagonal().array().square() >= 1e-14 * diagonal.array()).all();
    }

    std::vector<Index> order_;
    std::vector<double> raised_;
    Matrix<double> lower_;
};

}  // namespace regula::inline REGULA_ABI
