#include <regula/theory/drop_connect.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <numbers>

using namespace regula;

namespace tests::theory_drop_connect {

using namespace theory;

TEST_CASE("the draws of DropConnect's inference have the moments of all masks of the weights") {
    const double p = 0.3;
    const Matrix<double> w{{0.3, -0.6}, {0.8, 0.2}, {-0.4, 1.1}}, x{{1, 0.2}, {-0.5, 1.3}, {2, -0.7}};
    const Vector<double> b{{0.1, -0.4}};
    // By enumeration of the 2^6 masks.
    Matrix<double> mean = Matrix<double>::Zero(2, 2), square = mean;
    for (unsigned mask = 0; mask < 64; ++mask) {
        Matrix<double> masked = w;
        double probability = 1;
        for (Index i = 0; i < 6; ++i) {
            const bool kept = (mask >> i & 1) != 0;
            masked(i) *= kept ? 1 / (1 - p) : 0;
            probability *= kept ? 1 - p : p;
        }
        const Matrix<double> u = (masked.transpose() * x).colwise() + b;
        mean += probability * u;
        square += probability * u.cwiseAbs2();
    }
    const Matrix<double> variance = square - mean.cwiseAbs2();

    const int draws = 20000;
    const auto first = drop_connect_inference(
        w, b, x, p, [](const auto& u) { return u; }, draws, Key{1});
    const auto second = drop_connect_inference(
        w, b, x, p, [](const auto& u) { return u.cwiseAbs2(); }, draws, Key{1});
    CHECK(((first - mean).array().abs() < 4 * (variance / draws).cwiseSqrt().array()).all());
    // var u^2 = 2 v^2 + 4 m^2 v of a normal u
    const Matrix<double> error =
        ((2 * variance.array().square() + 4 * mean.array().square() * variance.array()) / draws).sqrt();
    CHECK(((second - square).array().abs() < 4 * error.array()).all());
    CHECK(((first - second.cwiseSqrt()).array().abs() > 0.05).all());
}

TEST_CASE("rectifiers get the mean of their closed form, and without dropping the units as they are") {
    const Matrix<double> w{{0.3}, {0.8}, {-0.4}}, x{{1}, {-0.5}, {2}};
    const Vector<double> b{{0.2}};
    const auto relu = [](const Matrix<double>& u) { return Matrix<double>{u.cwiseMax(0)}; };
    const double m = 0.3 - 0.4 - 0.8 + 0.2, v = 0.3 / 0.7 * (0.09 + 0.16 + 0.64), s = std::sqrt(v);
    const double density = std::exp(-m * m / v / 2) / std::sqrt(2 * std::numbers::pi),
                 above = std::erfc(-m / s / std::numbers::sqrt2) / 2;
    const double expected = m * above + s * density, second = (m * m + v) * above + m * s * density;
    const int draws = 20000;
    const double found = drop_connect_inference(w, b, x, 0.3, relu, draws, Key{2})(0);
    CHECK(std::abs(found - expected) < 4 * std::sqrt((second - expected * expected) / draws));
    CHECK(expected > 0.03);  // where the units as they are would be 0
    CHECK(drop_connect_inference(w, b, x, 0, relu, 1, Key{2})(0) == 0);
}

TEST_CASE("a probability of 1 and no draws are refused") {
    const Matrix<double> one{{1}};
    const auto same = [](const Matrix<double>& u) { return u; };
    CHECK_THROWS_WITH(drop_connect_inference(one, one.col(0), one, 1, same, 1, Key{1}),
                      "drop_connect_inference: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_WITH(drop_connect_inference(one, one.col(0), one, 0.5, same, 0, Key{1}),
                      "drop_connect_inference: draws must be >= 1, got 0");
}

}  // namespace tests::theory_drop_connect
