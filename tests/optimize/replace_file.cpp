#include <regula/optimize/replace_file.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::optimize_replace_file {

std::string bytes_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

TEST_CASE("a file is made of its pieces, zeros included, and replaced by a shorter one") {
    const test::TemporaryFile file;
    const std::string zeros("a\0b\n", 4);
    replace_file(file.path(), {"first ", zeros, ""});
    CHECK(bytes_of(file.path()) == "first " + zeros);
    replace_file(file.path(), {"two"});
    CHECK(bytes_of(file.path()) == "two");
    CHECK(!std::filesystem::exists(file.path() + ".part"));
}

TEST_CASE("a path without a directory is one in the current directory") {
    const test::TemporaryFile name;
    const std::string path = std::filesystem::path{name.path()}.filename().string();
    replace_file(path, {"here"});
    CHECK(bytes_of(path) == "here");
    std::filesystem::remove(path);
}

TEST_CASE("where it cannot write it says so, and what was there stays") {
    CHECK_THROWS_WITH(replace_file("/no/such/directory/file", {"x"}),
                      "save: cannot write '/no/such/directory/file.part'");
    if (std::filesystem::exists("/dev/full")) {
        const test::TemporaryFile file{"old"};
        std::filesystem::create_symlink("/dev/full", file.path() + ".part");  // a full disk
        CHECK_THROWS_AS(replace_file(file.path(), {"new"}), FileError);
        CHECK(bytes_of(file.path()) == "old");
        std::filesystem::remove(file.path() + ".part");
    }
}

}  // namespace tests::optimize_replace_file
