// optional: needs nlohmann-json
#pragma once

#include <regula/core/parameters.hpp>
#include <regula/optimize/optimizer.hpp>

#include <nlohmann/json.hpp>

#include <bit>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

static_assert(std::endian::native == std::endian::little,
              "checkpoints are written on little-endian machines only");

/// Checkpoints are safetensors files, which other tools read too: a length (8 bytes), a header in JSON, the
/// numbers, little-endian. A block is stored as units x inputs, row by row, which are our columns. The
/// metadata hold the progress of the run and a checksum of the numbers.
class Checkpoint {
public:
    template <class Scalar>
    static constexpr const char* dtype = sizeof(Scalar) == 4 ? "F32" : "F64";

    /// FNV-1a, 64 bits, as hexadecimal digits.
    static std::string checksum(const std::string& bytes) {
        std::uint64_t hash = 0xcbf29ce484222325;
        for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        char digits[17];
        std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
        return digits;
    }

    template <class Scalar>
    void add(const std::string& name, const Parameters<Scalar>& shape, const Vector<Scalar>& values) {
        for (const Block& block : shape.blocks()) {
            const auto size = static_cast<std::size_t>(block.size()) * sizeof(Scalar);
            header_[name + block.name] = {{"dtype", dtype<Scalar>},
                                          {"shape", {block.cols, block.rows}},
                                          {"data_offsets", {numbers_.size(), numbers_.size() + size}}};
            numbers_.append(reinterpret_cast<const char*>(values.data() + block.offset), size);
        }
    }

    /// Writes to a file beside the path and renames it, so that what was there is replaced whole or not at
    /// all.
    void write(const std::string& path, nlohmann::json metadata) {
        metadata["format"] = "regula";
        metadata["checksum"] = checksum(numbers_);
        header_["__metadata__"] = metadata;
        const std::string header = header_.dump();
        const std::uint64_t length = header.size();
        const std::string beside = path + ".part";
        {
            std::ofstream file{beside, std::ios::binary};
            file.write(reinterpret_cast<const char*>(&length), sizeof length);
            file << header << numbers_ << std::flush;
            if (!file) throw FileError(text("save: cannot write '", beside, "'"));
        }
        std::error_code error;
        std::filesystem::rename(beside, path, error);
        if (error)
            throw FileError(text("save: cannot rename '", beside, "' to '", path, "': ", error.message()));
    }

    /// Reads a file whole and checks it. Throws FileError for a file that is missing, truncated, corrupt or
    /// no checkpoint.
    explicit Checkpoint(const std::string& path) : path_{path} {
        std::ifstream file{path, std::ios::binary};
        require_file(static_cast<bool>(file), "cannot open it");
        std::uint64_t length = 0;
        file.read(reinterpret_cast<char*>(&length), sizeof length);
        require_file(static_cast<bool>(file), "it is shorter than a header");
        std::error_code error;
        const std::uint64_t all = std::filesystem::file_size(path, error);
        require_file(!error && length <= all - sizeof length,
                     "its header is longer than the file; no checkpoint, or truncated");
        std::string header(length, '\0');
        numbers_.resize(all - sizeof length - length);
        file.read(header.data(), static_cast<std::streamsize>(header.size()));
        file.read(numbers_.data(), static_cast<std::streamsize>(numbers_.size()));
        require_file(static_cast<bool>(file), "it ends too early");
        header_ = nlohmann::json::parse(header, nullptr, false);
        require_file(header_.is_object() && header_.contains("__metadata__") &&
                         header_["__metadata__"].value("format", "") == "regula",
                     "it is no checkpoint of regula");
        require_file(header_["__metadata__"].value("checksum", "") == checksum(numbers_),
                     "its checksum is wrong: it is truncated or corrupt");
    }
    Checkpoint() = default;

    std::string metadata(const char* name) const {
        const auto& all = header_["__metadata__"];
        require_file(all.contains(name) && all[name].is_string(), text("it has no '", name, "'"));
        return all[name].get<std::string>();
    }

    long long number(const char* name) const {
        const std::string digits = metadata(name);
        require_file(!digits.empty() && digits.size() < 19 &&
                         digits.find_first_not_of("0123456789") == std::string::npos,
                     text("'", name, "' is no number"));
        return std::stoll(digits);
    }

    template <class Scalar>
    void get(const std::string& name, const Parameters<Scalar>& shape, Vector<Scalar>& values) const {
        values.resize(shape.size());
        for (const Block& block : shape.blocks()) {
            const auto found = header_.find(name + block.name);
            require_file(found != header_.end(),
                         text("it has no block '", name, block.name, "'; expected ", shape.text()));
            const auto size = static_cast<std::size_t>(block.size()) * sizeof(Scalar);
            const nlohmann::json expected{block.cols, block.rows};
            require_file(found->value("dtype", "") == dtype<Scalar>,
                         text("block '", name, block.name, "' holds ", found->value("dtype", "?"),
                              ", expected ", dtype<Scalar>));
            require_file(
                found->value("shape", nlohmann::json{}) == expected,
                text("block '", name, block.name, "' has the shape ",
                     found->value("shape", nlohmann::json{}).dump(), ", expected ", expected.dump()));
            const auto offsets = found->value("data_offsets", std::vector<std::size_t>{});
            require_file(offsets.size() == 2 && offsets[1] <= numbers_.size() && offsets[0] <= offsets[1] &&
                             offsets[1] - offsets[0] == size,
                         text("block '", name, block.name, "' lies outside of the file"));
            std::copy_n(numbers_.data() + offsets[0], size,
                        reinterpret_cast<char*>(values.data() + block.offset));
        }
    }

private:
    void require_file(bool good, const std::string& why) const {
        if (!good) throw FileError(text("load: '", path_, "': ", why));
    }

    std::string path_, numbers_;
    nlohmann::json header_ = nlohmann::json::object();
};

/// Saves parameters, and what a run needs to go on from them. Throws FileError if the file cannot be written.
template <class Scalar>
void save(const std::string& path, const Parameters<Scalar>& theta, const State<Scalar>& state = {}) {
    Checkpoint checkpoint;
    checkpoint.add("", theta, theta.vector());
    for (std::size_t k = 0; k < state.memory.size(); ++k)
        checkpoint.add(text("optimizer.", k, "."), theta, state.memory[k]);
    checkpoint.write(path, {{"epochs", std::to_string(state.epochs)},
                            {"steps", std::to_string(state.steps)},
                            {"memories", std::to_string(state.memory.size())}});
}

/// Loads them into parameters of the same blocks. Training then goes on bit for bit as if it had not paused.
/// Throws FileError, and leaves theta and state as they were, for a file that is missing, truncated, corrupt,
/// or of another model.
template <class Scalar>
void load(const std::string& path, Parameters<Scalar>& theta, State<Scalar>& state) {
    const Checkpoint checkpoint{path};
    State<Scalar> found{.epochs = static_cast<int>(checkpoint.number("epochs")),
                        .steps = static_cast<Index>(checkpoint.number("steps"))};
    found.memory.resize(static_cast<std::size_t>(checkpoint.number("memories")));
    Vector<Scalar> values;
    checkpoint.get("", theta, values);
    for (std::size_t k = 0; k < found.memory.size(); ++k)
        checkpoint.get(text("optimizer.", k, "."), theta, found.memory[k]);
    theta.vector() = values;
    state = std::move(found);
}

}  // namespace regula::inline REGULA_ABI
