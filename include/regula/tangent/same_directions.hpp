#pragma once

#include <regula/core/error.hpp>
#include <regula/tangent/tangent_vectors.hpp>

namespace regula::inline REGULA_ABI {

/// The same tangents for all samples: the columns of a matrix, features x tangents.
struct SameDirections {
    Matrix<double> tangents;

    void check() const {
        require(tangents.cols() >= 1, "SameDirections: needs at least one direction, got ", tangents.cols());
        require(tangents.allFinite(), "SameDirections: the directions must be finite");
    }
    Index count() const { return tangents.cols(); }
    void directions(const auto& x, Index k, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(v)>::Scalar;
        require(x.rows() == tangents.rows(), "SameDirections: have ", tangents.rows(),
                " features, the samples have ", x.rows());
        v.resize(x.rows(), x.cols());
        v.colwise() = tangents.col(k).template cast<Scalar>();
    }
};

static_assert(TangentVectors<SameDirections>);

}  // namespace regula::inline REGULA_ABI
