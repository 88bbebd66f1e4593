// optional: needs zlib
#pragma once

#include <regula/data/idx.hpp>

#include <zlib.h>

#include <fstream>
#include <memory>
#include <string>

namespace regula::inline REGULA_ABI {

/// The bytes of a file, unpacked if it was packed by gzip. Throws FileError if it cannot be read, or is
/// damaged.
///
/// The program must be linked with zlib: -lz, or ZLIB::ZLIB.
inline std::string read_gz(const std::string& path) {
    std::unique_ptr<gzFile_s, int (*)(gzFile)> file{gzopen(path.c_str(), "rb"), gzclose};
    if (!file) throw FileError(text(path, ": cannot be opened"));
    gzbuffer(file.get(), 1 << 17);
    std::string bytes;
    std::size_t used = 0;
    for (int got = 1; got > 0; used += static_cast<std::size_t>(got)) {
        constexpr unsigned chunk = 1 << 20;
        if (bytes.size() < used + chunk) bytes.resize(2 * used + chunk);
        got = gzread(file.get(), bytes.data() + used, chunk);
        if (got < 0) throw FileError(text(path, ": cannot be unpacked, is damaged"));
    }
    if (gzclose(file.release()) != Z_OK) throw FileError(text(path, ": cannot be unpacked, is truncated"));
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
