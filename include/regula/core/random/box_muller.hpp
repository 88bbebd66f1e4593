#pragma once

#include <regula/core/matrix.hpp>

#include <array>
#include <cstdint>
#include <numbers>
#include <span>

namespace regula::inline REGULA_ABI {

/// Calls act(n, z) for n = 0 ... 15 with independent draws z from N(0, 1), made from sixteen random words.
/// Words a and b give
///
///     r cos t,  r sin t,     r = sqrt(-2 log((a + 1) / 2^32)),  t = 2 pi b / 2^32
///
/// They are computed side by side in Eigen's vectors. Eigen has no vector sine in double precision, so a
/// polynomial gives the sine of a quarter of the angle, and the angle is doubled twice. A draw is within
/// 1e-14 of the formula. Box and Muller (1958).
///
/// The number of lanes is a template parameter, so that the function is compiled only where it is called.
template <int lanes = 8>
void box_muller(std::span<const std::uint32_t, std::size_t{2 * lanes}> words, auto&& act) {
    using Lanes = Eigen::Array<double, lanes, 1>;
    Lanes uniform, x;
    for (std::size_t i = 0; i < std::size_t{lanes};
         ++i) {  // signed: vectors convert such words directly; the angle is the same
        const auto a = static_cast<std::int32_t>(words[2 * i] ^ 0x80000000U),
                   b = static_cast<std::int32_t>(words[2 * i + 1]);
        uniform[static_cast<Index>(i)] = 0x1p-32 * (a + (0x1p31 + 1));
        x[static_cast<Index>(i)] = std::numbers::pi / 2 * 0x1p-32 * b;  // in [-pi/4, pi/4)
    }
    const Lanes radius = (-2 * uniform.log()).sqrt(), z = x * x;
    // The polynomials of fdlibm (Sun Microsystems 1993), accurate to the last digit in this interval.
    const auto polynomial = [&z](const std::array<double, 6>& coefficients) {
        Lanes sum = Lanes::Zero();
        for (const double c : coefficients) sum = sum * z + c;
        return sum;
    };
    const Lanes sine = x + x * z *
                               polynomial({1.58969099521155010221e-10, -2.50507602534068634195e-08,
                                           2.75573137070700676789e-06, -1.98412698298579493134e-04,
                                           8.33333333332248946124e-03, -1.66666666666666324348e-01});
    const Lanes cosine =
        1 - z * 0.5 +
        z * z *
            polynomial({-1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
                        2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02});
    const Lanes sine2 = 2 * sine * cosine, cosine2 = 1 - 2 * sine * sine;
    const Lanes first = radius * (1 - 2 * sine2 * sine2), second = radius * (2 * sine2 * cosine2);
    for (Index i = 0; i < lanes; ++i) {
        act(2 * i, first[i]);
        act(2 * i + 1, second[i]);
    }
}

}  // namespace regula::inline REGULA_ABI
