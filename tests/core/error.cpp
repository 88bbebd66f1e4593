#include <regula/core/error.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a sentence is put together from parts of any type") {
    CHECK(text("L2: strength must be >= 0, got ", -0.1) == "L2: strength must be >= 0, got -0.1");
    CHECK(text("a ", Index{3}, " x ", std::size_t{4}, std::string{" matrix"}) == "a 3 x 4 matrix");
}

TEST_CASE("require throws its sentence, and only if the condition fails") {
    CHECK_NOTHROW(require(true, "never"));
    CHECK_THROWS_AS(require(false, "no"), std::invalid_argument);
    CHECK_THROWS_WITH(require(1 > 2, "one must be > 2, got ", 1), "one must be > 2, got 1");
}

TEST_CASE("a file's error is a runtime error, not a misuse") {
    static_assert(std::is_base_of_v<std::runtime_error, FileError>);
    static_assert(!std::is_base_of_v<std::logic_error, FileError>);
    CHECK(std::string{FileError{"load: gone"}.what()} == "load: gone");
}
