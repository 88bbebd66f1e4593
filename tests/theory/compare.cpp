#include <regula/theory/compare.hpp>

#include <regula/optimize/sgd.hpp>
#include <regula/theory/approximation.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_compare {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using theory::compare;

const auto q = test::with_eigenvalues(test::eigenvalues(6, 40));
const Sgd sgd{.learning_rate = 1, .epochs = 5000};

void agree(const theory::Comparison& found) {
    CAPTURE(found.predicted.method, found.deviation);
    CHECK(found.deviation < 1e-10);
    CHECK(found.same_zeros);
    CHECK(found.predicted_zeros == found.trained_zeros);
    CHECK(found.report.epochs == 5000);
}

TEST_CASE("on a quadratic training ends where theory predicts, for penalties, sums and constraints") {
    agree(compare(q, q, L2{0.1}, sgd));
    agree(compare(q, q, L1{0.1}, sgd));
    agree(compare(q, q, ElasticNet{.strength = 0.1, .l1_ratio = 0.7}, sgd));
    agree(compare(q, q, L1{0.1} + L2{0.05}, sgd));
    agree(compare(q, q, GroupLasso{0.2}, sgd, 3));
    agree(compare(q, q, L2Ball{0.8}, sgd));
    agree(compare(q, q, MaxNorm{0.5}, sgd, 2));
    agree(compare(q, q, NonNegative{}, sgd));
    CHECK(compare(q, q, L1{0.1}, sgd).predicted_zeros > 0);
}

TEST_CASE("a comparison sees training that has not ended, and zeros that are not the same") {
    const auto found = compare(q, q, L1{0.1}, Sgd{.learning_rate = 1, .epochs = 3});
    CHECK(found.deviation > 1e-3);
    const auto book = [](const auto& w, auto& g) {  // a subgradient of L1 in the objective makes no zero
        const double value = q(w, g);
        g += 0.1 * w.cwiseSign();
        return value + 0.1 * w.template lpNorm<1>();
    };
    const auto kinked = compare(q, book, L1{0}, Sgd{.learning_rate = 0.01, .epochs = 4000});
    CHECK(kinked.trained_zeros == 0);
    CHECK(kinked.deviation > 0.01);
    theory::Quadratic nearer = q;
    nearer.minimum *= 0.3;
    CHECK_FALSE(compare(q, nearer, L1{0.1}, sgd).same_zeros);
}

TEST_CASE("a comparison says how good the quadratic is along the path, and beyond") {
    // log cosh bends less away from its minimum.
    const Vector<double> curve{{2, 0.5, 1}}, minimum{{0.6, -0.3, 0.9}};
    const auto f = [&](const auto& w, auto& g) {
        const Eigen::ArrayXd d = (w - minimum).array();
        g = (curve.array() * d.tanh()).matrix();
        return 0.2 + (curve.array() * d.cosh().log()).sum();
    };
    const auto quadratic = theory::quadratic_at(f, minimum);
    const auto found = compare(quadratic, f, L2{0.1}, Sgd{.learning_rate = 0.3, .epochs = 2000});
    CHECK(found.predicted.method == std::string{"closed form"});
    CHECK((found.deviation > 1e-4 && found.deviation < 0.1));
    REQUIRE(found.path.size() == 7);
    CHECK(found.path[0].along == 0);
    CHECK(found.path[4].along == 1);
    CHECK_THAT(found.path[0].objective, WithinRel(0.2, 1e-12));
    CHECK_THAT(found.path[4].quadratic, WithinRel(quadratic.value(found.predicted.w), 1e-12));
    double before = -1;
    for (const auto& at : found.path) {
        CHECK(at.quadratic - at.objective > before - 1e-10);  // the gap grows with the distance
        before = at.quadratic - at.objective;
    }
    CHECK(before > 1e-6);
}

}  // namespace tests::theory_compare
