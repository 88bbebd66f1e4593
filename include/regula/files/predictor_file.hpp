// optional: needs nlohmann-json
#pragma once

#include <regula/files/checkpoint.hpp>
#include <regula/files/layer_list.hpp>
#include <regula/model/predictor.hpp>

#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Saves a network with its architecture, and what a Predictor knows beside it, in one file of safetensors:
///
///     save("digits.safetensors", Predictor{net, standardize, data.class_names, data.feature_names});
///     auto predictor = load_predictor<float>("digits.safetensors");     // in another process
///
/// Other tools read the blocks, "0.weight" and so on; a weight matrix has a row for each unit. Means and
/// deviations are the blocks "standardize.mean" and "standardize.deviation". Throws FileError if the file
/// cannot be written or a name is not UTF-8, and std::invalid_argument for a layer of yours that does not
/// name its settings (layer/settings.hpp).
template <class Scalar>
void save(const std::string& path, const Predictor<Scalar>& predictor) try {
    const Network<Scalar>& net = predictor.network();
    const Shape in = net.input_shape();
    Checkpoint checkpoint;
    checkpoint.add("", net.parameters(), net.parameters().vector());
    if (const auto& by = predictor.standardize()) {
        checkpoint.add_numbers("standardize.mean", {by->mean.begin(), by->mean.end()});
        checkpoint.add_numbers("standardize.deviation", {by->deviation.begin(), by->deviation.end()});
    }
    checkpoint.write(path, {{"version", "2"},
                            {"kind", "predictor"},
                            {"inputs", nlohmann::json{in.height, in.width, in.channels}.dump()},
                            {"layers", layer_list(net).dump()},
                            {"standardize", predictor.standardize() ? "1" : "0"},
                            {"class_names", nlohmann::json(predictor.class_names()).dump()},
                            {"feature_names", nlohmann::json(predictor.feature_names()).dump()}});
} catch (const nlohmann::json::exception&) {
    throw FileError(text("save: cannot write '", path, "': a name in it is no UTF-8"));
}
template <class Scalar>
void save(const std::string& path, const Network<Scalar>& network) {
    save(path, Predictor<Scalar>{network});
}

/// Loads it. Layers of your own are named in the call, load_predictor<float, Mine>(path); they must have a
/// default constructor. Throws FileError for a file that is missing, truncated, corrupt, of another scalar
/// type, or has a layer of another name.
template <class Scalar, class... Own>
Predictor<Scalar> load_predictor(const std::string& path) {
    const Checkpoint checkpoint{path};
    checkpoint.require_version(2);
    const auto refuse = [&](const std::string& why) { throw FileError(text("load: '", path, "': ", why)); };
    if (checkpoint.word("kind") != "predictor") refuse("it holds no predictor");
    try {
        const auto in = parse_header(checkpoint.word("inputs"));
        const auto names = [&](const char* of) {
            return nlohmann::json::parse(checkpoint.word(of)).template get<std::vector<std::string>>();
        };
        const auto feature_names =  // files of older versions of the library have none
            checkpoint.has_word("feature_names") ? names("feature_names") : std::vector<std::string>{};
        require(in.is_array() && in.size() == 3, "'inputs' is no shape");
        for (const nlohmann::json& one : in) {
            require(one.is_number_integer(), "'inputs' must be whole, got ", one.dump());
            require_size("inputs", one.get<Index>());
        }
        const Shape shape{in[0].template get<Index>(), in[1].template get<Index>(),
                          in[2].template get<Index>()};
        const auto layers = layers_of<Scalar, Own...>(parse_header(checkpoint.word("layers"), 100));
        const std::size_t blocks = require_fits_file(shape, layers, checkpoint.size());
        Network<Scalar> net{shape, layers};
        Vector<Scalar> values;
        checkpoint.get("", net.parameters(), values);
        net.parameters().vector() = values;
        std::optional<Standardize<Scalar>> standardize;
        if (checkpoint.number("standardize") != 0) {
            const auto column = [&](const char* name) -> Vector<double> {
                const auto numbers = checkpoint.numbers(name, static_cast<int>(net.features()));
                return Eigen::Map<const Vector<double>>(numbers.data(), net.features());
            };
            standardize = Standardize<Scalar>{column("standardize.mean"), column("standardize.deviation")};
        }
        checkpoint.require_blocks(blocks + (standardize ? 2 : 0));
        return Predictor<Scalar>{std::move(net), std::move(standardize), names("class_names"), feature_names};
    } catch (const nlohmann::json::exception& error) {
        refuse(error.what());
        throw;
    } catch (const std::invalid_argument& error) {
        refuse(error.what());
        throw;
    }
}

}  // namespace regula::inline REGULA_ABI
