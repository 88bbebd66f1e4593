#pragma once

#include <regula/core/parameters.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The blocks of a gradient that the backward pass has written. A layer sets its gradient, so a pass adds the
/// gradient of a block that was written before.
class WrittenBlocks {
public:
    /// Begins a new pass, for a gradient of `size` parameters.
    void clear(Index size) {
        written_.clear();
        count_ = 0, lowest_ = size;
    }

    /// Notes that a layer writes some blocks. Returns whether one of them was written before; the new ones
    /// among them are then set to zero in `gradient`, unless it is null. Most passes visit parameters from
    /// last to first, so blocks below all written ones are new.
    template <class Scalar>
    bool note(std::span<const Block> blocks, Parameters<Scalar>* gradient) {
        bool again = false;
        Index lowest = lowest_;
        for (const Block& block : blocks) {
            if (block.offset >= lowest_) again = again || contains(block);
            lowest = std::min(lowest, block.offset);
        }
        lowest_ = lowest;
        if (again && gradient != nullptr)
            for (const Block& block : blocks)
                if (!contains(block)) (*gradient)[block].setZero();
        written_.push_back(blocks);
        count_ += again ? 0 : blocks.size();
        return again;
    }

    /// Sets the blocks of a gradient that no layer has written to zero.
    template <class Scalar>
    void clear_others(Parameters<Scalar>& gradient) const {
        if (count_ == gradient.blocks().size()) return;
        for (const Block& block : gradient.blocks())
            if (!contains(block)) gradient[block].setZero();
    }

    /// Whether a layer has written a block, and how many have.
    bool contains(const Block& block) const { return visits(block) > 0; }
    Index visits(const Block& block) const {
        return std::count_if(written_.begin(), written_.end(),
                             [&](auto blocks) { return holds(blocks, block); });
    }

private:
    static bool holds(std::span<const Block> blocks, const Block& block) {
        const auto is_it = [&](const Block& other) { return other.offset == block.offset; };
        return std::any_of(blocks.begin(), blocks.end(), is_it);
    }

    std::vector<std::span<const Block>> written_;
    std::size_t count_ = 0;  // of blocks that were written once
    Index lowest_ = 0;       // the lowest offset of a written block
};

}  // namespace regula::inline REGULA_ABI
