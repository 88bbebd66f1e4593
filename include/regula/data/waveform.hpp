#pragma once

#include <regula/core/numeric/gaussian.hpp>
#include <regula/core/random.hpp>
#include <regula/data/dataset.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// The three triangles that waveforms are mixed of, 21 points x 3:
///
///     h_1(m) = max(6 - |m - 11|, 0),   h_2(m) = h_1(m - 4),   h_3(m) = h_1(m + 4),   m = 1 ... 21
template <class Real>
Matrix<Real> waveform_triangles() {
    Matrix<Real> h(21, 3);
    const std::array<double, 3> tops{11, 15, 7};
    for (Index t = 0; t < 3; ++t)
        for (Index m = 0; m < 21; ++m)
            h(m, t) =
                std::max(6 - std::abs(static_cast<double>(m + 1) - tops[static_cast<std::size_t>(t)]), 0.0);
    return h;
}

/// The two triangles of each class.
inline constexpr std::array<std::array<Index, 2>, 3> waveform_pairs{{{0, 1}, {0, 2}, {1, 2}}};

/// A data set without files: 21 noisy points of a random mixture of two triangles out of three. The pair is
/// the class.
///
///     x = u h_a + (1 - u) h_b + z,   u uniform in [0, 1], z ~ N(0, I)
///
/// Sample i is a pure function of (key, i), so waveform(n) begins waveform(m > n); its class is uniform. The
/// best of all classifiers errs on 13.3 % of these samples (on a million; the book rounds to 14 %). Breiman,
/// Friedman, Olshen and Stone (1984), Classification and Regression Trees, section 2.6.2; the data of Breiman
/// (1996), "Bagging predictors", where a tree of 300 samples errs on 29 %, and 50 bagged ones on 19 %.
template <class Scalar>
Dataset<Scalar> waveform(Index count, Key key) {
    require(count >= 1, "waveform: count must be >= 1, got ", count);
    using Real = std::common_type_t<Scalar, double>;  // the same samples in float and in double
    const Matrix<Real> h = waveform_triangles<Real>();
    Matrix<Real> x(21, count);
    fill_normal(key.stream("noise"), x);
    Dataset<Scalar> data{.inputs = {}, .labels = Labels(count), .class_names = {"1", "2", "3"}};
    const Key classes = key.stream("classes"), mixtures = key.stream("mixtures");
    for (Index j = 0; j < count; ++j) {
        const auto n = static_cast<std::uint64_t>(j);
        const auto c = classes.below(3, n);
        const double u = mixtures.uniform(n);
        data.labels[j] = static_cast<int>(c);
        x.col(j) += u * h.col(waveform_pairs[c][0]) + (1 - u) * h.col(waveform_pairs[c][1]);
    }
    data.inputs = x.template cast<Scalar>();
    return data;
}

/// The probabilities of the classes of waveforms, 3 x samples: the answer of the best classifier.
///
/// Along the line from h_b to h_a the noise is normal too, and the integral over u one of a normal density:
///
///     p(x | class) ~ exp(-r^2/2) [Phi(l (1 - s)) - Phi(-l s)] / l,   l = |h_a - h_b|
///
/// with s the place of the point of that line which is nearest to x, and r the distance to it.
template <class Scalar>
Matrix<Scalar> waveform_probabilities(const Matrix<Scalar>& x) {
    require(x.rows() == 21, "waveform_probabilities: needs 21 features, got ", x.rows());
    using Real = std::common_type_t<Scalar, double>;
    const Matrix<Real> h = waveform_triangles<Real>();
    Matrix<Real> p(3, x.cols());
    for (Index c = 0; c < 3; ++c) {
        const auto [a, b] = waveform_pairs[static_cast<std::size_t>(c)];
        const Vector<Real> line = h.col(a) - h.col(b);
        const double length = line.norm();
        for (Index j = 0; j < x.cols(); ++j) {
            const Vector<Real> from = x.col(j).template cast<Real>() - h.col(b);
            const double s = from.dot(line) / (length * length);
            const double nearer =
                std::min(s, 1 - s);  // the same by symmetry, of tails that do not round to 1
            const double mass =
                normal_distribution(length * nearer) - normal_distribution(length * (nearer - 1));
            p(c, j) = std::log(std::max(mass, 1e-300) / length) - (from - s * line).squaredNorm() / 2;
        }
    }
    p = (p.rowwise() - p.colwise().maxCoeff()).array().exp();
    return (p.array().rowwise() / p.colwise().sum().array()).matrix().template cast<Scalar>();
}

}  // namespace regula::inline REGULA_ABI
