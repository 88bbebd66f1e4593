// optional: needs nlohmann-json
#pragma once

#include <regula/core/parameters.hpp>
#include <regula/files/safetensors.hpp>
#include <regula/files/saved_memory.hpp>
#include <regula/optimize/optimizer.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <concepts>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A checkpoint is a little-endian safetensors file, so other tools can read it. A block is stored as units x
/// inputs, row by row; these rows are our columns. Biases are vectors. The metadata hold the progress of the
/// run and a checksum of header and numbers.
class Checkpoint {
public:
    template <class Scalar>
    static constexpr const char* dtype = sizeof(Scalar) == 4 ? "F32" : "F64";

    template <class Scalar>
    void add(const std::string& name, const Parameters<Scalar>& shape, const Vector<Scalar>& values) {
        for (const Block& block : shape.blocks())
            file_.add(name + block.name, dtype<Scalar>, shape_of(block),
                      {reinterpret_cast<const char*>(values.data() + block.offset),
                       static_cast<std::size_t>(block.size()) * sizeof(Scalar)});
    }

    /// Replaces the file at the path completely or not at all. Throws FileError if that fails, or for a name
    /// that is not UTF-8.
    void write(const std::string& path, nlohmann::json metadata) {
        metadata["format"] = "regula";
        file_.write(path, std::move(metadata));
    }

    /// Reads and checks a whole file. Throws FileError for a file that is missing, truncated, corrupt or no
    /// checkpoint.
    explicit Checkpoint(const std::string& path) : path_{path}, file_{read_safetensors(path)} {
        require_file(file_.metadata("format") == "regula", "it is no checkpoint of regula");
        require_file(file_.metadata("checksum") == file_.checksum(),
                     "its checksum is wrong: it is truncated or corrupt");
        const std::string fault = offsets_fault(file_.header, file_.numbers.size());
        require_file(fault.empty(), fault);
    }
    Checkpoint() = default;

    /// A count in the metadata, stored as a string of digits; any value that fits its type.
    template <std::integral Count = int>
    Count number(const std::string& name) const {
        const auto& found = member(file_.header["__metadata__"], name);
        const std::string digits = found.is_string() ? found.get<std::string>() : "";
        Count count = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
        require_file(error == std::errc{} && end == digits.data() + digits.size() && count >= 0,
                     text("'", name, "' is no number"));
        return count;
    }

    /// The bytes of all numbers in the file.
    std::size_t size() const { return file_.numbers.size(); }

    /// Throws FileError unless the metadata have this version; without a version it is 1.
    void require_version(int expected) const {
        const auto& found = member(file_.header["__metadata__"], "version");
        require_file(
            found == std::to_string(expected),
            text("it is a checkpoint of version ", found.is_string() ? found.get<std::string>() : "1",
                 ", expected ", expected, ": since version 2 a memory has its owner's name"));
    }

    bool has_word(const std::string& name) const {
        return member(file_.header["__metadata__"], name).is_string();
    }

    /// A text in the metadata.
    std::string word(const std::string& name) const {
        const auto& found = member(file_.header["__metadata__"], name);
        require_file(found.is_string(), text("it has no '", name, "'"));
        return found.get<std::string>();
    }

    /// Adds numbers that are not parameters, as a block of one column. An empty list adds no block.
    void add_numbers(const std::string& name, const std::vector<double>& numbers) {
        if (numbers.empty()) return;
        const Vector<double> values =
            Eigen::Map<const Vector<double>>(numbers.data(), static_cast<Index>(numbers.size()));
        add("", column(name, values.size()), values);
    }
    std::vector<double> numbers(const std::string& name, int count) const {
        Vector<double> values;
        require_file(static_cast<std::size_t>(count) <= file_.numbers.size() / sizeof(double),
                     text("'", name, "' lies outside of the file"));
        if (count > 0) get("", column(name, count), values);
        return {values.data(), values.data() + values.size()};
    }

    void require_blocks(std::size_t count) const {
        require_file(file_.header.size() - 1 == count, text("it holds ", file_.header.size() - 1,
                                                            " blocks, expected ", count, ": another model"));
    }

    template <class Scalar>
    void get(const std::string& name, const Parameters<Scalar>& shape, Vector<Scalar>& values) const {
        std::vector<const char*> found;  // all blocks, before allocating
        for (const Block& block : shape.blocks()) found.push_back(find(name, block, shape));
        values.resize(shape.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            const Block& block = shape.blocks()[i];
            std::copy_n(found[i], static_cast<std::size_t>(block.size()) * sizeof(Scalar),
                        reinterpret_cast<char*>(values.data() + block.offset));
        }
    }

private:
    /// The shape of a block in the file, as other tools have it: a vector of biases or statistics is no
    /// matrix.
    static nlohmann::json shape_of(const Block& block) {
        if (block.role != Role::weight && block.cols == 1) return {block.rows};
        return {block.cols, block.rows};
    }
    static Parameters<double> column(const std::string& name, Index rows) {
        return Parameters<double>{{Block{.name = name, .rows = rows, .cols = 1}}};
    }

