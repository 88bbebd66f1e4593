// optional: needs nlohmann-json
#pragma once

#include <regula/data/read_file.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A safetensors file: a length (8 bytes, little-endian), a header in JSON, the numbers. The header is an
/// object of blocks, and of texts under "__metadata__":
///
///     "name": {"dtype": "F32", "shape": [3, 2], "data_offsets": [begin, end]}
struct Safetensors {
    nlohmann::json header;
    std::string numbers;
};

/// Parses a header as JSON. Returns null if it is not JSON or nests deeper than a header, a block and its
/// shape: code for JSON recurses at each level, and the file decides the number of levels.
inline nlohmann::json parse_header(const std::string& bytes, int levels = 3) {
    bool shallow = true;
    const auto look = [&](int level, nlohmann::json::parse_event_t event, const nlohmann::json&) {
        using Event = nlohmann::json::parse_event_t;
        const bool opens = event == Event::object_start || event == Event::array_start;
        shallow = shallow && !(opens && level >= levels);
        return shallow;
    };
    auto header = nlohmann::json::parse(bytes, look, false);
    if (!shallow || header.is_discarded()) return nullptr;
    return header;
}

/// Reads a file. Throws FileError, "load: 'path': ...", if it is missing or shorter than its stated length;
/// the header's content is not checked.
inline Safetensors read_safetensors(const std::string& path) {
    const auto check = [&](bool good, const char* why) {
        if (!good) throw FileError(text("load: '", path, "': ", why));
    };
    std::ifstream file{path, std::ios::binary};
    check(static_cast<bool>(file), "cannot open it");
    std::uint64_t length = 0;
    file.read(reinterpret_cast<char*>(&length), sizeof length);
    check(static_cast<bool>(file), "it is shorter than a header");
    std::error_code error;
    const std::uint64_t all = std::filesystem::file_size(path, error);
    check(!error && all >= sizeof length && length <= all - sizeof length,
          "its header is longer than the file; no checkpoint, or truncated");
    check(length <= 100'000'000, "its header is longer than the 100 MB that safetensors allows");
    std::string header, numbers;
    make_room(header, length, path);
    make_room(numbers, all - sizeof length - length, path);
    file.read(header.data(), static_cast<std::streamsize>(header.size()));
    file.read(numbers.data(), static_cast<std::streamsize>(numbers.size()));
    check(static_cast<bool>(file), "it ends too early");
    return {parse_header(header), std::move(numbers)};
}

/// Describes the fault in the offsets of a header; empty if the blocks tile `bytes` bytes, each byte in one
/// block. The file then holds the data of all its blocks.
inline std::string offsets_fault(const nlohmann::json& header, std::size_t bytes) {
    struct Span {
        std::size_t begin, end;
        std::string name;
    };
    std::vector<Span> spans;
    for (const auto& [name, block] : header.items()) {
        if (name == "__metadata__") continue;
        const auto offsets = block.find("data_offsets");  // end() if it is not an object
        const bool pair = offsets != block.end() && offsets->is_array() && offsets->size() == 2 &&
                          (*offsets)[0].is_number_unsigned() && (*offsets)[1].is_number_unsigned();
        const Span span{pair ? (*offsets)[0].get<std::size_t>() : 0,
                        pair ? (*offsets)[1].get<std::size_t>() : 0, name};
        if (!pair || span.begin > span.end || span.end > bytes)
            return text("block '", name, "' lies outside of the file");
        spans.push_back(span);
    }
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::size_t end = 0;
    for (const Span& span : spans) {
        if (span.begin != end)
            return text("block '", span.name,
                        span.begin < end ? "' overlaps another" : "' leaves a gap before it");
        end = span.end;
    }
    return end == bytes ? "" : text("its last ", bytes - end, " bytes are in no block");
}

}  // namespace regula::inline REGULA_ABI
