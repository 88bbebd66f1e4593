#include <regula/model/classes.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_classes {

TEST_CASE("the class is the largest output, of one output its sign") {
    CHECK(classes(Matrix<double>{{1, 0, 2}, {3, -1, 2}, {2, -2, 1}}) == Labels{{1, 0, 0}});
    CHECK(classes(Matrix<float>{{-1, 0, 2}}) == Labels{{0, 0, 1}});
    CHECK(class_of(Vector<double>{{0.4}}, 0.5) == 0);
    CHECK(class_of(Vector<double>{{0.6}}, 0.5) == 1);
    CHECK(class_of(Vector<double>{{std::nan("")}}) == -1);
    CHECK(class_of(Vector<double>{{1, 2, std::nan("")}}) == -1);
}

TEST_CASE("classes need scores") {
    CHECK_THROWS_WITH(classes(Matrix<double>{}), "classes: needs outputs, got 0 x 0");
    CHECK_THROWS_WITH(classes(Matrix<double>{{0}, {std::nan("")}}), "classes: a score is NaN");
}

}  // namespace tests::model_classes
