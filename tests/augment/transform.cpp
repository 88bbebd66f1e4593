#include <regula/augment/transform.hpp>

#include <regula/augment/brightness.hpp>
#include <regula/augment/rotate.hpp>
#include <regula/augment/sometimes.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a transform moves coordinates or changes pixels, and only those are chained") {
    STATIC_REQUIRE(CoordinateTransform<Rotate>);
    STATIC_REQUIRE_FALSE(PixelTransform<Rotate>);
    STATIC_REQUIRE(PixelTransform<Brightness>);
    STATIC_REQUIRE_FALSE(CoordinateTransform<Brightness>);
    STATIC_REQUIRE(CoordinateTransform<Sometimes<Rotate>>);
    STATIC_REQUIRE_FALSE(PixelTransform<Sometimes<Rotate>>);
    STATIC_REQUIRE(PixelTransform<Sometimes<Brightness>>);
    STATIC_REQUIRE_FALSE(Transform<int>);
    const auto chain = Rotate{15} | Brightness{0.1} | Rotate{10};
    STATIC_REQUIRE(std::is_same_v<decltype(chain), const Chain<Rotate, Brightness, Rotate>>);
    CHECK(std::get<0>(chain.parts).degrees.high == 15);
    CHECK(std::get<1>(chain.parts).by.high == 0.1);
    CHECK(std::get<2>(chain.parts).degrees.high == 10);
}
