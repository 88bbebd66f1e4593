#include <regula/model/term_list.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_term_list {

TEST_CASE("terms of one name are added up, in the order in which the names came first") {
    TermList list;
    for (int step = 0; step < 2; ++step) {
        list.clear();
        list.add("loss", 2);
        list.add("tie", 0.5);
        list.add("loss", -0.25);
        REQUIRE(list.terms().size() == 2);
        CHECK(list.terms()[0].name == "loss");
        CHECK(list.terms()[0].value == 1.75);
        CHECK(list.terms()[1].name == "tie");
        CHECK(list.terms()[1].value == 0.5);
    }
    list.clear();
    CHECK(list.terms().empty());
    list.add("other", 3);
    CHECK(list.terms()[0].name == "other");
    CHECK(list.terms()[0].value == 3);
}

}  // namespace tests::model_term_list
