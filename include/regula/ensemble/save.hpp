// optional: needs nlohmann-json
#pragma once

#include <regula/ensemble/ensemble.hpp>
#include <regula/optimize/checkpoint.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// A list of numbers as the only block of some parameters, which is how checkpoints hold it.
inline Parameters<double> list_block(const std::string& name, Index size) {
    return Parameters<double>{{Block{.role = Role::weight, .name = name, .rows = size, .cols = 1}}};
}

/// Saves an ensemble of models with parameters(): these, what each was given of the data, and the weights. Other
/// tools read the file too, it is a checkpoint. What was there is replaced whole or not at all. Throws FileError
/// if it cannot be written.
template <class Model>
void save(const std::string& path, const Ensemble<Model>& ensemble) {
    Checkpoint checkpoint;
    nlohmann::json numbers{{"members", std::to_string(ensemble.size())}};
    const auto add = [&](const std::string& name, const auto& list) {
        numbers[name] = std::to_string(list.size());
        if (list.size() == 0) return;
        const auto size = static_cast<Index>(list.size());
        Vector<double> values(size);
        for (Index i = 0; i < size; ++i) values[i] = static_cast<double>(list.data()[i]);
        checkpoint.add("", list_block(name, size), values);
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

/// Loads an ensemble; `prototype` is a model of the shape of its members. Throws FileError, and leaves the
/// ensemble as it was, for a file that is missing, truncated, corrupt, of another model, or no ensemble.
template <class Model>
void load(const std::string& path, Ensemble<Model>& ensemble, const Model& prototype) {
    const Checkpoint checkpoint{path};
    std::size_t blocks = 0;
    const auto read = [&](const std::string& name) {
        Vector<double> values;
        if (const int size = checkpoint.number(name); size > 0) {
            checkpoint.get("", list_block(name, size), values);
            ++blocks;
        }
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
    Ensemble<Model> found{.weights = read("weights")};
    for (int i = 0; i < checkpoint.number("members"); ++i) {
        Member<Model> member{prototype};
        checkpoint.get(text("member.", i, "."), prototype.parameters(), member.model.parameters().vector());
        member.share.samples = positions(text("samples.", i));
        member.share.features = positions(text("features.", i));
        blocks += prototype.parameters().blocks().size();
        found.members.push_back(std::move(member));
    }
    checkpoint.require_blocks(blocks);
    ensemble = std::move(found);
}

}  // namespace regula::inline REGULA_ABI
