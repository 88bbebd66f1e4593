#pragma once

#include <regula/core/random.hpp>
#include <regula/data/dataset.hpp>

namespace regula::test {

/// Two classes of samples of three features. One feature gives the class, up to noise, so a network overfits.
inline Dataset<double> noisy_classes(std::uint64_t seed, Index size) {
    Dataset<double> data{.inputs = Matrix<double>(3, size), .labels = Labels(size)};
    fill_normal(Key{seed}, data.inputs);
    for (Index j = 0; j < size; ++j)
        data.labels[j] =
            data.inputs(0, j) + Key{seed + 1}.normal(static_cast<std::uint64_t>(j)) > 0.3 ? 1 : 0;
    return data;
}

}  // namespace regula::test
