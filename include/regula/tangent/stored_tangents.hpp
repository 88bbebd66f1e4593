#pragma once

#include <regula/core/error.hpp>
#include <regula/tangent/tangent_vectors.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Tangent vectors that were computed before, one set for each sample of a data set, such as those of
/// local_tangents. A minibatch finds those of its samples by the bits of their features (a hash of 64 bits):
/// they must be samples of that data set, unchanged. Noise and gates leave them unchanged, Mixup does not.
///
///     StoredTangents{train.inputs, local_tangents(encoder, hidden[0], train.inputs, 8)}
///
/// Throws std::invalid_argument for a sample that is none of them. Takes as much memory as `count` copies of
/// the data.
template <class Scalar>
class StoredTangents {
public:
    /// `vectors` is features x (samples count): column j count + k is tangent k of sample j.
    StoredTangents(const Matrix<Scalar>& samples, Matrix<Scalar> vectors) : vectors_{std::move(vectors)} {
        require(samples.cols() >= 1 && vectors_.cols() >= samples.cols() &&
                    vectors_.cols() % samples.cols() == 0 && vectors_.rows() == samples.rows(),
                "StoredTangents: need features x (samples count) for samples of ", samples.rows(), " x ",
                samples.cols(), ", got ", vectors_.rows(), " x ", vectors_.cols());
        require(vectors_.allFinite(), "StoredTangents: the tangents must be finite");
        count_ = vectors_.cols() / samples.cols();
        for (Index j = 0; j < samples.cols(); ++j) places_.emplace_back(hash(samples.col(j)), j);
        std::sort(places_.begin(), places_.end());
    }
    template <class Tangents>
    requires requires(const Tangents& found) { found.vectors.cols(); }
    StoredTangents(const Matrix<Scalar>& samples, const Tangents& found)
        : StoredTangents{samples, found.vectors} {}

    Index count() const { return count_; }
    void directions(const Matrix<Scalar>& x, Index k, Matrix<Scalar>& v) const {
        require(k >= 0 && k < count_, "StoredTangents: there are ", count_, " of a sample, got number ", k);
        v.resizeLike(x);
        for (Index j = 0; j < x.cols(); ++j) {
            const std::pair<std::uint64_t, Index> wanted{hash(x.col(j)), 0};
            const auto place = std::lower_bound(places_.begin(), places_.end(), wanted);
            require(place != places_.end() && place->first == wanted.first, "StoredTangents: sample ", j,
                    " of a minibatch is none of the ", places_.size(), " that have tangents");
            v.col(j) = vectors_.col(place->second * count_ + k);
        }
    }

private:
    /// Multiplication and shift, number by number, with the constant of Knuth.
    static std::uint64_t hash(const auto& column) {
        std::uint64_t all = 0xcbf29ce484222325;
        for (Index i = 0; i < column.size(); ++i) {
            std::uint64_t bits = 0;
            const Scalar entry = column[i];
            std::memcpy(&bits, &entry, sizeof entry);
            all = (all ^ bits) * 0x9E3779B97F4A7C15;
            all ^= all >> 29;
        }
        return all;
    }

    Matrix<Scalar> vectors_;
    Index count_ = 0;
    std::vector<std::pair<std::uint64_t, Index>> places_;  // hash and number of each sample, sorted
};
template <class Scalar, class Tangents>
StoredTangents(const Matrix<Scalar>&, const Tangents&) -> StoredTangents<Scalar>;

}  // namespace regula::inline REGULA_ABI
