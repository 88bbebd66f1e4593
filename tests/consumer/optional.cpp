// A program of headers that need more than Eigen: nlohmann-json by regula::files, zlib by regula::gz.
#include <regula/data/gz.hpp>
#include <regula/files/checkpoint.hpp>

#include <cstdio>
#include <exception>

int main() try {
    regula::Parameters<double> saved;
    saved.add({.name = "weights", .rows = 3, .cols = 2});
    saved["weights"] << 1, -2, 0.3, 4, 5, 6;
    regula::Parameters<double> loaded = saved;
    loaded.vector().setZero();
    regula::save("optional.safetensors", saved);
    regula::load("optional.safetensors", loaded);
    // What is not packed, read_gz reads as it is.
    const std::string bytes = regula::read_gz("optional.safetensors");
    const bool right = loaded.vector() == saved.vector() && bytes.find("\"weights\"") != std::string::npos;
    std::puts(right ? "right" : "wrong");
    return right ? 0 : 1;
} catch (const std::exception& error) {
    std::puts(error.what());
    return 1;
}
