#pragma once

#include <regula/core/parameters.hpp>

#include <span>

namespace regula::inline REGULA_ABI {

/// The blocks of one layer in the parameters or in a gradient: theta[0] is the first one as a matrix, a view.
/// Empty for a layer without parameters, and for a tangent without a direction of the parameters.
template <class Scalar>
class Slice {
public:
    Slice() = default;
    Slice(std::span<const Block> blocks, Scalar* values) : blocks_{blocks}, values_{values} {}

    bool empty() const { return blocks_.empty(); }

    auto operator[](std::size_t number) const {
        using Plain = std::conditional_t<std::is_const_v<Scalar>, const Matrix<std::remove_const_t<Scalar>>,
                                         Matrix<Scalar>>;
        const Block& block = blocks_[number];
        return Eigen::Map<Plain>(values_ + block.offset, block.rows, block.cols);
    }

private:
    std::span<const Block> blocks_ = {};
    Scalar* values_ = nullptr;
};

}  // namespace regula::inline REGULA_ABI
