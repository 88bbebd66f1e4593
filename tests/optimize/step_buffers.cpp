#include <regula/optimize/step_buffers.hpp>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::optimize_step_buffers {

TEST_CASE("statistics move by their gradient, which is cleared; other blocks keep theirs") {
    auto theta = test::two_blocks();
    theta.add({.role = Role::statistic, .name = "mean", .rows = 3, .cols = 1});
    theta["mean"].setConstant(2);
    StepBuffers<double> buffers{theta};
    REQUIRE(buffers.statistics.size() == 1);
    CHECK(buffers.gradient.size() == theta.size());
    buffers.gradient.vector().setConstant(0.5);
    const Parameters<double> before = theta;
    buffers.move_statistics(theta);
    CHECK((theta["mean"].array() == 2.5).all());
    CHECK(theta.vector().head(6) == before.vector().head(6));
    CHECK(buffers.gradient["mean"].isZero(0));
    CHECK((buffers.gradient.vector().head(6).array() == 0.5).all());
    buffers.gradient.vector().setConstant(0.5);
    buffers.clear_statistics();
    CHECK(buffers.gradient["mean"].isZero(0));
    CHECK(buffers.gradient.vector().sum() == 3);
}

}  // namespace tests::optimize_step_buffers
