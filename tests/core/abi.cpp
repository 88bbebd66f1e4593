#include <regula/core/abi.hpp>

#include <regula/core/error.hpp>

#include "support/catch.hpp"

#define AS_TEXT(words) #words
#define TEXT_OF(macro) AS_TEXT(macro)

using namespace regula;

namespace tests::core_abi {

TEST_CASE("the namespace is named after all that changes layouts") {
#if defined(_GLIBCXX_DEBUG)
    const char* const containers = "d";
#else
    const char* const containers = "";
#endif
    CHECK(TEXT_OF(REGULA_ABI) == text("v", REGULA_VERSION_MAJOR, "_", REGULA_VERSION_MINOR, "_e",
                                      EIGEN_MAJOR_VERSION, "_a", EIGEN_MAX_ALIGN_BYTES, "_s",
                                      EIGEN_MAX_STATIC_ALIGN_BYTES, containers));
}

}  // namespace tests::core_abi
