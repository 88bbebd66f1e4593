#pragma once

#include <regula/core/matrix.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <numbers>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// The polynomial of n terms in z that stands for a longer power series on 0 <= z <= end. Each term beyond
/// the n-th gives way to the Chebyshev polynomial of its degree, the one with the least error.
/// Lanczos (1938), "Trigonometric interpolation of empirical and analytical functions".
template <class Real, std::size_t n, std::size_t longer>
constexpr std::array<Real, n> economized(std::array<double, longer> series, double end) {
    for (std::size_t degree = longer - 1; degree >= n; --degree) {
        double term = series[degree];
        for (std::size_t k = degree; k > 0; --k) {  // the coefficients of the polynomial, from the highest
            term *= -end * static_cast<double>(k * (2 * k - 1)) /
                    static_cast<double>(2 * (degree - k + 1) * (degree + k - 1));
            series[k - 1] -= term;
        }
    }
    std::array<Real, n> shorter{};
    for (std::size_t k = 0; k < n; ++k) shorter[k] = static_cast<Real>(series[k]);
    return shorter;
}

/// The functions of the Box-Muller transform, in float or double, to the last digits. They have no branches
/// and call no function of the C library, so that compilers compute many of them side by side.
template <class Real>
struct BoxMullerFunctions {
    static constexpr bool is_float = sizeof(Real) < sizeof(double);
    using Bits = std::conditional_t<is_float, std::uint32_t, std::uint64_t>;
    static constexpr Bits sign = Bits{1} << (8 * sizeof(Real) - 1);

    /// -2 log((a + 1) / 2^32) = -2 log m - 2 k log 2     with m between sqrt(1/2) and sqrt(2),
    /// log m = 2 artanh(s),     s = (m - 1) / (m + 1).
    static Real squared_radius(std::uint32_t a) {
        Real f, k;  // m - 1 and k
        if constexpr (is_float) {
            // Near u = 1 all digits of 1 - u count, so a float holds the smaller of a and 2^32 - 1 - a.
            const std::int32_t upper = static_cast<std::int32_t>(a) >> 31;  // all bits of it, or none
            const auto above = static_cast<std::uint32_t>(upper);
            const float small = 0x1p-32F * static_cast<float>(static_cast<std::int32_t>(a) ^ upper);
            const float part = std::bit_cast<float>(std::bit_cast<std::uint32_t>(small) ^ (above & sign));
            const float u = part + std::bit_cast<float>(choose(above, one, one - (32U << 23)));
            const std::uint32_t bits = std::bit_cast<std::uint32_t>(u);
            const std::int32_t exponent = static_cast<std::int32_t>(bits - root_half) >> 23;
            const float m = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(exponent) << 23));
            const std::uint32_t near = exponent == 0 ? ~0U : 0U;
            f = std::bit_cast<float>(
                choose(near, std::bit_cast<std::uint32_t>(part), std::bit_cast<std::uint32_t>(m - 1)));
            k = static_cast<float>(exponent);
        } else {  // signed: vectors convert such words directly; a double holds the exponent below 2^52
            const double u = static_cast<std::int32_t>(a ^ 0x80000000U) + (0x1p31 + 1);
            const std::uint64_t bits = std::bit_cast<std::uint64_t>(u), exponent = (bits - root_half) >> 52;
            f = std::bit_cast<double>(bits - (exponent << 52)) - 1;
            k = std::bit_cast<double>(exponent | std::bit_cast<std::uint64_t>(0x1p52)) - (0x1p52 + 32);
        }
        const Real s = f / (2 + f);
        return s * polynomial(logarithm, s * s) + k * static_cast<Real>(-2 * std::numbers::ln2);
    }

    /// The cosine and the sine of 2 pi b / 2^32. A quarter of the circle is left out of x, on which both
    /// have another sign.
    static void turn(std::uint32_t b, Real& cos, Real& sin) {
        const std::uint32_t twice = b << 1;
        const Bits flip = Bits{(b ^ twice) & 0x80000000U} << (8 * sizeof(Real) - 32);
        const Real x = static_cast<Real>(static_cast<std::int32_t>(twice)) *
                       static_cast<Real>(std::numbers::pi * 0x1p-32);  // in [-pi/2, pi/2)
        cos = std::bit_cast<Real>(std::bit_cast<Bits>(polynomial(cosine, x * x)) ^ flip);
        sin = std::bit_cast<Real>(std::bit_cast<Bits>(x * polynomial(sine, x * x)) ^ flip);
    }