    /// The numbers of a block.
    template <class Scalar>
    const char* find(const std::string& prefix, const Block& block, const Parameters<Scalar>& shape) const {
        const std::string name = prefix + block.name;
        const auto& found = member(file_.header, name);
        require_file(found.is_object(), text("it has no block '", name, "'; expected ", shape.text()));
        const auto must = [&](const char* what, const nlohmann::json& expected) {
            const auto& is = member(found, what);
            require_file(is == expected, text("block '", name, "' has the ", what, " ", is.dump(),
                                              ", expected ", expected.dump()));
        };
        must("dtype", dtype<Scalar>);
        const bool is_vector = block.cols == 1 && member(found, "shape") == nlohmann::json{block.rows};
        if (!is_vector) must("shape", {block.cols, block.rows});
        const auto& offsets = found["data_offsets"];
        const auto begin = offsets[0].get<std::size_t>(), end = offsets[1].get<std::size_t>();
        require_file(
            (end - begin) / sizeof(Scalar) == static_cast<std::size_t>(block.size()) &&
                (end - begin) % sizeof(Scalar) == 0,
            text("block '", name, "' has the data_offsets ", offsets.dump(), ", which is not its shape"));
        return file_.numbers.data() + begin;
    }

    /// A member of an object, or null if there is none.
    static const nlohmann::json& member(const nlohmann::json& object, const std::string& name) {
        static const nlohmann::json none;
        const auto found = object.find(name);  // end() if it is not an object
        return found == object.end() ? none : *found;
    }

    void require_file(bool good, const std::string& why) const {
        if (!good) throw FileError(text("load: '", path_, "': ", why));
    }

    std::string path_;
    Safetensors file_;
};

/// Saves parameters and the state of a run. Throws FileError if the file cannot be written, and
/// std::invalid_argument for a state of other parameters.
template <class Scalar>
void save(const std::string& path, const Parameters<Scalar>& theta, const State<Scalar>& state = {}) {
    require(state.epochs >= 0 && state.steps >= 0, "save: epochs and steps must be >= 0, got ", state.epochs,
            " and ", state.steps);
    require(state.last.size() == 0 || state.last.size() == theta.size(), "save: expected last parameters of ",
            theta.size(), " numbers, got ", state.last.size());
    Checkpoint checkpoint;
    checkpoint.add("", theta, theta.vector());
    if (state.last.size() > 0) checkpoint.add("last.", theta, state.last);
    nlohmann::json metadata{{"version", "2"},
                            {"epochs", std::to_string(state.epochs)},
                            {"steps", std::to_string(state.steps)},
                            {"last", state.last.size() > 0 ? "1" : "0"}};
    add_memories(checkpoint, metadata, "memory", theta, state.memory);
    add_memories(checkpoint, metadata, "watch", theta, state.watches);
    std::vector<Memory<Scalar>> within;
    if (!state.within.empty()) within.push_back(state.within);
    add_memories(checkpoint, metadata, "within", theta, within);
    checkpoint.write(path, std::move(metadata));
}

/// Loads them into parameters of the same blocks. Training then continues bit for bit. Throws FileError, and
/// leaves theta and state unchanged, for a file that is missing, truncated, corrupt, of an older version, or
/// of another model.
template <class Scalar>
void load(const std::string& path, Parameters<Scalar>& theta, State<Scalar>& state) {
    const Checkpoint checkpoint{path};
    checkpoint.require_version(2);
    State<Scalar> found{.epochs = checkpoint.number("epochs"), .steps = checkpoint.number<Index>("steps")};
    Vector<Scalar> values;
    checkpoint.get("", theta, values);
    const bool has_last = checkpoint.number("last") != 0;
    if (has_last) checkpoint.get("last.", theta, found.last);
    std::size_t blocks = theta.blocks().size() * (1 + has_last);
    found.memory = memories_of(checkpoint, "memory", theta, blocks);
    found.watches = memories_of(checkpoint, "watch", theta, blocks);
    for (Memory<Scalar>& within : memories_of(checkpoint, "within", theta, blocks))
        found.within = std::move(within);
    checkpoint.require_blocks(blocks);
    theta.vector() = values;
    state = std::move(found);
}

/// Loads the parameters only, for prediction.
template <class Scalar>
void load(const std::string& path, Parameters<Scalar>& theta) {
    State<Scalar> unused;
    load(path, theta, unused);
}

}  // namespace regula::inline REGULA_ABI
