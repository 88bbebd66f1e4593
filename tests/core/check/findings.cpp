#include <regula/core/check/findings.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a law is noted once, with the first figures that show it broken") {
    laws::Findings findings;
    findings.hold(true, "water is wet", ", got ", 1);
    findings.hold(false, "water is wet", ", got ", 2);
    findings.hold(false, "water is wet", ", got ", 3);
    findings.hold(true, "water is wet");
    findings.hold(true, "fire is hot");
    REQUIRE(findings.laws().size() == 2);
    CHECK(findings.laws()[0].sentence == "water is wet");
    CHECK_FALSE(findings.laws()[0].holds);
    CHECK(findings.laws()[0].figures == ", got 2");
    CHECK(findings.laws()[1].holds);
}

TEMPLATE_TEST_CASE("matrices are the same but for rounding, and never if one is lost", "", float, double) {
    using M = Matrix<double>;
    const auto same = [](const M& got, const M& expected) {
        laws::Findings findings;
        findings.same(got, expected, "law", laws::rounding<TestType>);
        return findings.laws()[0].holds;
    };
    const M m = M::Constant(2, 3, 7);
    const auto slack = laws::rounding<TestType>;
    CHECK(same(m * (1 + slack / 4), m));
    CHECK_FALSE(same(m * (1 + 4 * slack), m));
    CHECK_FALSE(same(m * std::numeric_limits<double>::quiet_NaN(), m));
}
