#pragma once

#include <regula/core/error.hpp>

#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Disjoint groups of the entries of a block. They are made of a matrix of its shape with the number of each
/// entry's group: 0, 1, 2, ..., or one below 0 for an entry in none.
///
///     const Partition groups = (Eigen::MatrixXi(2, 3) << 0, 0, 1, 0, -1, 1).finished();
///
/// Throws std::invalid_argument for a number that is not less than the number of entries.
struct Partition {
    Index rows, cols;
    std::vector<std::vector<Index>> groups = {};  ///< of each group the entries (i, j), as i + rows * j

    template <class = OnUse>
    Partition(const Eigen::MatrixXi& number) : rows{number.rows()}, cols{number.cols()} {
        const int last = number.size() == 0 ? -1 : number.maxCoeff();
        require(last < number.size(), "Partition: the groups of ", number.size(),
                " entries must be numbered from 0, got ", last);
        groups.resize(static_cast<std::size_t>(last + 1));
        for (Index k = 0; k < number.size(); ++k)
            if (const int group = number(k % rows, k / rows); group >= 0)
                groups[static_cast<std::size_t>(group)].push_back(k);
    }

    /// Calls act(size, of) for each group: of(matrix) is a view of its entries in a matrix. A block of
    /// another shape is refused, in a sentence with the name of the caller.
    void for_each(std::string_view name, const auto& block, const auto& act) const {
        require(block.rows() == rows && block.cols() == cols, name, ": the groups are those of ", rows, " x ",
                cols, " entries, the block that it meets is ", block.rows(), " x ", block.cols());
        for (const auto& group : groups) {
            const Eigen::Map<const Vector<Index>> indices{group.data(), static_cast<Index>(group.size())};
            act(static_cast<double>(group.size()),
                [&indices](auto& matrix) { return matrix.reshaped()(indices); });
        }
    }
};

}  // namespace regula::inline REGULA_ABI
