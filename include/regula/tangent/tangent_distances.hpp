#pragma once

#include <regula/tangent/tangent_pairs.hpp>

#include <numeric>

namespace regula::inline REGULA_ABI {

/// The tangent distances of all pairs of two sets of planes: of x(i) and y(j) at (i, j).
template <class Scalar>
Matrix<Scalar> tangent_distances(const TangentPlanes<Scalar>& x, const TangentPlanes<Scalar>& y,
                                 const TangentDistance& distance, Workers& workers) {
    using Pairs = TangentPairs<Scalar>;
    require(x.pixels() == y.pixels(), "tangent_distances: planes must have as many pixels, got ", x.pixels(),
            " and ", y.pixels());
    constexpr Index columns = Pairs::together;
    Matrix<Scalar> found(x.size(), y.size());
    workers.each((y.size() + columns - 1) / columns, [&](Index tile) {
        Pairs pairs{x.pixels(), distance.tangents.count()};
        std::vector<Index> numbers(static_cast<std::size_t>(std::min(columns, y.size() - tile * columns)));
        std::iota(numbers.begin(), numbers.end(), tile * columns);
        pairs.load(y, numbers);
        const auto count = static_cast<Index>(numbers.size());
        for (Index i = 0; i < x.size(); ++i)
            found.row(i).segment(tile * columns, count) =
                pairs.squared_distances(x, i, distance.sides).head(count).sqrt().matrix().transpose();
    });
    return found;
}

/// The tangent distances of all pairs of images, columns of x and y: of x(i) and y(j) at (i, j).
///
///     const Matrix<float> d = tangent_distances(x, y, {.tangents = {Shape{28, 28}}}, workers);
///
/// In float d^2 has an error of about 1e-6 (|x|^2 + |y|^2). The bits are the same for any number of threads,
/// and a distance depends on its pair alone. Throws std::invalid_argument for images of another shape, a NaN
/// or infinity, and settings out of range.
template <class Scalar>
Matrix<Scalar> tangent_distances(const Matrix<Scalar>& x, const Matrix<Scalar>& y,
                                 const TangentDistance& distance, Workers& workers) {
    return tangent_distances(TangentPlanes<Scalar>{x, distance, workers},
                             TangentPlanes<Scalar>{y, distance, workers}, distance, workers);
}

/// The same in this thread.
template <class Scalar>
Matrix<Scalar> tangent_distances(const Matrix<Scalar>& x, const Matrix<Scalar>& y,
                                 const TangentDistance& distance) {
    Workers alone;
    return tangent_distances(x, y, distance, alone);
}

}  // namespace regula::inline REGULA_ABI
