// optional: needs nlohmann-json
#pragma once

#include <regula/core/parameters.hpp>
#include <regula/files/safetensors_block.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Whether the shape in a file is that of a block: [units, inputs], or for a column [n]; further dimensions
/// count as inputs, as of a convolution.
inline bool is_shape_of(const nlohmann::json& shape, const Block& block) {
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
    const Safetensors file = read_blocks(path);
    Vector<Scalar> values = theta.vector();
    for (const auto& [ours, theirs] : names) {
        const Block& block = theta.block(ours);
        const SafetensorsBlock found{file, path, theirs};
        found.check(is_shape_of(found.shape(), block), " has the shape ", found.shape().dump(),
                    ", expected that of ", ours, ", ", block.cols, " x ", block.rows);
        found.template visit<double, float, Eigen::half, Eigen::bfloat16>(block.size(), [&](Index k,
                                                                                            auto number) {
            Scalar& value = values[block.offset + k];
            value = static_cast<Scalar>(number);
            found.check(std::isfinite(value), " holds a number that is not finite in this precision, at ", k);
        });
    }
    theta.vector() = values;
}

}  // namespace regula::inline REGULA_ABI
