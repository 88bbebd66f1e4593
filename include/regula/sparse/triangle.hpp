#pragma once

#include <regula/sparse/patch_encoder.hpp>

namespace regula::inline REGULA_ABI {

/// Triangle features: one for each centre of k-means, positive for the centres that are nearer than the mean.
///
///     max(0, mean of z - z_k),     z_k = |x - c_k|
///
/// About half of them are 0. The centres are the atoms with their norms. Coates, Ng and Lee (2011), "An
/// analysis of single-layer networks in unsupervised feature learning".
struct Triangle {
    void check(const auto&) const {}
    Index outputs(const auto& dictionary) const { return dictionary.size(); }

    template <class Scalar>
    Matrix<Scalar> features(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& patches) const {
        const auto norms = dictionary.norms().array();
        Matrix<Scalar> found(dictionary.size(), patches.cols());
        found.noalias() = dictionary.unit_atoms().transpose() * patches;
        const Vector<Scalar> squares = patches.colwise().squaredNorm();
        for (Index j = 0; j < found.cols(); ++j) {
            auto z = found.col(j).array();
            z = (squares[j] + norms * (norms - 2 * z)).cwiseMax(0).sqrt();
            z = (z.mean() - z).cwiseMax(0);
        }
        return found;
    }
};

static_assert(PatchEncoder<Triangle>);

}  // namespace regula::inline REGULA_ABI
