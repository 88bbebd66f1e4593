#include <regula/files/replace_file.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::files_replace_file {

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

TEST_CASE("where it cannot write it says so, what was there stays, and no part is left") {
    CHECK_THROWS_WITH(replace_file("/no/such/directory/file", {"x"}),
                      "save: cannot write '/no/such/directory/file.part'");
    if (std::filesystem::exists("/dev/full")) {
        const test::TemporaryFile file{"old"};
        std::filesystem::create_symlink("/dev/full", file.path() + ".part");  // a full disk
        CHECK_THROWS_AS(replace_file(file.path(), {"new"}), FileError);
        CHECK(bytes_of(file.path()) == "old");
        CHECK(!std::filesystem::is_symlink(file.path() + ".part"));
    }
    const test::TemporaryFile directory;
    std::filesystem::create_directories(directory.path() + "/occupied");
    CHECK_THROWS_AS(replace_file(directory.path(), {"new"}), FileError);
    CHECK(std::filesystem::exists(directory.path() + "/occupied"));
    CHECK(!std::filesystem::exists(directory.path() + ".part"));
    const test::TemporaryFile busy{"old"};
    std::filesystem::create_directory(busy.path() + ".part");  // what is not ours stays
    CHECK_THROWS_AS(replace_file(busy.path(), {"new"}), FileError);
    CHECK(std::filesystem::remove(busy.path() + ".part"));
    CHECK(bytes_of(busy.path()) == "old");
}

}  // namespace tests::files_replace_file
