// optional: needs nlohmann-json
#pragma once

#include <regula/core/parameters.hpp>
#include <regula/files/safetensors.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A block that a file of safetensors holds under a name, as numbers of a scalar type.
class SafetensorsBlock {
public:
    /// Throws FileError, "load: 'path': ...", if the file has no such block, or it is of another shape.
    SafetensorsBlock(const Safetensors& file, const std::string& path, const std::string& name,
                     const Block& block)
        : path_{path}, name_{name} {
        const auto found = file.header.find(name);
        std::string all;
        for (const auto& [other, _] : file.header.items())
            if (other != "__metadata__") all += (all.empty() ? "" : ", ") + other;
        if (found == file.header.end() || name == "__metadata__")
            throw FileError(text("load: '", path, "': there is no block '", name, "'; it has: ", all));
        const nlohmann::json shape = found->value("shape", nlohmann::json{});
        check(is_shape_of(shape, block), " has the shape ", shape.dump(), ", expected that of ", block.name,
              ", ", block.cols, " x ", block.rows);
        dtype_ = found->value("dtype", "");
        const auto begin = (*found)["data_offsets"][0].get<std::size_t>();
        bytes_ = (*found)["data_offsets"][1].get<std::size_t>() - begin;
        data_ = file.numbers.data() + begin;
    }

    /// Copies its numbers. Throws FileError for a type that is none of F64, F32, F16 and BF16, and for a
    /// number that is not finite.
    void copy_to(auto values) const {
        if (dtype_ == "F64")
            copy<double>(values);
        else if (dtype_ == "F32")
            copy<float>(values);
        else if (dtype_ == "F16")
            copy<Eigen::half>(values);
        else if (dtype_ == "BF16")
            copy<Eigen::bfloat16>(values);
        else
            check(false, " has the dtype '", dtype_, "', expected F64, F32, F16 or BF16");
    }

private:
    /// [units, inputs], or for a column [n]; further dimensions count as inputs, as of a convolution.
    static bool is_shape_of(const nlohmann::json& shape, const Block& block) {
        if (!shape.is_array() || shape.empty()) return false;
        Index per_unit = 1;
        for (std::size_t k = 0; k < shape.size(); ++k) {
            if (!shape[k].is_number_unsigned() || shape[k].get<std::uint64_t>() > (1u << 30)) return false;
            if (k > 0) per_unit *= shape[k].get<Index>();
            if (per_unit > block.size()) return false;
        }
        const Index first = shape[0].get<Index>();
        return (first == block.cols && per_unit == block.rows) ||
               (block.cols == 1 && shape.size() == 1 && first == block.rows);
    }

    template <class Stored>
    void copy(auto values) const {
        check(bytes_ == static_cast<std::size_t>(values.size()) * sizeof(Stored),
              " has data_offsets that are not its shape");
        for (Index k = 0; k < values.size(); ++k) {
            Stored number;
            std::memcpy(&number, data_ + static_cast<std::size_t>(k) * sizeof(Stored), sizeof(Stored));
            using Scalar = typename decltype(values)::Scalar;
            values[k] = static_cast<Scalar>(number);
            check(std::isfinite(values[k]), " holds a number that is not finite in this precision, at ", k);
        }
    }

    void check(bool good, const auto&... why) const {
        if (!good) throw FileError(text("load: '", path_, "': block '", name_, "'", why...));
    }

    std::string path_, name_, dtype_;
    const char* data_ = nullptr;
    std::size_t bytes_ = 0;
};

/// Loads some blocks of parameters by name from any file of safetensors, as PyTorch and numpy write them; the
/// others stay as they are. Pairs of our name and the file's:
///
///     load_blocks("encoder.safetensors", net.parameters(),
///                 {{"0.weight", "fc1.weight"}, {"0.bias", "fc1.bias"}});
///
/// A weight matrix has a row for each unit there, as in torch.nn.Linear and Conv2d. Numbers of F64, F32, F16
/// and BF16 are converted. Throws FileError, and changes nothing, for a file that is missing, truncated or
/// corrupt, and for a block that is missing, of another shape or not finite; std::invalid_argument for a name
/// that is none of ours.
template <class Scalar>
void load_blocks(const std::string& path, Parameters<Scalar>& theta,
                 const std::vector<std::pair<std::string, std::string>>& names) {
    const Safetensors file = read_safetensors(path);
    if (!file.header.is_object()) throw FileError(text("load: '", path, "': its header is no JSON object"));
    const std::string fault = offsets_fault(file.header, file.numbers.size());
    if (!fault.empty()) throw FileError(text("load: '", path, "': ", fault));
    Vector<Scalar> values = theta.vector();
    for (const auto& [ours, theirs] : names) {
        const Block& block = theta.block(ours);
        SafetensorsBlock{file, path, theirs, block}.copy_to(values.segment(block.offset, block.size()));
    }
    theta.vector() = values;
}

}  // namespace regula::inline REGULA_ABI
