#pragma once

#include <regula/data/dataset.hpp>
#include <regula/data/read_file.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace regula::inline REGULA_ABI {

/// An unsigned big-endian number of four bytes.
inline std::uint64_t big_endian(std::string_view bytes, std::size_t at) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

/// The number of data bytes in the header of an IDX file of unsigned bytes, at most 2^62. Throws
/// FileError for another header.
///
///     magic: 0, 0, 8 (unsigned bytes), dimensions    dimensions x size: 32 bits, big-endian    data
inline std::uint64_t idx_size(std::string_view header, std::size_t dimensions, const std::string& path) {
    if (header.substr(0, 2) == "\x1f\x8b")
        throw FileError(text(path, ": is compressed; unpack it, or read it with regula/data/gz.hpp"));
    if (header.size() < 4 + 4 * dimensions) throw FileError(text(path, ": ends within the IDX header"));
    const std::uint64_t magic = big_endian(header, 0);
    if (magic != 0x800 + dimensions)
        throw FileError(text(path, ": IDX magic number must be ", 0x800 + dimensions, ", got ", magic));
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    std::uint64_t all = 1;
    for (std::size_t d = 1; d <= dimensions; ++d) {
        const std::uint64_t size = big_endian(header, 4 * d);
        if (size == 0) throw FileError(text(path, ": dimension ", d, " is zero"));
        all = size > most / all ? most : all * size;
    }
    return all;
}

/// The bytes of an IDX file of this many dimensions; its data start at 4 + 4 * dimensions. One byte more is
/// read than its header says, so that a packed file does not fill the memory. Throws FileError unless it is
/// complete and ends with its data.
inline std::string idx_bytes(const std::string& path, std::size_t dimensions, const auto& read) {
    const std::size_t start = 4 + 4 * dimensions;
    const std::uint64_t size = idx_size(read(path, start), dimensions, path);
    std::string bytes = read(path, start + size + 1);
    const std::size_t left = bytes.size() - std::min(start, bytes.size());
    if (left < size) throw FileError(text(path, ": is truncated, has ", left, " bytes of data, needs more"));
    if (left > size) throw FileError(text(path, ": has bytes after its ", size, " of data"));
    return bytes;
}

/// The images of an IDX file (magic number 2051): pixels x images, scaled from 0 ... 255 to [0, 1]. An
/// image's pixels run row by row, as they are stored.
///
/// `read(path, most)` gives the first bytes of a file, `most` or all if it has fewer; read_gz of gz.hpp reads
/// compressed files.
template <class Scalar>
Matrix<Scalar> read_idx_images(const std::string& path, const auto& read) {
    const std::string bytes = idx_bytes(path, 3, read);
    const auto images = static_cast<Index>(big_endian(bytes, 4));
    const auto pixels = static_cast<Index>(big_endian(bytes, 8) * big_endian(bytes, 12));
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data()) + 16;
    using Stored = Eigen::Matrix<unsigned char, Eigen::Dynamic, Eigen::Dynamic>;
    return Scalar(1.0 / 255) * Eigen::Map<const Stored>(data, pixels, images).template cast<Scalar>();
}

/// The labels of an IDX file (magic number 2049).
inline Labels read_idx_labels(const std::string& path, const auto& read) {
    const std::string bytes = idx_bytes(path, 1, read);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data()) + 8;
    using Stored = Eigen::Matrix<unsigned char, Eigen::Dynamic, 1>;
    return Eigen::Map<const Stored>(data, static_cast<Index>(bytes.size() - 8)).template cast<int>();
}

/// Labelled images from two IDX files, as MNIST has them. The classes are named by their numbers.
template <class Scalar>
Dataset<Scalar> read_idx(const std::string& images_path, const std::string& labels_path, Index classes,
                         const auto& read) {
    Dataset<Scalar> data{.inputs = read_idx_images<Scalar>(images_path, read),
                         .labels = read_idx_labels(labels_path, read)};
    if (data.labels.size() != data.size())
        throw FileError(text(labels_path, ": has ", data.labels.size(), " labels for the ", data.size(),
                             " images of ", images_path));
    if (data.labels.maxCoeff() >= classes)
        throw FileError(
            text(labels_path, ": labels must lie in 0 ... ", classes - 1, ", got ", data.labels.maxCoeff()));
    for (Index c = 0; c < classes; ++c) data.class_names.push_back(std::to_string(c));
    return data;
}

template <class Scalar>
Matrix<Scalar> read_idx_images(const std::string& path) {
    return read_idx_images<Scalar>(path, read_file);
}

inline Labels read_idx_labels(const std::string& path) { return read_idx_labels(path, read_file); }

template <class Scalar>
Dataset<Scalar> read_idx(const std::string& images_path, const std::string& labels_path, Index classes = 10) {
    return read_idx<Scalar>(images_path, labels_path, classes, read_file);
}

}  // namespace regula::inline REGULA_ABI
