#include <regula/optimize/epoch_sums.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_epoch_sums {

using Sums = EpochSums<float>;
using Names = std::vector<std::string>;
using Values = std::vector<double>;
const Names names{"L2 on hidden", "", "L1 on weights"};
const Memory<float> none;

TEST_CASE("means are over samples, and penalties on parameters charge at the end") {
    Sums sums{names, {}, none};
    sums.add(3, 0.5, Values{0.25, 9, 0}, 0.2);
    sums.add(1, 2.5, Values{1.25, 9, 0}, 0.1);
    CHECK(sums.updates() == 2);
    CHECK(sums.samples() == 4);
    Record record{.objective = sums.terms()};
    sums.write(record, [](std::span<double> terms) { terms[2] += 7; });
    CHECK(record.learning_rate == 0.1);
    CHECK(record.at("loss") == 1);
    CHECK(record.at("L2 on hidden") == 0.5);
    CHECK(record.at("L1 on weights") == 7);
    CHECK(record.objective.size() == 3);
    sums.clear();
    CHECK(sums.updates() == 0);
    CHECK(sums.loss() == 0);
}

TEST_CASE("sums go on from what a state has of them, and those of other terms are refused") {
    Sums sums{names, {}, none};
    sums.add(3, 0.1, Values{0.7, 9, 0}, 0.3);
    Memory<float> kept{sums.text()};
    kept.keep(sums);
    CHECK(kept.owner == "loss, L2 on hidden, L1 on weights");
    // What is no term may change: a run that goes on has another observer.
    Sums again{names, {}, kept};
    Sums fewer{Names{"L2 on hidden", "L1 on weights"}, {}, kept};
    CHECK(again.updates() == 1);
    CHECK(fewer.samples() == 3);
    Record record{.objective = sums.terms()}, other = record;
    const auto charge = [](std::span<double>) {};
    sums.write(record, charge);
    fewer.write(other, charge);
    CHECK(other.at("L2 on hidden") == record.at("L2 on hidden"));
    CHECK(other.learning_rate == 0.3);
    const auto of_others = [&] { Sums{Names{"L2 on hidden"}, {}, kept}; };
    CHECK_THROWS_WITH(
        of_others(),
        "State: it is within an epoch of a run with the terms: loss, L2 on hidden, L1 on weights (7 "
        "numbers, 0 vectors); this run has: loss, L2 on hidden (6 numbers, 0 vectors); "
        "state.forget_within() lets the epoch begin anew");
}

TEST_CASE("the losses of an objective of several are means over samples, by name") {
    Sums sums{names, {{"digit"}, {"odd"}}, none};
    CHECK(sums.text() == "loss, L2 on hidden, L1 on weights, digit, odd");
    const std::vector<Term> first{{"digit", 1}, {"odd", 2}}, second{{"odd", 6}, {"digit", 5}, {"new", 9}};
    sums.add(3, 3, Values{0, 0, 0}, 0.1);
    sums.add_terms(3, first);
    sums.add(1, 11, Values{0, 0, 0}, 0.1);
    sums.add_terms(1, second);
    Record record{.objective = sums.terms(), .losses = sums.losses()};
    sums.write(record, [](std::span<double>) {});
    CHECK(record.at("loss") == 5);
    CHECK(record.at("digit") == 2);
    CHECK(record.at("odd") == 3);
    CHECK(record.sum_of_terms() == 5);  // the loss is their sum, and counts once

    Memory<float> kept{sums.text()};
    kept.keep(sums);
    Sums again{names, {{"digit"}, {"odd"}}, kept};
    Record other = record;
    again.write(other, [](std::span<double>) {});
    CHECK(other.at("odd") == 3);
    CHECK_THROWS_WITH((Sums{names, {{"digit"}}, kept}), Catch::Matchers::ContainsSubstring("this run has"));
}

}  // namespace tests::optimize_epoch_sums
