#pragma once

#include <regula/core/hooks.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/layer/slice.hpp>

#include <algorithm>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Calls act(j) for each column, in tiles of 32 columns.
void each_column(Index columns, Workers& workers, const auto& act) {
    constexpr Index tile = 32;
    workers.each((columns + tile - 1) / tile, [&](Index number) {
        for (Index j = number * tile; j < std::min(columns, (number + 1) * tile); ++j) act(j);
    });
}

/// The units of a place that a minibatch keeps, if a gate drops units for all its samples, and their gains.
/// Some dropped units, with gain zero, fill them up to a multiple of 16: such products are faster, and
/// buffers have few sizes, so later steps allocate nothing.
template <class Scalar>
class KeptUnits {
public:
    /// Draws the kept units of a place with `size` units.
    void draw(const Hooks<Scalar>& hooks, const Block& place, Visit visit, Index size);
    /// Marks units that are multiplied by their gains already.
    void forget_gains() { gain_.setOnes(); }

    Index count() const { return static_cast<Index>(units_.size()); }
    Index unit(Index i) const { return units_[static_cast<std::size_t>(i)]; }
    Scalar gain(Index i) const { return gain_[i]; }

    /// kept[i] = gain source[unit] for each kept unit i; the way back: target[unit] += or = gain kept[i].
    void gather(const Scalar* source, Scalar* kept) const {
        const Index* const units = units_.data();
        const Scalar* const gains = gain_.data();
#pragma GCC unroll 8
        for (Index i = 0, end = count(); i < end; ++i) kept[i] = gains[i] * source[units[i]];
    }
    void scatter(const Scalar* kept, Scalar* target, bool add) const {
        const Index* const units = units_.data();
        const Scalar* const gains = gain_.data();
        if (add)
            for (Index i = 0, end = count(); i < end; ++i) target[units[i]] += gains[i] * kept[i];
        else
#pragma GCC unroll 8
            for (Index i = 0, end = count(); i < end; ++i) target[units[i]] = gains[i] * kept[i];
    }

    /// Copies the kept rows of x.
    void pick(const Matrix<Scalar>& x, Matrix<Scalar>& kept, Workers& workers) const;
    /// Adds `kept` to the kept rows of dx.
    void add_back(const Matrix<Scalar>& kept, Matrix<Scalar>& dx) const {
        for (Index j = 0; j < kept.cols(); ++j)
            for (Index i = 0; i < count(); ++i) dx(unit(i), j) += kept(i, j);
    }

private:
    Index size_ = 0;
    std::vector<Index> units_;
    Vector<Scalar> gain_;
    Matrix<Scalar> gains_;  // of all units
};

/// A layer between kept units: the rows and columns of its weights, the entries of its biases. Dropout trains
/// the ensemble of all such networks. The gain of a kept unit is a factor of the weights that leave it.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.12.
template <class Scalar>
class LayerPart {
public:
    using Kept = const KeptUnits<Scalar>*;  // null: all units

    /// Copies the parameters between the units `in` and `out`.
    Slice<const Scalar> take(const Parameters<Scalar>& theta, std::span<const Block> whole, Kept in, Kept out,
                             Workers& workers);
    Slice<const Scalar> parameters() const { return {{blocks_.data(), blocks_.size()}, values_.data()}; }
    Slice<Scalar> gradient() { return {{blocks_.data(), blocks_.size()}, gradient_.data()}; }

    /// Writes the gradient into the gradient of the whole layer: adds it, or sets it and the rest to zero.
    void give(Parameters<Scalar>& whole_gradient, bool add, Workers& workers) const;

private:
    static Index count(Kept kept, Index all) { return kept == nullptr ? all : kept->count(); }
    Index unit_out(Index j) const { return out_ == nullptr ? j : out_->unit(j); }

    /// act(whole, part, rows): the start of a column of weights in the whole and in the part, and its length
    /// in the part.
    void each_kept_column(Workers& workers, const auto& act) const {
        for (std::size_t b = 0; b < blocks_.size(); ++b)
            if (blocks_[b].role != Role::bias)
                each_column(blocks_[b].cols, workers, [&](Index j) {
                    act(whole_[b].offset + unit_out(j) * whole_[b].rows,
                        blocks_[b].offset + j * blocks_[b].rows, blocks_[b].rows);
                });
    }
    void each_kept_bias(const auto& act) const {
        for (std::size_t b = 0; b < blocks_.size(); ++b)
            if (blocks_[b].role == Role::bias)
                for (Index j = 0; j < blocks_[b].rows; ++j)
                    act(whole_[b].offset + unit_out(j), blocks_[b].offset + j);
    }

