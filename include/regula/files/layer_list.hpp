// optional: needs nlohmann-json
#pragma once

#include <regula/core/error.hpp>
#include <regula/layer.hpp>
#include <regula/model/network.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The layers that a file of a model can name. Those that are no layers become layers of each unit.
using NamedLayers =
    std::tuple<AveragePool2d, BatchNorm, Conv2d, Dense, DenseTransposed, Flatten, GaussianNaiveBayes,
               GlobalAveragePool, KSparse, LayerNorm, LeakyRelu, LocalWinnerTakeAll, MaxPool2d, Relu, Selu,
               Sigmoid, Softplus, Standout, Tanh, VariationalDropout, WinnerTakeAll>;

/// The layers of a network, each as {"layer": "Dense", "units": 10, "bias": true}, a Residual with its
/// "branch". Throws std::invalid_argument for a layer that does not name its settings.
template <class Scalar>
nlohmann::json layer_list(const Network<Scalar>& network) {
    std::vector<nlohmann::json> lists{nlohmann::json::array()};  // by the number of branches around them
    network.each_sequence([&](const std::string&, const auto& sequence) {
        sequence.describe([&](const Layer<Scalar>& layer, auto&&, const Shape&, int depth) {
            const auto at = static_cast<std::size_t>(depth);
            lists.resize(std::max(lists.size(), at + 2), nlohmann::json::array());
            nlohmann::json described{{"layer", layer.name()}};
            if (!lists[at + 1].empty()) {
                described["branch"] = std::exchange(lists[at + 1], nlohmann::json::array());
            } else {
                const std::string settings = layer.settings();
                require(!settings.empty(), "save: layer '", layer.name(),
                        "' does not name its settings, with each_setting(layer, act); see "
                        "layer/settings.hpp");
                described.update(nlohmann::json::parse(settings));
            }
            lists[at].push_back(std::move(described));
        });
    });
    return lists[0];
}

/// Throws std::invalid_argument unless a size in a file is from 0 to a million. So products of three sizes
/// fit an Index.
inline void require_size(const std::string& name, Index size) {
    require(size >= 0 && size <= 1'000'000, "'", name, "' must be from 0 to 1000000, got ", size);
}

/// Sets the settings of a layer from its description. Throws nlohmann::json::exception for a setting that is
/// missing or of another type, and std::invalid_argument for a size out of range or a setting that the layer
/// does not have.
template <class L>
void read_settings(L& layer, const nlohmann::json& described) {
    std::size_t count = 1;  // its name
    if constexpr (!std::is_empty_v<L>)
        L::each_setting(layer, [&]<class T>(const char* name, T& value) {
            const nlohmann::json& found = described.at(name);
            require(std::is_same_v<T, bool> ? found.is_boolean() : found.is_number(), "'", name,
                    "' is of another type: ", found.dump());
            if constexpr (std::is_same_v<T, Index>) {
                require(found.is_number_integer(), "'", name, "' must be whole, got ", found.dump());
                require_size(name, found.get<Index>());
            }
            value = found.get<T>();
            ++count;
        });
    require(described.size() == count, "'", described["layer"].get<std::string>(),
            "' has other settings: ", described.dump());
}

/// Makes the layers of a list. Throws as read_settings does, and for a name that is none of NamedLayers and
/// Own.
template <class Scalar, class... Own>
std::vector<Layer<Scalar>> layers_of(const nlohmann::json& list) {
    require(list.is_array(), "'layers' is no list");
    std::vector<Layer<Scalar>> layers;
    for (const nlohmann::json& described : list) {
        const auto name = described.at("layer").template get<std::string>();
        const std::size_t before = layers.size();
        if (described.contains("branch")) {
            layers.push_back(ResidualOf<Scalar>{layers_of<Scalar, Own...>(described["branch"])});
            continue;
        }
        const auto try_type = [&]<class L>(L layer) {
            if (layers.size() > before || name != type_name<L>()) return;
            read_settings(layer, described);
            layers.push_back(std::move(layer));
        };
        std::apply([&](auto... layer) { (try_type(layer), ...); }, NamedLayers{});
        (try_type(Own{}), ...);
        require(layers.size() > before, "there is no layer '", name,
                "'; a layer of yours is named in the call, load_predictor<float, ", name, ">(path)");
    }
    return layers;
}

/// The number of blocks of a network of these layers, without allocating them. Throws std::invalid_argument
/// unless their parameters fit a file of so many bytes.
template <class Scalar>
std::size_t require_fits_file(Shape shape, const std::vector<Layer<Scalar>>& layers, std::size_t bytes) {
    shape.check();
    require(!layers.empty(), "it has no layers");
    Numbering numbering;
    const Sequence<Scalar> sequence{shape, layers, numbering};
    std::size_t count = 0;
    double numbers = 0;
    sequence.describe([&](const auto&, auto blocks, const Shape&, int) {
        count += blocks.size();
        for (const Block& block : blocks)
            numbers += static_cast<double>(block.rows) * static_cast<double>(block.cols);
    });
    require(numbers * sizeof(Scalar) <= static_cast<double>(bytes), "its layers have ", numbers,
            " parameters, more than the file holds");
    return count;
}

}  // namespace regula::inline REGULA_ABI
