#include <regula/adversarial/margin.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::adversarial_margin {

TEST_CASE("margins by hand") {
    const Vector<double> y{{1.0, 4.0, -2.0, 3.0}};
    Vector<double> g(4);
    CHECK(class_margin(y, 1, g) == -1);
    CHECK(g == Vector<double>{{0.0, -1.0, 0.0, 1.0}});
    CHECK(class_margin(y, 2, g) == 6);
    CHECK(g == Vector<double>{{0.0, 1.0, -1.0, 0.0}});
    CHECK(class_margin_ratio(y, 1, g) == Approx(-1.0 / 3));
    CHECK(class_margin_ratio(y, 2, g) == Approx(6.0 / 3));
}

TEST_CASE("the gradients of both margins agree with differences, for each class") {
    Vector<double> g(6), unused(6);
    for (std::uint64_t seed = 1; seed < 9; ++seed)
        for (Index c = 0; c < 6; ++c) {
            const Matrix<double> y = test::drawn(seed, 6, 1);
            class_margin(y.col(0), c, g);
            CHECK((g - test::differences(y, [&](const auto& at) {
                       return class_margin(at.col(0), c, unused);
                   })).norm() < 1e-8);
            class_margin_ratio(y.col(0), c, g);
            CHECK((g - test::differences(y, [&](const auto& at) {
                       return class_margin_ratio(at.col(0), c, unused);
                   })).norm() < 1e-7 * (1 + g.norm()));
        }
}

TEST_CASE("the ratio does not change with the scale and the offset of the outputs") {
    const Vector<double> y = test::drawn(3, 5);
    const Vector<double> scaled = (40 * y.array() + 7).matrix();
    Vector<double> g(5);
    CHECK(class_margin_ratio(scaled, 2, g) == Approx(class_margin_ratio(y, 2, g)).epsilon(1e-12));
}

TEST_CASE("one output is the score of class 1 beside a 0") {
    const Vector<double> y{{0.7}};
    Vector<double> g(1);
    CHECK(class_margin(y, 0, g) == 0.7);
    CHECK(g(0) == 1);
    CHECK(class_margin(y, 1, g) == -0.7);
    CHECK(g(0) == -1);
    CHECK(class_of(y) == 1);
    CHECK(class_of(y, 0.8) == 0);
}

TEST_CASE("equal outputs have ratio 0, and two classes have none") {
    Vector<double> g(3);
    CHECK(class_margin_ratio(Vector<double>{{2.0, 2.0, 2.0}}, 1, g) == 0);
    CHECK(g.norm() == 0);
    Vector<double> two(2);
    CHECK_THROWS_WITH(class_margin_ratio(Vector<double>{{1.0, 2.0}}, 1, two),
                      "class_margin_ratio: needs k >= 3 classes, got 2");
}

}  // namespace tests::adversarial_margin
