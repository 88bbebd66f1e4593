#pragma once

#include <regula/core/random.hpp>

namespace regula::test {

/// A matrix of normal draws; each seed gives another one.
template <class Scalar = double>
Matrix<Scalar> drawn(std::uint64_t seed, Index rows, Index cols = 1) {
    Matrix<Scalar> m(rows, cols);
    fill_normal(Key{seed}, m);
    return m;
}

}  // namespace regula::test
