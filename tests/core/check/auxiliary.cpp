#include <regula/core/check/auxiliary.hpp>

#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/core/policy.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_check_auxiliary {

/// The loss once more, with its weight.
struct Again {
    double weight = 0.3;
    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        pass.add_loss("again", loss, f(pass, pass.input(batch.inputs)), batch, weight);
    }
};
struct WrongGradient {
    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        pass.add_loss("again", loss, f(pass, pass.input(batch.inputs)), batch, 0.3);
        pass.add_term("more", pass.loss());
    }
};
/// The outputs under two masks should agree, and the gradient is at one of them alone.
struct HalfConsistent {
    void add_losses(auto& pass, const auto& f, const auto&, const auto& batch) const {
        const Node a = f(pass, pass.input(batch.inputs));
        pass.afresh(1);
        const Node b = f(pass, pass.input(batch.inputs));
        const auto difference = (pass.value(a) - pass.value(b)).eval();
        pass.add_term("difference", static_cast<double>(difference.squaredNorm()) / 2);
        pass.add_gradient(a, difference);
        if (both) pass.add_gradient(b, -difference);
    }
    bool both = false;
};
struct NotFinite {
    void add_losses(auto& pass, const auto&, const auto&, const auto&) const {
        pass.add_term("none", 0.0 / 0.0);
    }
};

TEST_CASE("an auxiliary loss that keeps the laws has nothing to tell") {
    CHECK(check(Again{}).empty());
    CHECK(check_report(Again{}) ==
          "Again keeps 2 of 2 laws\n  kept    add_losses adds a finite number\n"
          "  kept    the gradient of add_losses is that of what it adds\n");
}

TEST_CASE("a wrong auxiliary loss is named") {
    const auto wrong = check(WrongGradient{});
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].starts_with(
        "WrongGradient: the gradient of add_losses is that of what it adds, relative error "));
    REQUIRE(check(HalfConsistent{}).size() == 1);
    CHECK(check(HalfConsistent{true}).empty());
    const auto not_finite = check(NotFinite{});
    REQUIRE_FALSE(not_finite.empty());
    CHECK(not_finite[0] == "NotFinite: add_losses adds a finite number");
}

}  // namespace tests::core_check_auxiliary