    Kept in_ = nullptr, out_ = nullptr;
    std::span<const Block> whole_;
    std::vector<Block> blocks_;
    Vector<Scalar> values_, gradient_;
};

template <class Scalar>
void KeptUnits<Scalar>::draw(const Hooks<Scalar>& hooks, const Block& place, Visit visit, Index size) {
    gains_.resize(size, 1);
    hooks.draw_units(place, gains_, visit);
    // Without branches, which would be mispredicted: the kept units come first, the dropped ones follow.
    Index kept = 0, next_kept = 0;
    for (Index i = 0; i < size; ++i) kept += Index{gains_(i, 0) != 0};
    gain_.resize(size);
    units_.resize(static_cast<std::size_t>(size));
    for (Index i = 0, next_dropped = kept; i < size; ++i) {
        const bool keeps = gains_(i, 0) != 0;
        const Index at = keeps ? next_kept : next_dropped;
        units_[static_cast<std::size_t>(at)] = i;
        gain_[at] = gains_(i, 0);
        next_kept += static_cast<Index>(keeps);
        next_dropped += static_cast<Index>(!keeps);
    }
    units_.resize(static_cast<std::size_t>(std::min(size, std::max<Index>((kept + 15) / 16, 1) * 16)));
    size_ = size;
}

template <class Scalar>
void KeptUnits<Scalar>::pick(const Matrix<Scalar>& x, Matrix<Scalar>& kept, Workers& workers) const {
    kept.resize(count(), x.cols());
    each_column(x.cols(), workers, [&](Index j) {
        const Scalar* const from = x.col(j).data();
        Scalar* const to = kept.col(j).data();
        const Index* const units = units_.data();
#pragma GCC unroll 8
        for (Index i = 0, end = count(); i < end; ++i) to[i] = from[units[i]];
    });
}

template <class Scalar>
Slice<const Scalar> LayerPart<Scalar>::take(const Parameters<Scalar>& theta, std::span<const Block> whole,
                                            Kept in, Kept out, Workers& workers) {
    in_ = in, out_ = out, whole_ = whole;
    blocks_.resize(whole.size());
    Index offset = 0;
    for (std::size_t b = 0; b < whole.size(); ++b) {
        blocks_[b] = {.role = whole[b].role, .offset = offset};
        blocks_[b].rows = whole[b].role == Role::bias ? count(out, whole[b].rows) : count(in, whole[b].rows);
        blocks_[b].cols = whole[b].role == Role::bias ? whole[b].cols : count(out, whole[b].cols);
        offset += whole[b].size();  // buffers for all units, so that their size never changes
    }
    if (values_.size() != offset) values_.resize(offset), gradient_.resize(offset);
    each_kept_column(workers, [&](Index from, Index to, Index rows) {
        const Scalar* const source = theta.vector().data() + from;
        Scalar* const taken = values_.data() + to;
        if (in_ == nullptr)
            std::copy_n(source, rows, taken);
        else
            in_->gather(source, taken);
    });
    each_kept_bias([&](Index from, Index to) { values_[to] = theta.vector()[from]; });
    return parameters();
}

template <class Scalar>
void LayerPart<Scalar>::give(Parameters<Scalar>& whole_gradient, bool add, Workers& workers) const {
    if (!add)
        for (const Block& block : whole_) whole_gradient[block].setZero();
    each_kept_column(workers, [&](Index to, Index from, Index rows) {
        const Scalar* const source = gradient_.data() + from;
        Scalar* const target = whole_gradient.vector().data() + to;
        if (in_ == nullptr)
            for (Index i = 0; i < rows; ++i) target[i] += source[i];
        else
            in_->scatter(source, target, add);
    });
    each_kept_bias([&](Index to, Index from) { whole_gradient.vector()[to] += gradient_[from]; });
}

#ifdef REGULA_COMPILED
REGULA_COMPILED template class KeptUnits<float>;
REGULA_COMPILED template class KeptUnits<double>;
REGULA_COMPILED template class LayerPart<float>;
REGULA_COMPILED template class LayerPart<double>;
#endif

}  // namespace regula::inline REGULA_ABI
