#include <regula/penalty/conjugate.hpp>

#include <regula/constraint/box.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/huber_penalty.hpp>
#include <regula/penalty/moreau_envelope.hpp>
#include <regula/penalty/towards.hpp>
#include <regula/penalty/weighted.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the prox of the conjugate of L1 is the projection on the box", "", float, double) {
    Matrix<TestType> y = test::drawn<TestType>(1, 4, 5), projected = y;
    Conjugate{L1{0.6}}.prox(y, 1.7);
    Box{.lower = -0.6, .upper = 0.6}.project(projected);
    CHECK((y - projected).norm() <= 1e-6);
    Conjugate{L1{0.6}}.prox(y, 0);
    CHECK((y - projected).norm() <= 1e-6);
}

TEST_CASE("L2 of 1 is its own conjugate, Towards adds a straight line, sums of conjugates are of envelopes") {
    const Matrix<double> y = test::drawn(2, 4, 5), p = test::drawn(3, 4, 5);
    CHECK(Conjugate{L2{1}}.value(y) == L2{1}.value(y));
    CHECK(L2{0}.conjugate(y) == HUGE_VAL);
    CHECK(L2{0}.conjugate(0 * y) == 0);
    CHECK(std::abs(Towards{0.3, p}.conjugate(y) - y.cwiseProduct(p).sum() - y.squaredNorm() / 0.6) <= 1e-12);
    CHECK(std::abs(ElasticNet{0.4, 0}.conjugate(y) - L2{0.4}.conjugate(y)) <= 1e-12);
    CHECK(ElasticNet{2, 1}.conjugate(2 * y / y.cwiseAbs().maxCoeff()) == 0);
    CHECK(ElasticNet{2, 1}.conjugate(2.001 * y / y.cwiseAbs().maxCoeff()) == HUGE_VAL);
    Matrix<double> lost = y;
    lost(1, 2) = std::nan("");
    for (const double value : {L1{9}.conjugate(lost), L2{1}.conjugate(lost), ElasticNet{1}.conjugate(lost),
                               HuberPenalty{9}.conjugate(lost)})
        CHECK_FALSE(std::isfinite(value));
}

TEST_CASE(
    "the conjugate is the supremum of its definition, and the conjugate of the conjugate is the penalty") {
    const Matrix<double> v = Vector<double>::LinSpaced(20, 0, 1).reshaped(4, 5), w = test::drawn(4, 4, 5);
    const auto try_one = [&]<class P>(const P& penalty, double one_entry_up_to) {
        const Conjugate dual{penalty};
        const Conjugate<Conjugate<P>> twice{dual};
        CHECK(twice.value(w) == penalty.value(w));
        Matrix<double> a = w, b = w;
        penalty.prox(a, 0.7);
        twice.prox(b, 0.7);
        CHECK((a - b).norm() <= 1e-13);
        // of a sum over entries the conjugate is one, too, and its entries can be found on a grid
        for (double y = -one_entry_up_to; y <= one_entry_up_to; y += one_entry_up_to / 7) {
            double supremum = -HUGE_VAL;
            Matrix<double> u = 0 * w, all = 0 * w;
            all(3, 4) = y;
            for (double x = -8; x <= 8; x += 1e-3) {
                u(3, 4) = x;
                supremum = std::max(supremum, x * y - penalty.value(u));
            }
            const double found = dual.value(all);
            if (!(std::abs(supremum - found) <= 1e-6)) CHECK(supremum == found);
        }
    };
    try_one(L1{0.6}, 0.6 * (1 - 1e-12));
    try_one(L2{0.6}, 2);
    try_one(ElasticNet{0.6, 0.3}, 2);
    try_one(HuberPenalty{0.6, 0.5}, 0.3 * (1 - 1e-12));
    try_one(MoreauEnvelope{L1{0.6}, 0.5}, 0.6 * (1 - 1e-12));
    try_one(weighted(L2{0.6}, v), 2);
}
