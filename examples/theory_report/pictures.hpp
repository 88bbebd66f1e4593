#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace example {

/// A picture of the chapter, drawn from runs of the library.
struct Picture {
    std::string name;  ///< of the file, without .svg
    std::string caption;
};

/// Draws them all into a directory, in the order of the book. The seed is of the data.
std::vector<Picture> draw_chapter(const std::string& directory, std::uint64_t seed);

}  // namespace example
