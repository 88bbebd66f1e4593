#pragma once

#include <regula/model/kept_units.hpp>

#include <algorithm>
#include <deque>

namespace regula::inline REGULA_ABI {

/// The kept units at the places of a pass, drawn once for each place and stream. Later passes reuse their
/// memory.
template <class Scalar>
class DrawnUnits {
public:
    /// Begins a new pass, with draws of its own.
    void clear() {
        for (Drawn& drawn : drawn_) drawn.now = false;
    }

    /// The kept units of a place with `size` units. One pass may have inputs of several widths, so each size
    /// has its own draws.
    const KeptUnits<Scalar>* at(const Block& place, std::uint64_t stream, Index size, Hooks<Scalar>& hooks) {
        const auto is_drawn = [&](const Drawn& drawn) {
            return drawn.now && drawn.place == &place && drawn.stream == stream && drawn.size == size;
        };
        const auto is_free = [&](const Drawn& drawn) { return !drawn.now && drawn.size == size; };
        auto found = std::find_if(drawn_.begin(), drawn_.end(), is_drawn);
        if (found != drawn_.end()) return &found->units;
        found = std::find_if(drawn_.begin(), drawn_.end(), is_free);  // of an earlier pass
        if (found == drawn_.end()) found = drawn_.insert(found, Drawn{});
        found->place = &place, found->stream = stream, found->size = size, found->now = true;
        found->units.draw(hooks, place, {stream}, size);
        if (place.role == Role::input) found->units.forget_gains();  // the inputs have them already
        return &found->units;
    }

private:
    struct Drawn {
        const Block* place = nullptr;
        std::uint64_t stream = 0;
        Index size = 0;
        bool now = false;  // drawn in this pass
        KeptUnits<Scalar> units = {};
    };
    std::deque<Drawn> drawn_;  // a deque keeps its elements where they are
};

}  // namespace regula::inline REGULA_ABI
