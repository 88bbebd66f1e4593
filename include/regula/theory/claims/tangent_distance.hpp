#pragma once

#include <regula/tangent/tangent_distances.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// An image of two normal bumps, turned by an angle about its centre, 41 x 41 pixels.
template <class = OnUse>
Matrix<double> turned_bumps(double angle) {
    Matrix<double> pixels(41 * 41, 1);
    for (Index k = 0; k < pixels.size(); ++k) {
        const double x = static_cast<double>(k % 41 - 20), y = static_cast<double>(k / 41 - 20);
        const double u = x * std::cos(angle) - y * std::sin(angle) - 2.3,
                     v = x * std::sin(angle) + y * std::cos(angle) + 1.1;
        pixels(k) = std::exp(-u * u / 50 - v * v / 18) + 0.5 * std::exp(-(u - 4) * (u - 4) / 18 - v * v / 32);
    }
    return pixels;
}

/// The order in which a distance of an image to itself, turned, falls with the angle.
template <class = OnUse>
double order_of_distance(const TangentDistance& distance) {
    const auto at = [&](double angle) {
        Workers alone;
        return tangent_distances(turned_bumps(0), turned_bumps(angle), distance, alone)(0, 0);
    };
    return std::log2(at(0.06) / at(0.03));
}

namespace experiments {

template <class = OnUse>
Finding distance_of_a_turn(double wrong) {
    const Shape image{41, 41};
    const double euclidean = order_of_distance({.tangents = {image, 0.9, {}}, .ridge = 0});
    const double tangent = order_of_distance(
        {.tangents = {image, 0.9, {TangentField::rotation}}, .ridge = 0, .sides = TangentSides::first});
    return {2, tangent, worse(std::abs(euclidean - (1 + wrong)), std::abs(tangent - 2 * (1 + wrong)))};
}

}  // namespace experiments

/// Tangent distance.
template <class = OnUse>
std::vector<Claim> tangent_distance_claims() {
    return {
        {.id = "tangent-distance-of-a-turn",
         .statement = "The tangent distance of an image to itself, turned by a small angle, is of second "
                      "order in the angle; the Euclidean distance is of first order.",
         .formula = R"(\min_a |x + a v - x_e| = O(e^2), \\ |x - x_e| = O(e))",
         .source = "Simard, LeCun and Denker (1993), Efficient pattern recognition using a new "
                   "transformation distance",
         .experiment = "Two normal bumps are turned by 0.06 and 0.03 radians, with the tangent of rotation. "
                       "Both orders are measured.",
         .tolerance = 0.01,
         .find = experiments::distance_of_a_turn<>,
         .wrong = 0.1,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
