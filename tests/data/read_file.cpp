#include <regula/data/read_file.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::data_read_file {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("a file is read as it is stored") {
    const std::string bytes{"a\r\nb\0c\xff\n", 8};
    CHECK(read_file(test::TemporaryFile{bytes}.path()) == bytes);
    CHECK(read_file(test::TemporaryFile{""}.path()).empty());
}

TEST_CASE("a missing file is an error that names it") {
    CHECK_THROWS_AS(read_file("/no/such/file"), FileError);
    CHECK_THROWS_WITH(read_file("/no/such/file"), "/no/such/file: cannot be opened");
}

TEST_CASE("a directory is no file") {
    const auto directory = std::filesystem::temp_directory_path().string();
    CHECK_THROWS_AS(read_file(directory), FileError);
    CHECK_THROWS_WITH(read_file(directory), ContainsSubstring(directory));
}

}  // namespace tests::data_read_file
