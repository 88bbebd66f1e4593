#pragma once

#include <regula/tangent/tangent_planes.hpp>

#include <array>
#include <span>

namespace regula::inline REGULA_ABI {

/// Tangent distances of one image to `together` others at a time, with the memory of one thread:
///
///     pairs.load(y, numbers);                 // some planes of y, up to `together`
///     pairs.squared_distances(x, i, sides);   // of the plane i of x to each
///
/// With p = Q_x'(x - y), q = Q_y'(x - y) and C = Q_x'Q_y, elimination of a and then of b gives
///
///     d^2 = |x - y|^2 - |p|^2 - r'(I - C'C)^-1 r,     r = q - C'p
///
/// x and y enter by 8 x 8 products over the pixels, in the order of the pixels. So the bits of a distance
/// depend on the pair alone. Rounding errors are relative to |x|^2 + |y|^2.
template <class Scalar>
class TangentPairs {
public:
    static constexpr Index together = 16;
    using Planes = TangentPlanes<Scalar>;
    using Distances = Eigen::Array<Scalar, together, 1>;

    /// `fields`: of the planes; more than a plane has cost time alone.
    TangentPairs(Index pixels, Index fields)
        : fields_{fields}, pixels_{pixels}, packed_(lanes, pixels * (slots * together / lanes)) {}

    void load(const Planes& y, std::span<const Index> numbers) {
        constexpr Index each = lanes / slots;
        for (Index j = 0; j < together; ++j) {
            const Index number =
                numbers[static_cast<std::size_t>(std::min(j, static_cast<Index>(numbers.size()) - 1))];
            const Scalar* from = y.of(number);
            Scalar* to = packed_.data() + j / each * pixels_ * lanes + j % each * slots;
            for (Index i = 0; i < pixels_; ++i, from += slots, to += lanes)
                Eigen::Map<Slots>{to} = Eigen::Map<const Slots>{from};
            for (Index k = 0; k <= fields_; ++k) products_[at(k)][j] = y.products(number)[k];
        }
    }

    /// The squared distances to the planes that were loaded; the rest is that of the last one.
    const Distances& squared_distances(const Planes& x, Index i, TangentSides sides) {
        for (Index group = 0; group < slots * together / lanes; ++group) multiply(x.of(i), group);
        const auto own = x.products(i);
        squared_ = own[0] - 2 * entry(0, 0) + products_[0];
        for (Index k = 1; k <= fields_; ++k) {
            p_[at(k)] = own[k] - entry(k, 0);
            r_[at(k)] = entry(0, k) - products_[at(k)];
        }
        if (sides != TangentSides::second)
            for (Index k = 1; k <= fields_; ++k) squared_ -= p_[at(k)].square();
        if (sides == TangentSides::second)
            for (Index k = 1; k <= fields_; ++k) squared_ -= r_[at(k)].square();
        if (sides == TangentSides::both) eliminate();
        squared_ = squared_.max(Scalar{0});
        return squared_;
    }

private:
    static constexpr Index slots = Planes::slots;
    /// The numbers of a pixel of as many planes as fill a register.
    static constexpr Index lanes =
        std::max<Index>(slots, EIGEN_MAX_STATIC_ALIGN_BYTES / static_cast<Index>(sizeof(Scalar)));
    using Slots = Eigen::Array<Scalar, slots, 1>;
    using Row = Eigen::Array<Scalar, lanes, 1>;

    static constexpr std::size_t at(Index k) { return static_cast<std::size_t>(k); }
    Distances& entry(Index k, Index l) { return entries_[at(k * slots + l)]; }

    /// entry(k, l)[j] = sum over pixels of x in slot k times y_j in slot l, for the planes of a group.
    void multiply(const Scalar* x, Index group) {
        std::array<Row, at(slots)> sum;
        for (Row& row : sum) row.setZero();
        const Scalar* y = packed_.data() + group * pixels_ * lanes;
        for (Index i = 0; i < pixels_; ++i, x += slots, y += lanes) {
            const Row of_y = Eigen::Map<const Row>(y);
            for (Index k = 0; k < slots; ++k) sum[at(k)] += x[k] * of_y;
        }
        for (Index k = 0; k <= fields_; ++k)
            for (Index l = 0; l < lanes; ++l)
                entry(k, l % slots)[group * (lanes / slots) + l / slots] = sum[at(k)][l];
    }

    /// squared -= r'S^-1 r,  S = I - C'C = L D L'. A direction that both planes have leaves a pivot of 0.
    void eliminate() {
        const Scalar none = 64 * std::numeric_limits<Scalar>::epsilon();
        for (Index k = 1; k <= fields_; ++k)
            for (Index l = 1; l <= fields_; ++l) r_[at(k)] -= entry(l, k) * p_[at(l)];
        for (Index k = 1; k <= fields_; ++k) {
            for (Index l = k; l <= fields_;
                 ++l) {  // column k of S, below the diagonal, less the columns before
                Distances sum = Distances::Constant(k == l ? Scalar{1} : Scalar{0});
                for (Index i = 1; i <= fields_; ++i) sum -= entry(i, k) * entry(i, l);
                for (Index i = 1; i < k; ++i) sum -= lower(k, i) * lower(l, i) * pivots_[at(i)];
                lower(l, k) = sum;
            }
            const Distances pivot = lower(k, k);
            pivots_[at(k)] = pivot;
            const Distances inverse = (pivot > none).select(pivot.max(none).inverse(), Scalar{0});
            for (Index l = k + 1; l <= fields_; ++l) {
                lower(l, k) *= inverse;
                r_[at(l)] -= lower(l, k) * r_[at(k)];
            }
            squared_ -= r_[at(k)].square() * inverse;
        }
    }
    Distances& lower(Index k, Index l) { return lower_[at(k * slots + l)]; }

    Index fields_, pixels_;
    Eigen::Matrix<Scalar, lanes, Eigen::Dynamic> packed_;
    std::array<Distances, at(slots*slots)> entries_, lower_;
    std::array<Distances, at(slots)> products_, p_, r_, pivots_;
    Distances squared_;
};

}  // namespace regula::inline REGULA_ABI
