#include <regula/core/check/coupling.hpp>

#include <regula/core/check.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_check_coupling {

/// Half the squared distance of two blocks; `wrong` scales its gradient, `wrong_prox` its prox.
struct Coupled {
    double wrong = 1;
    double wrong_prox = 1;
    static constexpr bool by_prox = true;

    void check(const std::vector<Block>&) const {}
    template <class Scalar>
    double value(const Parameters<Scalar>& theta) const {
        return static_cast<double>((theta["a"] - theta["b"]).squaredNorm()) / 2;
    }
    template <class Scalar>
    void add_gradient(const Parameters<Scalar>& theta, Parameters<Scalar>& g, Parameters<Scalar>&) const {
        const Matrix<Scalar> d = static_cast<Scalar>(wrong) * (theta["a"] - theta["b"]);
        g["a"] += d;
        g["b"] -= d;
    }
    template <class Scalar>
    void prox(Parameters<Scalar>& theta, double step, Parameters<Scalar>&) const {
        const Matrix<Scalar> q =
            static_cast<Scalar>(wrong_prox * step / (1 + 2 * step)) * (theta["a"] - theta["b"]);
        theta["a"] -= q;
        theta["b"] += q;
    }
};

TEST_CASE("a coupling that keeps the laws passes, and each broken verb breaks its law") {
    static_assert(Coupling<Coupled> && couples_by_prox<Coupled> && !Penalty<Coupled>);
    CHECK(check(Coupled{}).empty());
    const auto gradient = check(Coupled{.wrong = 1.01});
    REQUIRE(gradient.size() == 1);
    CHECK(gradient[0].find("add_gradient adds the gradient of value") != std::string::npos);
    const auto prox = check(Coupled{.wrong_prox = 1.1});
    REQUIRE(prox.size() == 1);
    CHECK(prox[0].find("prox gives the minimum") != std::string::npos);
}

}  // namespace tests::core_check_coupling
