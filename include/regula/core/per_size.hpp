#pragma once

#include <regula/core/matrix.hpp>

#include <deque>
#include <utility>

namespace regula::inline REGULA_ABI {

/// One T for each batch size that occurs, so that a short last batch resizes nothing: what is kept for the
/// full batches stays as it is, and training allocates nothing after the first epoch.
template <class T>
class PerSize {
public:
    T& of(Index size) {
        for (auto& [held, value] : all_)
            if (held == size) return value;
        return all_.emplace_back(size, T{}).second;
    }

private:
    std::deque<std::pair<Index, T>> all_;  // a deque keeps its elements where they are
};

}  // namespace regula::inline REGULA_ABI
