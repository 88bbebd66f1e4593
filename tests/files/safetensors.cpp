#include <regula/files/safetensors.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::files_safetensors {

std::string file_of(std::uint64_t length, const std::string& rest) {
    return std::string{reinterpret_cast<const char*>(&length), 8} + rest;
}

std::string refused(const std::string& path) {
    try {
        read_safetensors(path);
    } catch (const FileError& error) {
        return std::string{error.what()}.substr(("load: '" + path + "': ").size());
    }
    return "nothing";
}

/// A header with blocks a, b, c ... at these offsets.
nlohmann::json with(const std::vector<std::array<std::size_t, 2>>& offsets) {
    nlohmann::json header{{"__metadata__", {{"format", "pt"}}}};
    for (std::size_t i = 0; i < offsets.size(); ++i)
        header[std::string(1, static_cast<char>('a' + i))]["data_offsets"] = offsets[i];
    return header;
}

TEST_CASE("a file is a header and numbers") {
    const std::string header = R"({"w": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}})";
    const test::TemporaryFile file{file_of(header.size(), header + "12345678")};
    const auto [read, numbers] = read_safetensors(file.path());
    CHECK(read == nlohmann::json::parse(header));
    CHECK(numbers == "12345678");
}

TEST_CASE(
    "a header that is longer than the file, or than a header may be, is refused before memory is taken") {
    const std::string longer = "its header is longer than the file; no checkpoint, or truncated";
    CHECK(refused(test::TemporaryFile{file_of(3, "{}")}.path()) == longer);
    CHECK(refused(test::TemporaryFile{file_of(~std::uint64_t{0}, "{}")}.path()) == longer);
    CHECK(refused(test::TemporaryFile{"1234567"}.path()) == "it is shorter than a header");
    CHECK(refused("/no/such/file") == "cannot open it");
    const test::TemporaryFile large{file_of(100'000'001, "{}")};
    std::filesystem::resize_file(large.path(), 200'000'000);  // takes no room on the disk
    CHECK(refused(large.path()) == "its header is longer than the 100 MB that safetensors allows");
}

TEST_CASE("JSON that is none, or nests deeper than three levels, is no header") {
    CHECK(parse_header(R"({"w": {"shape": [1]}})")["w"]["shape"][0] == 1);
    for (const std::string none :
         {"", "{", "[1,", "{\"a\": \"\xff\"}", "[[[[]]]]", "{\"a\": [[[1]]]}",
          "{\"a\": {\"b\": {\"c\": {}}}}", "{\"a\": {\"b\": [{\"c\": 1}]}, \"d\": 2}"})
        CHECK(parse_header(none).is_null());
    CHECK(parse_header(std::string(200'000, '[')).is_null());
    CHECK(parse_header(std::string(200'000, '[') + std::string(200'000, ']')).is_null());
}

TEST_CASE("blocks tile the numbers, in any order, and some may be empty") {
    CHECK(offsets_fault(with({}), 0).empty());
    CHECK(offsets_fault(with({{4, 9}, {0, 4}, {9, 12}}), 12).empty());
    CHECK(offsets_fault(with({{4, 9}, {4, 4}, {0, 0}, {0, 4}, {9, 9}}), 9).empty());
}

TEST_CASE("blocks that overlap, leave a gap, or lie outside are found") {
    CHECK(offsets_fault(with({{0, 4}, {0, 4}}), 4) == "block 'b' overlaps another");
    CHECK(offsets_fault(with({{0, 4}, {3, 8}}), 8) == "block 'b' overlaps another");
    CHECK(offsets_fault(with({{0, 8}, {2, 2}}), 8) == "block 'b' overlaps another");
    CHECK(offsets_fault(with({{0, 4}, {5, 8}}), 8) == "block 'b' leaves a gap before it");
    CHECK(offsets_fault(with({{1, 8}}), 8) == "block 'a' leaves a gap before it");
    CHECK(offsets_fault(with({{0, 5}}), 8) == "its last 3 bytes are in no block");
    CHECK(offsets_fault(with({}), 1) == "its last 1 bytes are in no block");
    CHECK(offsets_fault(with({{0, 9}}), 8) == "block 'a' lies outside of the file");
    CHECK(offsets_fault(with({{8, 0}}), 8) == "block 'a' lies outside of the file");
    const nlohmann::json none[] = {5,
                                   nullptr,
                                   {{"shape", 1}},
                                   {{"data_offsets", 1}},
                                   {{"data_offsets", {0, -1}}},
                                   {{"data_offsets", {0, 1, 2}}},
                                   {{"data_offsets", {0.5, 1}}}};
    for (const auto& block : none)
        CHECK(offsets_fault(nlohmann::json{{"a", block}}, 8) == "block 'a' lies outside of the file");
}

}  // namespace tests::files_safetensors
