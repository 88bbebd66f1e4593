#include <regula/multitask/balancing.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("FixedWeights leaves each loss its weight and has no numbers of its own") {
    CHECK(FixedWeights{}.weight(Matrix<double>{}, 3) == 1);
    CHECK_FALSE(HasTaskParameters<FixedWeights>);
    CHECK_FALSE(LearnsWeights<FixedWeights>);
    CHECK_FALSE(CombinesGradients<FixedWeights>);
}
