#include <regula/penalty/scad.hpp>

#include <regula/core/mode.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of SCAD is the minimum of its definition, for every step") {
    const double s = 0.8, a = 3.2;
    const auto phi = [](long double u) {
        const long double size = std::abs(u), b = 3.2, c = 0.8;
        if (size <= c) return c * size;
        return size <= b * c ? (2 * b * c * size - size * size - c * c) / (2 * (b - 1)) : c * c * (b + 1) / 2;
    };
    for (const double t : {0.0, 1e-3, 0.3, 1.0, 2.1, 2.2, 2.3, 3.0, 4.1, 4.2, 4.3, 9.0, 100.0}) {
        std::vector<double> ws{0, 1e-3, 0.5, s, a * s, 4, 30};
        for (const double at : {t * s, (1 + t) * s, a * s, s * (t + a + 1) / 2, s * std::sqrt(t * (a + 1))})
            ws.insert(ws.end(), {0.999 * at, at, 1.001 * at});
        test::try_prox(Scad{s, a}, phi, ws, {t});
    }
}

TEST_CASE("the prox of SCAD at step 1 is the estimate of Fan and Li in an orthonormal design") {
    Eigen::RowVector4d w{1.5, -2.5, -4, 0.5};  // (2.7 w + 3.7) / 1.7 in the middle
    Scad{1}.prox(w, 1);
    CHECK((w - Eigen::RowVector4d{0.5, -(2.7 * 2.5 - 3.7) / 1.7, -4, 0}).norm() <= 1e-14);
}

TEST_CASE("SCAD pulls as L1 up to its strength, less up to a times that, and not beyond") {
    const Eigen::RowVector4d w{-0.3, 0.4, 1.0, -5};
    Eigen::RowVector4d g{0, 0, 0, 0};
    Scad{.strength = 0.4, .a = 4}.add_gradient(w, g);
    CHECK((g - Eigen::RowVector4d{-0.4, 0.4, 0.2, 0}).norm() <= 1e-15);
    CHECK_THROWS_WITH(Scad{-1}.check(), "Scad: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((Scad{.strength = 1, .a = 2}.check()), "Scad: a must be > 2, got 2");
}

TEST_CASE("a penalty whose gradient is not proportional to its strength is not decoupled") {
    STATIC_REQUIRE(Proportional<L1>);
    STATIC_REQUIRE(!Proportional<Scad>);
}
