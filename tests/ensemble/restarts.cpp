#include <regula/ensemble/restarts.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("restarts give every member all of the data") {
    const Dataset<double> data{.inputs = Matrix<double>(2, 3), .targets = Matrix<double>(1, 3)};
    CHECK(Restarts{.members = 4}.count() == 4);
    CHECK(Restarts{.members = 4}.subsample(data, Key{1}, 3) == Subsample{});
    CHECK_THROWS_WITH(Restarts{.members = 0}.check(data), "Restarts: members must be >= 1, got 0");
}
