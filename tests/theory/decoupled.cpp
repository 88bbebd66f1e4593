#include <regula/theory/decoupled.hpp>

#include <regula/core/mode.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_decoupled {

using theory::relative;

const auto q = test::with_eigenvalues(test::eigenvalues(6, 50));
const double a = 0.07;

TEST_CASE("under a fixed preconditioner decoupled decay is coupled decay with a strength for each weight") {
    const Vector<double> s{{1, 0.2, 3, 0.5, 0.9, 2}};
    const auto strengths = theory::decoupled_strengths(a, s);
    Vector<double> decoupled = Vector<double>::Zero(6), coupled = decoupled;
    for (int k = 0; k < 20000; ++k) {
        const Vector<double> g = q.hessian * (decoupled - q.minimum), h = q.hessian * (coupled - q.minimum);
        decoupled -= 0.2 * s.cwiseProduct(g) + 0.2 * a * decoupled;
        coupled -= 0.2 * s.cwiseProduct(h + strengths.cwiseProduct(coupled));
        if (k < 100) CHECK(relative(decoupled, coupled) < 1e-12);
    }
    CHECK(relative(decoupled, theory::weight_decay_minimum(q, strengths)) < 1e-12);
    CHECK(relative(decoupled, theory::weight_decay_minimum(q, a)) > 1e-2);
}

TEST_CASE("decoupled and coupled decay are one for plain gradient descent, and not with momentum") {
    const auto run = [](double momentum, auto policy) {
        Vector<double> w = Vector<double>::Zero(6);
        minimize(w, q, Sgd{.learning_rate = 0.1, .momentum = momentum, .epochs = 200}, policy);
        return w;
    };
    CHECK(relative(run(0, decoupled(L2{a})), run(0, L2{a})) < 1e-12);
    CHECK(relative(run(0.9, decoupled(L2{a})), run(0.9, L2{a})) > 1e-2);
}

TEST_CASE("decoupled decay needs a preconditioner that is positive") {
    CHECK_THROWS_AS(theory::decoupled_strengths(1, Vector<double>::Zero(2)), std::invalid_argument);
    CHECK_THROWS_AS(theory::decoupled_strengths(-1, Vector<double>::Ones(2)), std::invalid_argument);
}

}  // namespace tests::theory_decoupled
