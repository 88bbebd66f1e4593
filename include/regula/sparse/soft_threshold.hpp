#pragma once

#include <regula/sparse/patch_encoder.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Soft threshold features: two for each atom, of the products with the unit atoms.
///
///     max(0, d'x - threshold),     max(0, -d'x - threshold)
///
/// They are a rectified layer without training, and do as well as sparse codes if labels are many. Throws
/// std::invalid_argument unless threshold >= 0. Coates and Ng (2011), "The importance of encoding versus
/// training with sparse coding and vector quantization".
struct SoftThreshold {
    double threshold;

    void check(const auto&) const {
        require(threshold >= 0 && std::isfinite(threshold),
                "SoftThreshold: threshold must be finite and >= 0, got ", threshold);
    }
    Index outputs(const auto& dictionary) const { return 2 * dictionary.size(); }

    template <class Scalar>
    Matrix<Scalar> features(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& patches) const {
        const auto limit = static_cast<Scalar>(threshold);
        Matrix<Scalar> found(outputs(dictionary), patches.cols());
        found.topRows(dictionary.size()).noalias() = dictionary.unit_atoms().transpose() * patches;
        found.bottomRows(dictionary.size()) = (-found.topRows(dictionary.size()).array() - limit).cwiseMax(0);
        found.topRows(dictionary.size()) = (found.topRows(dictionary.size()).array() - limit).cwiseMax(0);
        return found;
    }
};

static_assert(PatchEncoder<SoftThreshold>);

}  // namespace regula::inline REGULA_ABI
