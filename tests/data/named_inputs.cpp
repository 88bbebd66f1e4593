#include <regula/data/named_inputs.hpp>

#include "support/catch.hpp"

#include <cmath>

using namespace regula;

namespace tests::data_named_inputs {

/// Three rows of two columns of numbers, one of them with a sign of equality in its name, and two of words.
Table<double> people(double second_city = 2) {
    return {.columns = {"age", "city", "a=x", "a"},
            .values = Matrix<double>{{30, 40, 50}, {1, second_city, 0}, {7, 8, 9}, {0, 0, 1}},
            .words = {{}, {"Bern", "Rom", "Ulm"}, {}, {"b", "c"}}};
}

TEST_CASE("inputs come by their names, in the order of the names") {
    CHECK(named_inputs(people(), {"a=x", "age"}) == Matrix<double>{{7, 8, 9}, {30, 40, 50}});
    CHECK(named_inputs(people(), {}).rows() == 0);
}

TEST_CASE("names of one_hot find their words, in a table with fewer words or in another order") {
    const std::vector<std::string> names{"city=Bern", "age", "city=Rom", "city=Ulm"};
    CHECK(named_inputs(people(), names) == Matrix<double>{{0, 0, 1}, {30, 40, 50}, {1, 0, 0}, {0, 1, 0}});
    const auto wide = one_hot(one_hot(people(), "city"), "a");
    CHECK(named_inputs(people(), wide.columns) == wide.values);
    Table<double> fewer{.columns = {"city", "age"}, .values = Matrix<double>{{1, 0}, {4, 5}}};
    fewer.words = {{"Rom", "Ulm"}, {}};
    CHECK(named_inputs(fewer, names) == Matrix<double>{{0, 0}, {4, 5}, {0, 1}, {1, 0}});
}

TEST_CASE("a missing word is missing in each of its columns") {
    const auto inputs = named_inputs(people(std::nan("")), {"city=Bern", "city=Rom", "city=Ulm"});
    CHECK(inputs.col(1).array().isNaN().all());
    CHECK(inputs.col(0) == Eigen::Vector3d{0, 1, 0});
}

TEST_CASE("what a model has not learned is refused in a sentence") {
    CHECK_THROWS_WITH(named_inputs(people(), {"city=Bern", "city=Rom"}),
                      "named_inputs: column 'city' holds 'Ulm', expected one of: Bern, Rom");
    CHECK_THROWS_WITH(named_inputs(people(), {"height"}),
                      "Table: no column 'height' among age, city, a=x, a");
    CHECK_THROWS_WITH(named_inputs(people(), {"town=Bern"}),
                      "Table: no column 'town=Bern' among age, city, a=x, a");
    CHECK_THROWS_WITH(named_inputs(people(), {"city"}),
                      "named_inputs: column 'city' holds words, expected numbers");
    CHECK_THROWS_WITH(named_inputs(people(), {"age=30"}),
                      "named_inputs: column 'age' holds numbers, expected words");
}

}  // namespace tests::data_named_inputs
