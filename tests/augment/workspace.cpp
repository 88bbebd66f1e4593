#include <regula/augment/workspace.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("planes and frame do not overlap, on the stack and beyond", "", float, double) {
    for (const Shape& shape : {Shape{7, 5}, Shape{100, 90}}) {
        Workspace<TestType> memory{shape};
        for (Index i = 0; i < 5; ++i) memory.plane(i).setConstant(static_cast<TestType>(i));
        std::fill_n(memory.frame(), Workspace<TestType>::framed(shape), TestType(5));
        for (Index i = 0; i < 5; ++i) {
            CHECK(memory.plane(i).size() == shape.pixels());
            CHECK((memory.plane(i) == static_cast<TestType>(i)).all());
        }
    }
    CHECK(Workspace<TestType>::framed({7, 5}) == 80);
}
