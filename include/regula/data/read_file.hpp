#pragma once

#include <regula/core/error.hpp>

#include <fstream>
#include <ios>
#include <string>

namespace regula::inline REGULA_ABI {

/// The bytes of a file as they are stored. Throws FileError if it cannot be read.
inline std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    if (!file) throw FileError(text(path, ": cannot be opened"));
    const auto size = file.tellg();
    std::string bytes;
    if (size >= 0 && size < std::streamoff{1} << 40) {  // a directory reports nonsense
        bytes.resize(static_cast<std::size_t>(size));
        file.seekg(0).read(bytes.data(), size);
    }
    if (!file || file.gcount() != size) throw FileError(text(path, ": cannot be read"));
    return bytes;
}

}  // namespace regula::inline REGULA_ABI
