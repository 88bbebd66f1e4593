// optional: needs nlohmann-json
#pragma once

#include <regula/ensemble/ensemble.hpp>
#include <regula/files/checkpoint.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Saves an ensemble of models with parameters(): the parameters, each member's part of the data, and the
/// weights. The file is a checkpoint, readable by other tools. An existing file is replaced whole or not at
/// all. Throws FileError if the file cannot be written.
template <class Model>
void save(const std::string& path, const Ensemble<Model>& ensemble) {
    Checkpoint checkpoint;
    nlohmann::json numbers{{"members", std::to_string(ensemble.size())}};
    const auto add = [&](const std::string& name, const auto& list) {
        numbers[name] = std::to_string(list.size());
        std::vector<double> values;
        for (const auto value : list) values.push_back(static_cast<double>(value));
        checkpoint.add_numbers(name, values);
    };
    add("weights", ensemble.weights);
    for (std::size_t i = 0; i < ensemble.members.size(); ++i) {
        const auto& [model, share] = ensemble.members[i];
        checkpoint.add(text("member.", i, "."), model.parameters(), model.parameters().vector());
        add(text("samples.", i), share.samples);
        add(text("features.", i), share.features);
    }
    checkpoint.write(path, numbers);
}

/// Loads an ensemble; `prototype` is a model with the shape of its members. Throws FileError, and leaves the
/// ensemble unchanged, if the file is missing, truncated, corrupt, of another model, or not an ensemble; and
/// std::invalid_argument for a prototype that refers to the parameters of another model.
template <class Model>
void load(const std::string& path, Ensemble<Model>& ensemble, const Model& prototype) {
    require_own_parameters(prototype, "load");
    const Checkpoint checkpoint{path};
    std::size_t blocks = 0;
    const auto read = [&](const std::string& name) {
        std::vector<double> values = checkpoint.numbers(name, checkpoint.number(name));
        blocks += values.empty() ? 0 : 1;
        return values;
    };
    const auto positions = [&](const std::string& name) {
        std::vector<Index> whole;
        for (const double value : read(name)) {
            if (!(value >= 0 && value < 0x1p53 && value == std::floor(value)))
                throw FileError(
                    text("load: '", path, "': '", name, "' holds ", value, ", which is no position"));
            whole.push_back(static_cast<Index>(value));
        }
        return whole;
    };
    const std::vector<double> shares = read("weights");
    Ensemble<Model> found{.weights = Vector<double>::Map(shares.data(), static_cast<Index>(shares.size()))};
    for (int i = 0; i < checkpoint.number("members"); ++i) {
        Member<Model> member{prototype};
        checkpoint.get(text("member.", i, "."), prototype.parameters(), member.model.parameters().vector());
        member.subsample.samples = positions(text("samples.", i));
        member.subsample.features = positions(text("features.", i));
        blocks += prototype.parameters().blocks().size();
        found.members.push_back(std::move(member));
    }
    checkpoint.require_blocks(blocks);
    ensemble = std::move(found);
}

}  // namespace regula::inline REGULA_ABI
