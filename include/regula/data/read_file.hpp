#pragma once

#include <regula/core/error.hpp>

#include <algorithm>
#include <exception>
#include <fstream>
#include <ios>
#include <string>

namespace regula::inline REGULA_ABI {

/// Allocates bytes for a file of this length. Throws FileError without enough memory.
inline void make_room(std::string& bytes, std::size_t size, const std::string& path) {
    try {
        bytes.resize(size);
    } catch (const std::exception&) {
        throw FileError(text(path, ": is too large for the memory: ", size, " bytes"));
    }
}

/// The bytes of a file as they are stored, or the first `most` of them. Throws FileError if it cannot be
/// read.
inline std::string read_file(const std::string& path, std::size_t most = std::string::npos) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    if (!file) throw FileError(text(path, ": cannot be opened"));
    const auto size = static_cast<std::streamoff>(file.tellg());
    const bool sensible = size >= 0 && size < std::streamoff{1} << 40;  // a directory reports nonsense
    std::string bytes;
    if (sensible) make_room(bytes, std::min(most, static_cast<std::size_t>(size)), path);
    file.seekg(0).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!sensible || !file) throw FileError(text(path, ": cannot be read"));
    return bytes;
}

}  // namespace regula::inline REGULA_ABI
