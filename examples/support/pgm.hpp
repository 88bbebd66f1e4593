#pragma once

#include <regula/core/shape.hpp>

#include <string>

namespace example {

/// A grey image: its shape, and its pixels row by row, from 0 (black) to 1 (white).
struct GreyImage {
    regula::Shape shape;
    regula::Vector<float> pixels;
};

/// Reads a grey image in the PGM format, as text (P2) or binary (P5). Throws regula::FileError if the file
/// cannot be read or is no such image.
GreyImage read_pgm(const std::string& path);

}  // namespace example
