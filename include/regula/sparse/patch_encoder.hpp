#pragma once

#include <regula/sparse/encode.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// An encoder of patches for PatchFeatures: SoftThreshold, Triangle, SignedCodes of a coder, or your own.
///
///     check(dictionary)                 throws std::invalid_argument for settings that do not fit
///     outputs(dictionary)               the number of features of a patch
///     features(dictionary, patches)     the features of each patch, outputs x patches
///
/// Threads call it at the same time.
template <class E>
concept PatchEncoder = requires(const E& encoder, const Dictionary<double>& dictionary,
                                const Matrix<double>& patches) {
    encoder.check(dictionary);
    { encoder.outputs(dictionary) } -> std::same_as<Index>;
    { encoder.features(dictionary, patches) } -> std::same_as<Matrix<double>>;
};

}  // namespace regula::inline REGULA_ABI
