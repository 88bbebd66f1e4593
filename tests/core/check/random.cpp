#include <regula/core/check/random.hpp>

#include "support/catch.hpp"

#include <memory>

using namespace regula;

namespace tests::core_check_random {

struct AtHome {
    static constexpr auto home = targets;
    void perturb(auto&, Key) const {}
};
struct Anywhere {
    void perturb(auto&, Key) const {}
};

std::vector<std::string> broken_by(auto verb) {
    laws::Findings findings;
    const laws::Bench bench{4, 3, laws::rounding<double>, findings};
    const auto act = laws::of_all<double>(verb);
    ask_draws(bench, bench.samples(Role::input), laws::RandomVerb{Role::input, act, act});
    std::vector<std::string> broken;
    for (const laws::Law& law : findings.laws())
        if (!law.holds) broken.push_back(law.sentence);
    return broken;
}

TEST_CASE("what is drawn is a function of key, row and column alone") {
    CHECK(broken_by([](auto& m, auto&, const laws::Given& given) { add_normal(given.key, m, 0.3); }).empty());
    const auto counted =
        broken_by([calls = std::make_shared<std::uint64_t>(0)](auto& m, auto&, const laws::Given&) {
            add_normal(Key{++*calls}, m, 0.3);
        });
    REQUIRE(!counted.empty());
    CHECK(counted[0] == "the same key makes the same draws");
}

TEST_CASE("noise and gates are asked at their home, or in the default place") {
    CHECK(laws::role_of(laws::home_of<AtHome>(inputs)) == Role::target);
    CHECK(laws::role_of(laws::home_of<Anywhere>(inputs)) == Role::input);
}

}  // namespace tests::core_check_random
