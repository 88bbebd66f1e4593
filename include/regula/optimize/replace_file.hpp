// optional: needs POSIX, to bring a file to the disk; elsewhere it is left to the system
#pragma once

#include <regula/core/error.hpp>

#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace regula::inline REGULA_ABI {

/// Replaces a file whole or not at all, whatever ends the program or the machine meanwhile: writes beside it, brings
/// that to the disk and renames it. Throws FileError if that is not possible; what was there then stays.
inline void replace_file(const std::string& path, std::initializer_list<std::string_view> pieces) {
    const std::string beside = path + ".part";
    std::FILE* file = std::fopen(beside.c_str(), "wb");
    bool good = file != nullptr;
    for (const std::string_view piece : pieces)
        good = good && std::fwrite(piece.data(), 1, piece.size(), file) == piece.size();
    good = good && std::fflush(file) == 0;
#if __has_include(<unistd.h>)
    good = good && fsync(fileno(file)) == 0;
#endif
    if (file != nullptr) good = (std::fclose(file) == 0) && good;
    if (!good) throw FileError(text("save: cannot write '", beside, "'"));
    std::error_code error;
    std::filesystem::rename(beside, path, error);
    if (error) throw FileError(text("save: cannot rename '", beside, "' to '", path, "': ", error.message()));
#if __has_include(<unistd.h>)
    const std::string parent = std::filesystem::path{path}.parent_path().string();
    const int directory = open(parent.empty() ? "." : parent.c_str(), O_RDONLY);
    if (directory >= 0) {
        fsync(directory);  // some file systems cannot, and need not
        close(directory);
    }
#endif
}

}  // namespace regula::inline REGULA_ABI
