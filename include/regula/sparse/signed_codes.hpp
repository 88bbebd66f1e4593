#pragma once

#include <regula/sparse/patch_encoder.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The codes of a coder as features, two for each atom, by the sign of its coefficient:
///
///     max(0, h),     max(0, -h)          SignedCodes{Omp{.atoms = 5}}
///
/// So a linear model can weigh both signs. Throws as the coder does. Coates and Ng (2011), "The importance of
/// encoding versus training with sparse coding and vector quantization".
template <SparseCoder Coder>
struct SignedCodes {
    Coder coder;

    void check(const auto& dictionary) const { coder.check(dictionary); }
    Index outputs(const auto& dictionary) const { return 2 * dictionary.size(); }

    template <class Scalar>
    Matrix<Scalar> features(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& patches) const {
        const SparseCodes<Scalar> found = encode(dictionary, patches, coder);
        Matrix<Scalar> features = Matrix<Scalar>::Zero(outputs(dictionary), patches.cols());
        for (Index j = 0; j < patches.cols(); ++j)
            for (typename Eigen::SparseMatrix<Scalar>::InnerIterator it{found.codes, j}; it; ++it)
                features(it.value() > 0 ? it.row() : it.row() + dictionary.size(), j) = std::abs(it.value());
        return features;
    }
};
template <class Coder>
SignedCodes(Coder) -> SignedCodes<Coder>;

}  // namespace regula::inline REGULA_ABI
