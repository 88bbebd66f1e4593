#pragma once

#include <regula/core/matrix.hpp>

#include <deque>

namespace regula::inline REGULA_ABI {

/// One T for each batch size. A short last batch then resizes nothing: the values for full batches stay as
/// they are, and training allocates nothing after the first epoch.
template <class T>
class PerSize {
public:
    T& of(Index size) {
        for (Sized& sized : all_)
            if (sized.size == size) return sized.value;
        return all_.emplace_back(size).value;
    }

private:
    struct Sized {
        explicit Sized(Index of) : size{of} {}
        Index size;
        T value{};
    };
    std::deque<Sized> all_;  // a deque keeps its elements where they are
};

}  // namespace regula::inline REGULA_ABI
