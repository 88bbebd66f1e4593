#pragma once

#include <regula/constraint/box.hpp>
#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/constraint/l_infinity_ball.hpp>
#include <regula/core/numeric/root.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The range of data without limits.
inline constexpr Box no_range{-std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::infinity()};

/// Calls act(move, room) for each feature: the length |z_i - x_i| of its move, and the length that the range
/// allows on that side of x_i, 0 if x_i is beyond its end.
void for_each_move(const auto& x, const Box& range, const auto& z, const auto& act) {
    for (Index i = 0; i < z.size(); ++i) {
        const auto from = static_cast<double>(x(i)), to = static_cast<double>(z(i));
        act(std::abs(to - from), std::max(to > from ? range.upper - from : from - range.lower, 0.0));
    }
}

/// Gives the moves other lengths:     z_i  <-  x_i + sign(z_i - x_i) size(move, room)
void resize_moves(const auto& x, const Box& range, auto&& z, const auto& size) {
    using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
    Index i = 0;
    for_each_move(x, range, z, [&](double move, double room) {
        const double length = size(move, room);
        if (length < move)
            z(i) = static_cast<Scalar>(static_cast<double>(x(i)) + (z(i) > x(i) ? length : -length));
        ++i;
    });
}

/// Moves a column z to the nearest point of a ball around a column x, in the range of the data:
///
///     min_u |u - z|^2     |u - x| <= radius,  lower <= u_i <= upper
///
/// A feature of x outside the range is itself the limit, so x always satisfies both. Exact, to rounding, for
/// each ball; the maximum norm takes two clamps.
void project_in_range(const LInfinityBall& ball, const auto& x, const Box& range, auto&& z) {
    using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
    const auto r = static_cast<Scalar>(ball.radius), low = static_cast<Scalar>(range.lower),
               high = static_cast<Scalar>(range.upper);
    for (Index i = 0; i < z.size(); ++i)
        z(i) = std::clamp(z(i), std::max(x(i) - r, std::min(low, x(i))),
                          std::min(x(i) + r, std::max(high, x(i))));
}

/// The same for the Euclidean ball:     |u_i - x_i| = min(t |z_i - x_i|, room_i),     t in [0, 1]
///
/// |u - x|^2 is a concave function of t^2, and piecewise linear. So Newton's steps from the left end on its
/// root exactly.
void project_in_range(const L2Ball& ball, const auto& x, const Box& range, auto&& z) {
    const double most = ball.radius * ball.radius;
    double whole = 0, in_range = 0;
    for_each_move(x, range, z, [&](double move, double room) {
        whole += move * move, in_range += std::min(move, room) * std::min(move, room);
    });
    double square = 1;
    if (in_range > most) {
        square = most / whole;
        for (Index before = -1, limited = 0; limited != before;) {
            double taken = 0, free = 0;
            before = std::exchange(limited, 0);
            for_each_move(x, range, z, [&](double move, double room) {
                if (square * move * move > room * room)
                    taken += room * room, ++limited;
                else
                    free += move * move;
            });
            if (limited > 0) square = std::max(square, (most - taken) / free);
        }
    }
    const double t = std::sqrt(square);
    resize_moves(x, range, z, [t](double move, double room) { return std::min(t * move, room); });
}

/// The same for the L1 ball:     |u_i - x_i| = min(max(|z_i - x_i| - s, 0), room_i),     s >= 0
///
/// |u - x|_1 falls as s grows. Croce and Hein (2021), "Mind the box: l1-APGD for sparse adversarial attacks
/// on image classifiers".
void project_in_range(const L1Ball& ball, const auto& x, const Box& range, auto&& z) {
    const auto excess = [&](double s) {
        double sum = -ball.radius;
        for_each_move(x, range, z,
                      [&](double move, double room) { sum += std::min(std::max(move - s, 0.0), room); });
        return sum;
    };
    const double s = excess(0) > 0 ? root_of_falling(excess) : 0;
    resize_moves(x, range, z,
                 [s](double move, double room) { return std::min(std::max(move - s, 0.0), room); });
}

}  // namespace regula::inline REGULA_ABI
