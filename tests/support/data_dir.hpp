#pragma once

#include "support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace regula::test {

/// The path of a file of real data, or an empty string, with a warning, if it is missing.
///
/// $REGULA_DATA is the directory of the data; the default is a directory beside the source.
inline std::string real_data(const std::string& name) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const char* chosen = std::getenv("REGULA_DATA");
#ifdef REGULA_SOURCE_DIR
    fs::path directory = fs::path{REGULA_SOURCE_DIR} / "../shared/data";
#else
    fs::path directory = "../shared/data";
    for (int up = 0; up < 6 && !fs::exists(directory, ignored); ++up) directory = ".." / directory;
#endif
    if (chosen) directory = chosen;
    if (fs::exists(directory / name, ignored)) return (directory / name).string();
    WARN("skipped: " << name << " is not in " << directory.string() << "; set REGULA_DATA");
    return {};
}

}  // namespace regula::test