private:
    static constexpr Bits one = std::bit_cast<Bits>(Real{1});
    static constexpr Bits root_half = std::bit_cast<Bits>(static_cast<Real>(std::numbers::sqrt2 / 2));

    static constexpr std::size_t longer = 14;
    static constexpr std::array<double, longer> taylor(double first, int power) {
        std::array<double, longer> series{first};
        for (std::size_t k = 1; k < longer; ++k, power += 2)
            series[k] = -series[k - 1] / ((power + 1) * (power + 2));
        return series;
    }
    static constexpr std::array<double, longer> minus_four_artanh() {
        std::array<double, longer> series{};
        for (std::size_t k = 0; k < longer; ++k) series[k] = -4 / (2 * static_cast<double>(k) + 1);
        return series;
    }
    static constexpr double half_pi = std::numbers::pi / 2, end_of_s = 3 - 2 * std::numbers::sqrt2;
    static constexpr auto cosine = economized < Real, is_float ? 6 : 9 > (taylor(1, 0), half_pi*half_pi);
    static constexpr auto sine = economized < Real, is_float ? 5 : 8 > (taylor(1, 1), half_pi*half_pi);
    static constexpr auto logarithm = economized < Real,
                          is_float ? 4 : 7 > (minus_four_artanh(), end_of_s*end_of_s);

    static std::uint32_t choose(std::uint32_t mask, std::uint32_t yes, std::uint32_t no) {
        return no ^ (mask & (yes ^ no));
    }
    static Real polynomial(const auto& coefficients, Real z) {
        Real sum = coefficients.back();
        for (std::size_t k = coefficients.size() - 1; k-- > 0;) sum = sum * z + coefficients[k];
        return sum;
    }
};

/// Makes independent draws from N(0, 1) of as many random words, in float or double. Words a and b give
///
///     r cos t,  r sin t,     r = sqrt(-2 log((a + 1) / 2^32)),  t = 2 pi b / 2^32
///
/// A draw in double is within 1e-14 of the formula, a draw in float within 2e-6. Always the same number of
/// words is transformed, so that a draw does not depend on its neighbours. For the same reason the function
/// is not inlined. Box and Muller (1958).
inline constexpr std::size_t box_muller_words = 64;
template <class Real>
EIGEN_DONT_INLINE void box_muller(const std::uint32_t* words, Real* draws) {
    constexpr std::size_t lanes = box_muller_words / 2;
    std::array<Real, lanes> radii, cosines, sines;
    for (std::size_t i = 0; i < lanes; ++i) {
        radii[i] = BoxMullerFunctions<Real>::squared_radius(words[2 * i]);
        BoxMullerFunctions<Real>::turn(words[2 * i + 1], cosines[i], sines[i]);
    }
    // By Eigen: compilers vectorize std::sqrt only if it need not set errno.
    constexpr std::size_t packet = 32 / sizeof(Real);
    for (std::size_t i = 0; i < lanes; i += packet) {
        Eigen::Map<Eigen::Array<Real, static_cast<int>(packet), 1>> radius{radii.data() + i};
        radius = radius.sqrt();
    }
    for (std::size_t i = 0; i < lanes; ++i) {
        draws[2 * i] = radii[i] * cosines[i];
        draws[2 * i + 1] = radii[i] * sines[i];
    }
}

}  // namespace regula::inline REGULA_ABI
