#pragma once

#include <regula/core/parameters.hpp>

namespace regula::inline REGULA_ABI {

/// A place whose blocks tie(...) transposes, for two layers that use one matrix in opposite directions:
///
///     tie(weights["encoder.0.weight"], transposed(weights["decoder.0.weight"]), L2{0.1})
///
/// It ties a block of rows x columns to one of columns x rows. Policies other than ties do not take it. For
/// exactly equal weights see DenseTransposed and Shared. Vincent et al. (2010), "Stacked denoising
/// autoencoders" (tied weights).
template <class Where>
struct Transposed {
    static constexpr bool of_ties_alone = true;  // other policies would not transpose
    Where place;

    template <Role role>
    static constexpr bool has = Where::template has<role>;
    template <class Other>
    static constexpr bool within = Where::template within<Other>;
    static constexpr bool includes(Role role) { return Where::includes(role); }
    bool selects(const Block& block) const { return place.selects(block); }
    std::string text() const { return regula::text("transposed(", place.text(), ")"); }
};

/// A place with transposed blocks, see Transposed.
template <class Where>
constexpr Transposed<Where> transposed(Where place) {
    return {std::move(place)};
}

template <class Where>
inline constexpr bool is_transposed = false;
template <class Where>
inline constexpr bool is_transposed<Transposed<Where>> = true;

/// A view of a block as a place takes it: itself, or its transpose.
template <class Where, class View>
auto taken_by(View block) {
    if constexpr (is_transposed<Where>)
        return block.transpose();
    else
        return block;
}

/// The memory of a block in the shape in which a place takes it.
template <class Where, class Scalar>
auto memory_for(Parameters<Scalar>& scratch, const Block& block) {
    const bool turned = is_transposed<Where>;
    return Eigen::Map<Matrix<Scalar>>(scratch.vector().data() + block.offset,
                                      turned ? block.cols : block.rows, turned ? block.rows : block.cols);
}

}  // namespace regula::inline REGULA_ABI
