#include <regula/theory/prediction.hpp>

#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_prediction {

using theory::minimum_under;
using theory::relative;

const auto q = test::with_eigenvalues(test::eigenvalues(6, 40));

std::string method(const theory::Minimum& found) {
    CAPTURE(found.method, found.residual);
    CHECK(found.residual < 1e-12);
    return found.method;
}

TEST_CASE("each policy is predicted in the best way that is known, to rounding") {
    CHECK(method(minimum_under(q, L2{0.1})) == "closed form");
    CHECK(method(minimum_under(q, L1{0.1})) == "coordinate descent");
    const theory::Quadratic diagonal{Vector<double>{{1, 2}}.asDiagonal(), Vector<double>{{1, 2}}};
    CHECK(method(minimum_under(diagonal, L1{0.1})) == "soft threshold");
    CHECK(method(minimum_under(q, ElasticNet{.strength = 0.1})) == "coordinate descent");
    CHECK(method(minimum_under(q, GroupLasso{0.1}, 2)) == "proximal gradient");
    CHECK(method(minimum_under(q, L2Ball{0.5})) == "multiplier");
    CHECK(method(minimum_under(q, NonNegative{})) == "projected gradient");
}

TEST_CASE("different ways to one minimum agree") {
    const auto general = [](const auto& policy, Index columns = 1) {
        return theory::proximal_minimum(q, policy, columns).w;
    };
    CHECK(relative(minimum_under(q, L2{0.1}).w, general(L2{0.1})) < 1e-12);
    const ElasticNet net{.strength = 0.2, .l1_ratio = 0.3};
    CHECK(relative(minimum_under(q, net).w, general(net)) < 1e-12);
    CHECK(relative(minimum_under(q, L1{0.06} + L2{0.14}).w, general(net)) < 1e-12);
    CHECK(relative(minimum_under(q, L2{0.14} + L1{0.06}).w, general(net)) < 1e-12);
    CHECK(relative(minimum_under(q, L2{0.1} + L2{0.2}).w, general(L2{0.3})) < 1e-12);
    CHECK(relative(minimum_under(q, L2Ball{0.5}).w, general(theory::Indicator<L2Ball>{{0.5}})) < 1e-11);
    CHECK(relative(minimum_under(q, MaxNorm{0.5}).w, minimum_under(q, L2Ball{0.5}).w) < 1e-11);  // one column
    CHECK(relative(minimum_under(q, MaxNorm{0.5}, 3).w, minimum_under(q, L2Ball{0.5}).w) > 1e-2);
}

TEST_CASE("without negative weights the minimum fulfils the conditions of optimality") {
    const auto w = minimum_under(q, NonNegative{}).w;
    const Vector<double> g = q.hessian * (w - q.minimum);
    CHECK((w.array() >= 0).all());
    CHECK((g.array() > -1e-12).all());
    CHECK(g.cwiseProduct(w).cwiseAbs().maxCoeff() < 1e-12);
    CHECK((w.array() == 0).any());
}

TEST_CASE("coefficients that make no sense are refused by name") {
    CHECK_THROWS_WITH(minimum_under(q, L2{-1}), "L2: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(minimum_under(q, L1{-1}), "L1: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(minimum_under(q, MaxNorm{-1}), "MaxNorm: radius must be >= 0, got -1");
}

}  // namespace tests::theory_prediction
