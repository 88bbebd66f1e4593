#include <regula/theory/claim.hpp>

#include <regula/core/random.hpp>

#include "support/catch.hpp"

#include <numbers>

using namespace regula;

namespace tests::theory_claim {

using Catch::Matchers::WithinRel;
using theory::Claim;
using theory::Finding;
using theory::relative;

const Claim circle{.id = "circle",
                   .statement = "a circle has an area",
                   .formula = "pi r^2",
                   .source = "Archimedes",
                   .experiment = "strips are counted",
                   .tolerance = 1e-4,
                   .find = [](double wrong) {
                       double strips = 0;
                       for (double x = -0.9995; x < 1; x += 1e-3) strips += 2e-3 * std::sqrt(1 - x * x);
                       const double predicted = (1 + wrong) * std::numbers::pi;
                       return Finding{predicted, strips, relative(strips, predicted)};
                   }};

TEST_CASE("a claim holds as it is, and not if its formula is wrong") {
    CHECK(circle.holds(circle.find(0)));
    CHECK_FALSE(circle.holds(circle.find(circle.wrong)));
    CHECK_FALSE(circle.holds({.deviation = std::nan("")}));
}

TEST_CASE("relative deviations are of the second, and absolute where that is 0") {
    CHECK(relative(3.0, 2.0) == 0.5);
    CHECK(relative(-3.0, 0.0) == 3);
    const Vector<double> a{{3, 4}}, b{{0, 4}}, zero = Vector<double>::Zero(2);
    CHECK(relative(a, b) == 0.75);
    CHECK(relative(a, zero) == 5);
    CHECK(relative(a.cast<float>(), b.cast<float>()) == 0.75);
    CHECK(std::isnan(relative(std::nan(""), 1.0)));
}

TEST_CASE("the mean of draws comes with its standard error") {
    theory::Mean mean;
    for (const double x : {1.0, 2.0, 4.0, 7.0}) mean.add(1e8 + x);
    CHECK(mean.mean() == 1e8 + 3.5);
    CHECK_THAT(mean.variance(), WithinRel(7, 1e-8));
    CHECK_THAT(mean.standard_error(), WithinRel(std::sqrt(7.0 / 4), 1e-8));
    CHECK_THAT(mean.z(1e8 + 3, 2), WithinRel(0.5 / std::sqrt(7.0 / 4), 1e-8));
    CHECK(std::isinf(mean.z(1e8 + 3, 1)));  // too coarse to show anything
    CHECK(std::isinf(theory::Mean{}.z(0, 1)));
}

}  // namespace tests::theory_claim
