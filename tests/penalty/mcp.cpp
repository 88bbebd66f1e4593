#include <regula/penalty/mcp.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of MCP is the minimum of its definition, for every step") {
    const double a = 0.8, gamma = 2.5;
    const auto phi = [=](long double u) {
        const long double size = std::abs(u), s = a, b = gamma;
        return size <= b * s ? s * size - size * size / (2 * b) : b * s * s / 2;
    };
    for (const double t : {0.0, 1e-3, 0.3, 1.0, 2.4, 2.5, 2.6, 7.0, 100.0}) {
        std::vector<double> ws{0, 1e-3, 0.5, gamma * a, 4, 30};
        for (const double at : {t * a, gamma * a, a * std::sqrt(t * gamma)})
            ws.insert(ws.end(), {0.999 * at, at, 1.001 * at});
        test::try_prox(Mcp{a, gamma}, phi, ws, {t});
    }
}

TEST_CASE("MCP with a large gamma is L1, and firm thresholding at step 1 is that of Gao and Bruce") {
    Eigen::RowVector4d w{2, 0.4, -0.9, -3};
    Mcp{.strength = 0.5, .gamma = 1e12}.prox(w, 1);
    CHECK((w - Eigen::RowVector4d{1.5, 0, -0.4, -2.5}).norm() <= 1e-10);
    w << 2, 0.4, -0.9, -3;  // 0 up to 1/2, as it is from 1 on, a straight line between
    Mcp{.strength = 0.5, .gamma = 2}.prox(w, 1);
    CHECK((w - Eigen::RowVector4d{2, 0, -0.8, -3}).norm() <= 1e-15);
}

TEST_CASE(
    "MCP pulls with its strength at zero, half of it half way, and not beyond; its end is the end of all") {
    const Eigen::RowVector4d w{-1e-12, 0.6, 1.2, 5};  // gamma a = 1.2
    Eigen::RowVector4d g{0, 0, 0, 0};
    Mcp{.strength = 0.4}.add_gradient(w, g);
    CHECK((g - Eigen::RowVector4d{-0.4, 0.2, 0, 0}).norm() <= 1e-12);
    CHECK(std::abs(Mcp{.strength = 0.4}.value(w.tail(1)) - 0.24) <= 1e-15);
    CHECK_THROWS_WITH(Mcp{-1}.check(), "Mcp: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((Mcp{.strength = 1, .gamma = 0.5}.check()), "Mcp: gamma must be > 1, got 0.5");
}
