#pragma once

#include <regula/core/parameters.hpp>
#include <regula/core/shape.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A block of a layer, and the name of the block of another layer that it is, if it is shared.
struct BlockSummary {
    Block block;
    std::string shares = {};
};

/// A layer of a model, as Summary lists it.
struct LayerSummary {
    std::string network;                    ///< its network in a NetworkDict; empty for a Network
    std::string name;                       ///< "Dense"; "inputs" before the first layer of a network
    int depth = 0;                          ///< the number of residual branches around it
    Shape outputs = {};                     ///< of one sample
    std::vector<BlockSummary> blocks = {};  ///< of its parameters and statistics
    Index parameters = 0;                   ///< trained numbers that no layer before it has
};

/// The layers of a model, and the numbers that it stores.
struct Summary {
    std::vector<LayerSummary> layers;
    std::vector<Block> others;  ///< blocks of no layer, such as those of a policy that balances tasks
    Index parameters = 0;       ///< trained numbers; a block of several layers counts once
    Index statistics = 0;       ///< numbers that are kept but not trained
    Index shared = 0;           ///< further parameters if no layers shared a block
    std::size_t bytes = 0;  ///< of parameters and statistics; a gradient has as many again, and so has each
                            ///< memory of an optimizer (momentum 1, Adam 2)

    /// A table of the layers, and a line with the totals.
    std::string text() const;
};

/// The layers of a Network or a NetworkDict, with the shapes of their outputs and blocks:
///
///     std::puts(summary(net).text().c_str());
///
/// A block that several layers share counts once, at its first layer. The filters of a Conv2d are one block,
/// so weights that a convolution shares between pixels count once, too.
template <class Model>
Summary summary(const Model& model) {
    using Scalar = typename Model::Scalar;
    Summary all;
    const auto block_at = [&](Index offset) {  // blocks of one offset are one block
        const auto& stored = model.parameters().blocks();
        return std::find_if(stored.begin(), stored.end(),
                            [offset](const Block& one) { return one.offset == offset; })
            ->name;
    };
    model.each_sequence([&](const std::string& network, const auto& sequence) {
        all.layers.push_back({network, "inputs", 0, sequence.inputs()});
        sequence.describe([&](const auto& layer, auto blocks, Shape shape, int depth) {
            LayerSummary line{network, layer.name(), depth, shape};
            for (const Block& block : blocks) {
                const std::string owner = block_at(block.offset);
                if (owner != block.name)
                    all.shared += block.size();
                else
                    (block.role == Role::statistic ? all.statistics : line.parameters) += block.size();
                line.blocks.push_back({block, owner == block.name ? "" : owner});
            }
            all.parameters += line.parameters;
            all.layers.push_back(std::move(line));
        });
    });
    for (const Block& block : model.parameters().blocks()) {
        const auto has_it = [&](const LayerSummary& layer) {
            return std::any_of(layer.blocks.begin(), layer.blocks.end(), [&](const BlockSummary& listed) {
                return listed.block.offset == block.offset;
            });
        };
        if (std::any_of(all.layers.begin(), all.layers.end(), has_it)) continue;
        (block.role == Role::statistic ? all.statistics : all.parameters) += block.size();
        all.others.push_back(block);
    }
    all.bytes = static_cast<std::size_t>(model.parameters().size()) * sizeof(Scalar);
    return all;
}

/// A number of bytes as text: "936 bytes", "1.5 KiB", "2 MiB".
inline std::string memory_text(std::size_t bytes) {
    const auto in = [&](double unit) { return std::round(10 * static_cast<double>(bytes) / unit) / 10; };
    return bytes < 1024      ? text(bytes, " bytes")
           : bytes < 1 << 20 ? text(in(1 << 10), " KiB")
           : bytes < 1 << 30 ? text(in(1 << 20), " MiB")
                             : text(in(1 << 30), " GiB");
}

/// The name and the shape of a block: "0.weight 784 x 100".
inline std::string block_text(const Block& block) {
    return text(block.name, " ", block.rows, " x ", block.cols);
}

/// The four cells of a layer in the table of a summary.
inline std::array<std::string, 4> summary_row(const LayerSummary& layer) {
    const bool in_dict = !layer.network.empty(), begins = layer.name == "inputs";
    const auto indent = static_cast<std::size_t>(2 * layer.depth + (in_dict && !begins ? 2 : 0));
    std::string blocks;
    for (const auto& [block, shares] : layer.blocks)
        blocks += text(blocks.empty() ? "" : ", ", block_text(block), shares.empty() ? "" : " = " + shares);
    return {std::string(indent, ' ') + (in_dict && begins ? layer.network : layer.name), text(layer.outputs),
            layer.blocks.empty() ? "" : text(layer.parameters), blocks};
}

inline std::string Summary::text() const {
    std::vector<std::array<std::string, 4>> rows{{"layer", "outputs", "parameters", "blocks"}};
    for (const LayerSummary& layer : layers) rows.push_back(summary_row(layer));
    for (const Block& block : others)
        rows.push_back({"no layer", "", regula::text(block.role == Role::statistic ? 0 : block.size()),
                        block_text(block)});
    std::array<std::size_t, 3> widths{};
    for (const auto& row : rows)
        for (std::size_t k = 0; k < 3; ++k) widths[k] = std::max(widths[k], row[k].size());
    std::string table;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::string gap(widths[k] - row[k].size(), ' ');
            line += (k == 2 ? gap + row[k] : row[k] + gap) + "  ";  // counts to the right
        }
        line += row[3];
        table += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    table += regula::text(parameters, " parameters");
    if (statistics > 0) table += regula::text(", ", statistics, " statistics");
    table += ", " + memory_text(bytes);
    if (shared > 0) table += regula::text("; sharing saves ", shared, " parameters");
    return table + "\n";
}

}  // namespace regula::inline REGULA_ABI
