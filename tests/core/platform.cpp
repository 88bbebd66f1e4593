#include <regula/core/platform.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::core_platform {

struct Thing {};

TEST_CASE("the type in a signature is found, whoever's compiler wrote it") {
    CHECK(type_in("constexpr std::string_view regula::v0_1::signature() [with T = regula::v0_1::L1; "
                  "std::string_view = std::basic_string_view<char>]") == "regula::v0_1::L1");
    CHECK(type_in("std::string_view regula::v0_1::signature() [T = regula::v0_1::Sum<A, B>]") ==
          "regula::v0_1::Sum<A, B>");
    const std::string msvc =
        "class std::basic_string_view<char,struct std::char_traits<char> > __cdecl regula::v0_1::signature<";
    CHECK(type_in(msvc + "struct regula::v0_1::L1>(void)") == "regula::v0_1::L1");
    CHECK(type_in(msvc + "class Sum<struct A,class B>>(void)") == "Sum<struct A,class B>");
    CHECK(type_in(msvc + "int>(void)") == "int");
    CHECK(type_in(signature<int>()) == "int");
    CHECK(type_in(signature<Thing>()) == "tests::core_platform::Thing");
}

TEST_CASE("the nearest whole number is of 64 bits") {
    CHECK(round_to_index(2.5) == 3);
    CHECK(round_to_index(-2.5) == -3);
    CHECK(round_to_index(0.49) == 0);
    CHECK(round_to_index(0x1p40 + 0.75) == (Index{1} << 40) + 1);
}

TEST_CASE("a file that is written and flushed comes to the disk, and what is no file does not") {
    const test::TemporaryFile file;
    std::FILE* const open = std::fopen(file.path().c_str(), "wb");
    REQUIRE(open != nullptr);
    CHECK(std::fputs("some bytes", open) >= 0);
    CHECK(std::fflush(open) == 0);
    CHECK(to_disk(open));
    std::fclose(open);
    names_to_disk(std::filesystem::temp_directory_path().c_str());
    names_to_disk("/no/such/directory");
}

}  // namespace tests::core_platform
