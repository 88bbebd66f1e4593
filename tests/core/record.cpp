#include <regula/core/record.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_record {

static const Record record{.epoch = 3,
                           .objective = {{"loss", 0.5}, {"L2 on weights", 0.25}},
                           .metrics = {{"validation_loss", 0.75}}};

TEST_CASE("terms and metrics are found by name") {
    CHECK(record.at("loss") == 0.5);
    CHECK(record.at("L2 on weights") == 0.25);
    CHECK(record.at("validation_loss") == 0.75);
}

TEST_CASE("the objective is the sum of its terms, without the metrics") {
    CHECK(record.sum_of_terms() == 0.75);
    CHECK(Record{}.sum_of_terms() == 0);
}

TEST_CASE("an unknown name is refused with those that there are") {
    CHECK_THROWS_AS(record.at("accuracy"), std::invalid_argument);
    CHECK_THROWS_WITH(record.at("accuracy"),
                      "no metric named 'accuracy' in this run, which has: "
                      "validation_loss, loss, L2 on weights, objective");
}

TEST_CASE("a term that was not measured is no number") { CHECK(std::isnan(Term{"loss"}.value)); }

}  // namespace tests::core_record
