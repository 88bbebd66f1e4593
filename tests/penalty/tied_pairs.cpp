#include <regula/penalty/tied_pairs.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::penalty_tied_pairs {

std::vector<Block> two_models() {
    Parameters<double> theta;
    for (const std::string model : {"a", "b"}) {
        theta.add({.role = Role::weight, .layer = 0, .name = model + ".0.weight", .rows = 3, .cols = 2});
        theta.add({.role = Role::bias, .layer = 0, .name = model + ".0.bias", .rows = 2, .cols = 1});
        theta.add({.role = Role::weight, .layer = 1, .name = model + ".1.weight", .rows = 2, .cols = 4});
    }
    return theta.blocks();
}

auto of(char model) {
    return weights.such([model](const Block& block) { return block.name[0] == model; });
}

TEST_CASE("pairs are made of the selected blocks in their order") {
    std::string pairs;
    const auto note = [&](const Block& a, const Block& b) { pairs += a.name + " - " + b.name + "; "; };
    for_each_tied_pair(of('a'), of('b'), two_models(), note);
    CHECK(pairs == "a.0.weight - b.0.weight; a.1.weight - b.1.weight; ");
    pairs.clear();
    for_each_tied_pair(weights["b.0.weight"], weights["a.0.weight"], two_models(), note);
    CHECK(pairs == "b.0.weight - a.0.weight; ");
}

TEST_CASE("places that do not make pairs are refused in a sentence") {
    const auto blocks = two_models();
    CHECK_NOTHROW(require_pairs(of('a'), of('b'), blocks));
    CHECK_THROWS_WITH(
        require_pairs(weights["a.0.weight"], of('b'), blocks),
        "tie: needs as many blocks in weights[\"a.0.weight\"] as in weights.such(...), got 1 and 2; "
        "the model has a.0.weight, a.1.weight, b.0.weight, b.1.weight");
    CHECK_THROWS_WITH(
        require_pairs(weights["c"], weights["d"], blocks),
        "tie: needs as many blocks in weights[\"c\"] as in weights[\"d\"], got 0 and 0; the model has "
        "a.0.weight, a.1.weight, b.0.weight, b.1.weight");
    CHECK_THROWS_WITH(require_pairs(weights["a.0.weight"], weights["a.0.weight"], blocks),
                      "tie: the block 'a.0.weight' cannot be tied to itself");
    CHECK_THROWS_WITH(
        require_pairs(weights["a.0.weight"], weights["b.1.weight"], blocks),
        "tie: blocks must have the same shape, got 'a.0.weight' of 3 x 2 and 'b.1.weight' of 2 x 4");
}

}  // namespace tests::penalty_tied_pairs
