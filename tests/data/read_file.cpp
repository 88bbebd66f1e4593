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

TEST_CASE("the first bytes of a file are read alone") {
    const test::TemporaryFile file{"some bytes"};
    for (const std::size_t most : {0, 1, 4, 9, 10, 11})
        CHECK(read_file(file.path(), most) == std::string{"some bytes"}.substr(0, most));
}

TEST_CASE("a file that is larger than the memory is an error of the file") {
    std::string bytes = "some";
    CHECK_THROWS_AS(make_room(bytes, std::string::npos, "all"), FileError);
    CHECK_THROWS_WITH(make_room(bytes, bytes.max_size() + 1, "all"),
                      ContainsSubstring("all: is too large for the memory"));
    CHECK(bytes == "some");
}

}  // namespace tests::data_read_file
