#include <regula/update/clip_norm.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a gradient that is too long keeps its direction", "", float, double) {
    Vector<TestType> g(3);
    g << 2, -4, std::sqrt(TestType(5));  // of length 5
    const Vector<TestType> before = g;
    ClipNorm{5.001}.clip(g);
    CHECK(g == before);
    ClipNorm{2}.clip(g);
    CHECK((2.5 * g - before).norm() <= 1e-5);
}

TEST_CASE("a gradient whose squares overflow is clipped, not zeroed") {
    Vector<float> g(2);
    g << 3e30f, -4e30f;
    ClipNorm{1}.clip(g);
    CHECK((g - Eigen::Vector2f{0.6f, -0.8f}).norm() <= 1e-6f);
}

TEST_CASE("clipping by the norm allocates nothing") {
    if (!allocations_are_counted()) return;
    Vector<double> g = Vector<double>::Ones(100001);
    const auto before = allocations();
    ClipNorm{0.3}.clip(g);
    CHECK(allocations() == before);
    CHECK(std::abs(g.norm() - 0.3) <= 1e-12);
}

TEMPLATE_TEST_CASE("gradients of any size and of a fixed shape are clipped", "", float, double) {
    const TestType most = std::numeric_limits<TestType>::max();
    for (const TestType size : {TestType(0.7), std::sqrt(most), most, 1 / most}) {
        Eigen::Matrix<TestType, 3, 3> g = Eigen::Matrix<TestType, 3, 3>::Constant(size);
        ClipNorm{0.3}.clip(g);
        CHECK(std::abs(g.norm() - (size > 1e-3 ? 0.3 : 0)) <= 1e-6);
    }
}

TEST_CASE("a norm to clip at must be positive") {
    CHECK_THROWS_WITH(ClipNorm{0}.check(), "ClipNorm: max_norm must be > 0, got 0");
}
