// optional: needs zlib
#pragma once

#include <regula/data/idx.hpp>

#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>

namespace regula::inline REGULA_ABI {

/// The bytes of a file, unpacked if it was packed by gzip, or the first `most` of them, because a small file
/// may unpack to a thousand times its size. Throws FileError for a file that cannot be read or is damaged.
///
/// The program must be linked with zlib: -lz, or ZLIB::ZLIB.
inline std::string read_gz(const std::string& path, std::size_t most = std::string::npos) {
    std::unique_ptr<gzFile_s, int (*)(gzFile)> file{gzopen(path.c_str(), "rb"), gzclose};
    if (!file) throw FileError(text(path, ": cannot be opened"));
    gzbuffer(file.get(), 1 << 17);
    std::string bytes;
    std::size_t used = 0;
    for (int got = 1; got > 0 && used < most; used += static_cast<std::size_t>(got)) {
        constexpr std::size_t chunk = 1 << 20;
        if (bytes.size() < used + chunk) make_room(bytes, std::min(most, 2 * used + chunk), path);
        got = gzread(file.get(), bytes.data() + used,
                     static_cast<unsigned>(std::min(chunk, bytes.size() - used)));
        if (got < 0) throw FileError(text(path, ": cannot be unpacked, is damaged"));
    }
    const int end = gzclose(file.release());  // tells of a file that ends, or is left, within
    if (end != Z_OK && used < most) throw FileError(text(path, ": cannot be unpacked, is truncated"));
    bytes.resize(used);
    return bytes;
}

/// MNIST, as its two parts come.
template <class Scalar>
struct Mnist {
    Dataset<Scalar> train;
    Dataset<Scalar> test;
};

/// Reads MNIST, or a data set in its place, from a directory with the four files
///
///     {train,t10k}-images-idx3-ubyte   {train,t10k}-labels-idx1-ubyte      each plain, or packed as .gz
///
/// LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
template <class Scalar>
Mnist<Scalar> read_mnist(const std::string& directory) {
    const auto found = [&](const std::string& name) {
        const std::string plain = directory + "/" + name;
        return std::ifstream{plain} ? plain : plain + ".gz";
    };
    const auto part = [&](const std::string& name) {
        return read_idx<Scalar>(found(name + "-images-idx3-ubyte"), found(name + "-labels-idx1-ubyte"), 10,
                                read_gz);
    };
    return {part("train"), part("t10k")};
}

}  // namespace regula::inline REGULA_ABI
