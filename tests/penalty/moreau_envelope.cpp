#include <regula/penalty/moreau_envelope.hpp>

#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/huber_penalty.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the Moreau envelope of L1 is the Huber penalty", "", float, double) {
    const Matrix<TestType> w = test::drawn<TestType>(1, 4, 5),
                           steps = test::drawn<TestType>(2, 4, 5).cwiseAbs();
    const MoreauEnvelope envelope{L1{0.6}, 0.7};
    const HuberPenalty huber{.strength = 1 / 0.7, .knee = 0.7 * 0.6};
    Matrix<TestType> g = w, h = w, a = w, b = w;
    CHECK(std::abs(envelope.value(w) - huber.value(w)) <= 1e-5);
    CHECK(std::abs(envelope.conjugate(w / 8) - huber.conjugate(w / 8)) <= 1e-6);
    envelope.add_gradient(w, g);
    huber.add_gradient(w, h);
    CHECK((g - h).norm() <= 1e-5);
    envelope.prox(a, 0.9);
    huber.prox(b, 0.9);
    CHECK((a - b).norm() <= 1e-5);
    envelope.prox(a, steps);
    huber.prox(b, steps);
    CHECK((a - b).norm() <= 1e-5);
    CHECK(envelope.conjugate(3 * w) == HUGE_VAL);
}

TEST_CASE(
    "the Moreau envelope is the least of penalty and distance, below the penalty, and closer for a small "
    "mu") {
    const Matrix<double> w = test::drawn(3, 4, 3);
    const GroupLasso lasso{0.8};
    double before = 0;
    for (const double mu : {10.0, 1.0, 0.1, 1e-6}) {
        const MoreauEnvelope envelope{lasso, mu};
        const double value = envelope.value(w);
        double least = lasso.value(w);
        for (std::uint64_t k = 0; k < 300; ++k) {  // from w towards 0, unit by unit, and around
            Matrix<double> u = w * (Vector<double>::Constant(3, 0.5) + 0.5 * test::drawn(k, 3)).asDiagonal();
            if (k % 2 == 1) u = w + std::pow(0.9, k / 4) * test::drawn(k, 4, 3);
            least = std::min(least, lasso.value(u) + (u - w).squaredNorm() / (2 * mu));
        }
        CHECK(value <= least);
        CHECK(value > before);
        before = value;
    }
    CHECK(std::abs(before - lasso.value(w)) <= 1e-5);
}

TEST_CASE("a Moreau envelope without a width, or of a senseless penalty, is refused") {
    CHECK_THROWS_WITH((MoreauEnvelope{L1{1}, 0}.check()), "MoreauEnvelope: mu must be > 0, got 0");
    CHECK_THROWS_WITH((MoreauEnvelope{L1{-1}, 1}.check()), "L1: strength must be >= 0, got -1");
}
