// optional: needs <filesystem>: programs that save nothing need not compile it
#pragma once

#include <regula/core/error.hpp>
#include <regula/core/platform.hpp>

#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace regula::inline REGULA_ABI {

/// Replaces a file whole or not at all, even if the program or the machine stops in between: writes a new
/// file beside it, flushes that to the disk and renames it. Throws FileError if that is not possible; the old
/// file then stays, and the new one is removed.
inline void replace_file(const std::string& path, std::initializer_list<std::string_view> pieces) {
    const std::string beside = path + ".part";
    std::FILE* file = std::fopen(beside.c_str(), "wb");
    bool good = file != nullptr;
    for (const std::string_view piece : pieces)
        good = good && std::fwrite(piece.data(), 1, piece.size(), file) == piece.size();
    good = good && std::fflush(file) == 0 && to_disk(file);
    if (file != nullptr) good = (std::fclose(file) == 0) && good;
    std::error_code error, ignored;
    if (good) std::filesystem::rename(beside, path, error);
    if (file != nullptr && (!good || error))
        std::filesystem::remove(beside, ignored);  // frees space on a full disk
    if (!good) throw FileError(text("save: cannot write '", beside, "'"));
    if (error) throw FileError(text("save: cannot rename '", beside, "' to '", path, "': ", error.message()));
    const std::string directory = std::filesystem::path{path}.parent_path().string();
    names_to_disk(directory.empty() ? "." : directory.c_str());
}

}  // namespace regula::inline REGULA_ABI
