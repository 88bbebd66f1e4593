#pragma once

#include <regula/adversarial/project_in_range.hpp>
#include <regula/core/random/draws.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>

namespace regula::inline REGULA_ABI {

/// The threat model of an attack: the ball that holds the perturbation of each sample, a column:
///
///     LInfinityBall{0.1}     every feature moves by at most 0.1
///     L2Ball{1.5}            the Euclidean length is at most 1.5
///     L1Ball{5}              the absolute changes sum to at most 5
///
/// The radius has the units of the features. Madry et al. (2018), "Towards deep learning models resistant to
/// adversarial attacks".
class Threat {
public:
    template <class B>
    requires(!std::same_as<B, Threat>) constexpr Threat(B ball) : ball_{taken(ball)} {}

    void check() const {
        std::visit([](const auto& ball) { ball.check(); }, ball_);
    }
    double radius() const {
        return std::visit([](const auto& ball) { return ball.radius; }, ball_);
    }
    /// Calls act(ball) with the ball as its own type.
    decltype(auto) visit(const auto& act) const { return std::visit(act, ball_); }
    /// The norm of the ball.
    enum class Norm { l_infinity, l2, l1 };
    Norm norm() const { return static_cast<Norm>(ball_.index()); }
    /// The same norm with another radius.
    Threat with_radius(double radius) const {
        Threat other = *this;
        std::visit([radius](auto& ball) { ball.radius = radius; }, other.ball_);
        return other;
    }

    /// Moves column j of z by length(j) in the direction of steepest ascent for the gradient g:
    ///
    ///     L-infinity     z + length sign(g)
    ///     L2             z + length g / |g|
    ///     L1             the `spread` features with the largest |g| move, each by length / spread
    ///
    /// In L1 a feature at the end of the range gives its part to the next one; with a spread of 1 the move is
    /// the largest of g'd in the ball and the range. A gradient of zeros, or with a NaN, moves nothing.
    template <class Scalar>
    void ascend(const Matrix<Scalar>& g, const auto& length, Index spread, const Box& range,
                Matrix<Scalar>& z) const {
        for (Index j = 0; j < z.cols(); ++j)
            if (const Scalar norm = safe_norm(g.col(j)); norm > 0)
                std::visit(
                    [&](const auto& ball) { move(ball, g.col(j), norm, length(j), spread, range, z.col(j)); },
                    ball_);
    }

    /// Moves each column of z to the nearest point of the ball around that column of x, in the range. Exact.
    /// A feature of x outside the range is itself the limit.
    template <class Scalar>
    void project(const Matrix<Scalar>& x, const Box& range, Matrix<Scalar>& z) const {
        for (Index j = 0; j < z.cols(); ++j)
            std::visit([&](const auto& ball) { project_in_range(ball, x.col(j), range, z.col(j)); }, ball_);
    }

    /// Fills r with draws from the uniform distribution in the ball around 0, a column for each sample.
    template <class Scalar>
    void draw(Key key, Matrix<Scalar>& r) const {
        std::visit([&](const auto& ball) { fill(ball, key, r); }, ball_);
    }

private:
    using Ball = std::variant<LInfinityBall, L2Ball, L1Ball>;

    template <class B>
    static constexpr Ball taken(const B& ball) {
        constexpr bool known =
            std::same_as<B, LInfinityBall> || std::same_as<B, L2Ball> || std::same_as<B, L1Ball>;
        static_assert(known,
                      "regula: the threat model of an attack is LInfinityBall{radius}, L2Ball{radius} "
                      "or L1Ball{radius}");
        if constexpr (known)
            return ball;
        else
            return LInfinityBall{0};
    }

    static void move(const LInfinityBall&, const auto& g, auto, double length, Index, const Box&, auto&& z) {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        z += static_cast<Scalar>(length) * g.cwiseSign();
    }
    static void move(const L2Ball&, const auto& g, auto norm, double length, Index, const Box&, auto&& z) {
        with_length(g, norm, static_cast<decltype(norm)>(length), [&](const auto& step) { z += step; });
    }
    static void move(const L1Ball&, const auto& g, auto, double length, Index spread, const Box& range,
                     auto&& z) {
        using Scalar = typename std::remove_cvref_t<decltype(z)>::Scalar;
        const double part = length / static_cast<double>(spread);
        Index last = -1;
        for (double left = length; left > 0;) {
            const Index i = next_largest(g, last);
            if (i < 0 || g(i) == 0) return;
            last = i;
            const double to = static_cast<double>(z(i)),
                         room = g(i) > 0 ? range.upper - to : to - range.lower;
            const double d = std::clamp(std::min(part, left), 0.0, std::max(room, 0.0));
            z(i) = static_cast<Scalar>(to + (g(i) > 0 ? d : -d));
            left -= d;
        }
    }
    /// The entry that follows entry `last` in the order of falling |g|; -1 at the end.
    static Index next_largest(const auto& g, Index last) {
        Index next = -1;
        for (Index i = 0; i < g.size(); ++i) {
            const auto size = std::abs(g(i));
            const bool left = last < 0 || size < std::abs(g(last)) || (size == std::abs(g(last)) && i > last);
            if (left && (next < 0 || size > std::abs(g(next)))) next = i;
        }
        return next;
    }

    static void fill(const LInfinityBall& ball, Key key, auto& r) {
        using Scalar = typename std::remove_cvref_t<decltype(r)>::Scalar;
        fill_uniform(key, r);
        r.array() = static_cast<Scalar>(ball.radius) * (2 * r.array() - 1);
    }
    static void fill(const L2Ball& ball, Key key, auto& r) {
        using Scalar = typename std::remove_cvref_t<decltype(r)>::Scalar;
        fill_normal(key, r);
        for (Index j = 0; j < r.cols(); ++j) {
            const double u = key.stream("length").uniform(static_cast<std::uint64_t>(j));
            const double length = ball.radius * std::pow(u, 1 / static_cast<double>(r.rows()));
            const auto norm = r.col(j).norm();
            if (norm > 0) r.col(j) *= static_cast<Scalar>(length / static_cast<double>(norm));
        }
    }
    /// Signs, and n of the n + 1 shares of exponential draws.
    static void fill(const L1Ball& ball, Key key, auto& r) {
        using Scalar = typename std::remove_cvref_t<decltype(r)>::Scalar;
        for_each_draw(key, r, [](Scalar& entry, std::uint32_t word) {
            const double size = -std::log(0x1p-31 * ((word >> 1) + 0.5));
            entry = static_cast<Scalar>((word & 1) != 0 ? size : -size);
        });
        for (Index j = 0; j < r.cols(); ++j) {
            const double rest = -std::log1p(-key.stream("rest").uniform(static_cast<std::uint64_t>(j)));
            const double sum = rest + static_cast<double>(r.col(j).cwiseAbs().sum());
            r.col(j) *= static_cast<Scalar>(ball.radius / sum);
        }
    }

    Ball ball_;
};

}  // namespace regula::inline REGULA_ABI
