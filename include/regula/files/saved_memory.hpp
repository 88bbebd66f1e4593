#pragma once

#include <regula/core/parameters.hpp>
#include <regula/optimize/memory.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Adds memories of a run, of the kind "memory" or "watch": their owners and sizes to the metadata, and their
/// contents to the checkpoint.
template <class Scalar>
void add_memories(auto& checkpoint, auto& metadata, const std::string& kind, const Parameters<Scalar>& theta,
                  const std::vector<Memory<Scalar>>& memories) {
    metadata[kind] = std::to_string(memories.size());
    for (std::size_t i = 0; i < memories.size(); ++i) {
        const Memory<Scalar>& memory = memories[i];
        const std::string name = text(kind, ".", i);
        metadata[name] = memory.owner;
        metadata[name + ".numbers"] = std::to_string(memory.numbers.size());
        metadata[name + ".vectors"] = std::to_string(memory.vectors.size());
        checkpoint.add_numbers(name, memory.numbers);
        for (std::size_t k = 0; k < memory.vectors.size(); ++k) {
            require(memory.vectors[k].size() == theta.size(), "save: ", memory.owner, " remembers ",
                    memory.vectors[k].size(), " numbers for the ", theta.size(), " parameters");
            checkpoint.add(text(name, ".", k, "."), theta, memory.vectors[k]);
        }
    }
}

/// Reads them back, and adds the number of their blocks to `blocks`. Throws FileError.
template <class Scalar>
std::vector<Memory<Scalar>> memories_of(const auto& checkpoint, const std::string& kind,
                                        const Parameters<Scalar>& theta, std::size_t& blocks) {
    std::vector<Memory<Scalar>> found;
    for (int i = 0; i < checkpoint.number(kind); ++i) {
        const std::string name = text(kind, ".", i);
        Memory<Scalar>& memory = found.emplace_back();
        memory.owner = checkpoint.word(name);
        memory.numbers = checkpoint.numbers(name, checkpoint.number(name + ".numbers"));
        for (int k = 0; k < checkpoint.number(name + ".vectors"); ++k)
            checkpoint.get(text(name, ".", k, "."), theta, memory.vectors.emplace_back());
        blocks += memory.vectors.size() * theta.blocks().size() + (memory.numbers.empty() ? 0 : 1);
    }
    return found;
}

}  // namespace regula::inline REGULA_ABI
