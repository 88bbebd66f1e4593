#pragma once

#include <regula/augment/neighbours.hpp>
#include <regula/augment/rectangle.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/random/beta.hpp>

namespace regula::inline REGULA_ABI {

/// CutMix: pastes a rectangle of another image into each image of a minibatch; the targets mix by area.
///
///     mix     x_j <- x_k in a rectangle, t_j <- s t_j + (1 - s) t_k,   s the share of the pixels that stay
///
/// The rectangle has the proportions of the image and the area 1 - Beta(alpha, alpha) of it, its centre
/// anywhere; parts outside are cut off before s is counted. k is a neighbour of j in the random order of the
/// minibatch. A sample is channels x height x width, pixel (y, x) of channel c in row (c height +
/// y) width + x. Throws std::invalid_argument unless there is a whole number of channels.
/// Yun, Han, Oh, Chun, Choe and Yoo (2019), "CutMix: regularization strategy to train strong classifiers".
struct CutMix {
    Index height, width;
    double alpha = 1;

    void check() const {
        require(height >= 1 && width >= 1, "CutMix: height and width must be >= 1, got ", height, " x ",
                width);
        require(alpha > 0, "CutMix: alpha must be > 0, got ", alpha);
    }

    void mix(auto&& x, auto&& t, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        require(x.rows() % (height * width) == 0, "CutMix: the inputs must be channels of ", height, " x ",
                width, " pixels, got ", x.rows(), " rows");
        for_neighbours(x.cols(), [&](Index first, Index columns) {
            std::array<Rectangle, 3> cuts{};
            for (Index k = 0; k < columns; ++k) {
                const auto n = static_cast<std::uint64_t>(first + k);
                const double area = 1 - beta_draw(key.stream("area"), n, alpha, alpha);
                cuts[static_cast<std::size_t>(k)] = draw_rectangle(key, n, height, width, area);
            }
            mix_rows(x, first, columns, [&](Index i, Index k, Scalar own, Scalar other) {
                const Index pixel = i % (height * width);
                return cuts[static_cast<std::size_t>(k)].holds(pixel / width, pixel % width) ? other : own;
            });
            mix_rows(t, first, columns, [&](Index, Index k, Scalar own, Scalar other) {
                const auto away = static_cast<double>(cuts[static_cast<std::size_t>(k)].pixels());
                return own + static_cast<Scalar>(away / static_cast<double>(height * width)) * (other - own);
            });
        });
    }
};

static_assert(Mixing<CutMix>);

}  // namespace regula::inline REGULA_ABI
