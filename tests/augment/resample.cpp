#include <regula/augment/resample.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("sampling is exact on pixels, and between them of what is bilinear", "", float, double) {
    const Shape shape{4, 5};
    const auto x = random_images<TestType>(shape, 1);
    const auto f = [](double a, double b) { return 1 + 2 * a - 3 * b + 0.5 * a * b; };
    const auto g = images_of<TestType>(shape, f);
    Workspace<TestType> memory{shape};
    Flow<TestType> flow{shape, memory};
    for (const Border border : {Border::constant, Border::edge, Border::reflect, Border::wrap}) {
        flow.start();
        resample(shape, x, flow.x, flow.y, border, 0.5, flow.frame, flow.dx);
        CHECK(flow.dx.matrix() == x);
        Draw{Key{1}, 0}.fill(flow.x);
        Draw{Key{2}, 0}.fill(flow.y);
        flow.x = 2 * flow.x + 2;
        flow.y = TestType(1.5) * flow.y + TestType(1.5);
        resample(shape, g, flow.x, flow.y, border, 0.5, flow.frame, flow.dx);
        for (Index n = 0; n < 20; ++n)
            CHECK(std::abs(static_cast<double>(flow.dx[n]) -
                           f(static_cast<double>(flow.x[n]) - 2, static_cast<double>(flow.y[n]) - 1.5)) <
                  40 * std::numeric_limits<TestType>::epsilon());
    }
}

TEST_CASE("beyond the border there is what the border shows, and half of it on the way") {
    const Shape shape{1, 3};
    Matrix<double> line(3, 1);
    line << 1, 2, 4;
    Workspace<double> memory{shape};
    Vector<double> x(3), y = Vector<double>::Zero(3), found(3);
    x << -0.5, 2.25, 5;
    const auto at = [&](Border border) {
        resample(shape, line, x, y, border, 9, memory.frame(), found);
        return found;
    };
    CHECK(at(Border::constant) == Vector<double>{{5, 5.25, 9}});
    CHECK(at(Border::edge) == Vector<double>{{1, 4, 4}});
    CHECK(at(Border::reflect) == Vector<double>{{1.5, 3.5, 2}});
    CHECK(at(Border::wrap) == Vector<double>{{2.5, 3.25, 4}});
}
