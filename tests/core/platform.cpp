#include <regula/core/platform.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

#include <array>
#include <cstring>

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

TEST_CASE("a vector has products of the lower 32 bits of its numbers") {
    constexpr std::size_t width = sizeof(Wide) / sizeof(std::uint64_t);
    std::array<std::uint32_t, width> numbers;
    for (std::uint32_t i = 0; i < width; ++i) numbers[i] = 0xffffffff - i;
    const Wide a = load_wide(numbers.data()), upper = Wide{} + (std::uint64_t{5} << 32);
    const Wide product = multiply_lower(a + upper, a), sum = a + upper;
    std::array<std::uint64_t, width> products, sums;
    std::memcpy(products.data(), &product, sizeof product);
    std::memcpy(sums.data(), &sum, sizeof sum);
    for (std::size_t i = 0; i < width; ++i) {
        CHECK(sums[i] == (std::uint64_t{5} << 32) + numbers[i]);
        CHECK(products[i] == std::uint64_t{numbers[i]} * numbers[i]);
    }
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
