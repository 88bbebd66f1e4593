// optional: needs nlohmann-json
#pragma once

#include <regula/data/read_file.hpp>
#include <regula/files/replace_file.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

static_assert(std::endian::native == std::endian::little,
              "safetensors are read and written on little-endian machines only");

/// A safetensors file: a length (8 bytes, little-endian), a header in JSON, the numbers. The header is an
/// object of blocks, and of texts under "__metadata__":
///
///     "name": {"dtype": "F32", "shape": [3, 2], "data_offsets": [begin, end]}
struct Safetensors {
    nlohmann::json header = nlohmann::json::object();
    std::string numbers = {};

    /// Adds a block. Throws std::invalid_argument for a name that is already taken.
    void add(const std::string& name, const char* dtype, const nlohmann::json& shape,
             std::string_view bytes) {
        require(!header.contains(name) && name != "__metadata__", "save: two blocks would have the name '",
                name, "'");
        header[name] = {{"dtype", dtype},
                        {"shape", shape},
                        {"data_offsets", {numbers.size(), numbers.size() + bytes.size()}}};
        numbers.append(bytes);
    }

    /// A text of the metadata; empty if there is none.
    std::string metadata(const std::string& name) const {
        const auto texts = header.find("__metadata__");
        if (texts == header.end()) return {};
        const auto found = texts->find(name);  // end() if the metadata are no object
        return found != texts->end() && found->is_string() ? found->get<std::string>() : "";
    }

    /// FNV-1a, 64 bits, as hexadecimal digits, of the header without the checksum and of the numbers.
    std::string checksum() const {
        nlohmann::json summed = header;
        summed["__metadata__"].erase("checksum");
        std::uint64_t hash = 0xcbf29ce484222325;
        const std::string words = summed.dump();
        for (const std::string* bytes : {&words, &numbers})
            for (const char c : *bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        char digits[17];
        std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
        return digits;
    }

    /// Replaces the file at the path completely or not at all, with these texts and the checksum as metadata.
    /// Throws FileError if that fails, or for a name that is not UTF-8.
    void write(const std::string& path, nlohmann::json texts) try {
        header["__metadata__"] = std::move(texts);
        header["__metadata__"]["checksum"] = checksum();
        const std::string words = header.dump();
        const std::uint64_t length = words.size();
        replace_file(path, {{reinterpret_cast<const char*>(&length), sizeof length}, words, numbers});
    } catch (const nlohmann::json::exception&) {
        throw FileError(text("save: cannot write '", path, "': a name in it is no UTF-8"));
    }
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

/// Reads a file of any tool and checks that each of its blocks lies within it, and its checksum if it has
/// one. Throws FileError.
inline Safetensors read_blocks(const std::string& path) {
    Safetensors file = read_safetensors(path);
    const auto check = [&](bool good, const std::string& why) {
        if (!good) throw FileError(text("load: '", path, "': ", why));
    };
    check(file.header.is_object(), "its header is no JSON object");
    const std::string fault = offsets_fault(file.header, file.numbers.size());
    check(fault.empty(), fault);
    if (file.metadata("format").starts_with("regula"))
        check(file.metadata("checksum") == file.checksum(),
              "its checksum is wrong: it is truncated or corrupt");
    return file;
}

}  // namespace regula::inline REGULA_ABI
