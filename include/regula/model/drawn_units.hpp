#pragma once

#include <regula/model/kept_units.hpp>

#include <algorithm>
#include <deque>

namespace regula::inline REGULA_ABI {

/// The kept units of the places of a pass, drawn once a place and stream, and their memory for the next
/// passes.
template <class Scalar>
class DrawnUnits {
public:
    /// Begins anew: the next pass draws its own.
    void clear() {
        for (Drawn& drawn : drawn_) drawn.now = false;
    }

    /// The kept units of a place with `size` units. Inputs of several widths may enter one pass, so size
    /// counts too.
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
        if (place.role == Role::input) found->units.forget_gains();  // they act on the inputs themselves
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
    std::deque<Drawn> drawn_;  // whose elements stay where they are
};

}  // namespace regula::inline REGULA_ABI
