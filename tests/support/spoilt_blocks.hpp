#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace regula::test {

/// The bytes of a file of safetensors.
inline std::string file_bytes(const nlohmann::json& header, const std::string& numbers) {
    const std::string words = header.dump();
    const std::uint64_t length = words.size();
    return std::string{reinterpret_cast<const char*>(&length), sizeof length} + words + numbers;
}

/// Calls act(header, bytes) with files of one block "w", two numbers of double precision. Each has one fault:
/// the block or a member of it is missing or of another JSON type.
inline void each_spoilt_block(const auto& act) {
    using nlohmann::json;
    const json good{{"dtype", "F64"}, {"shape", {2}}, {"data_offsets", {0, 16}}};
    const auto call = [&](const json& block) {
        const json header{{"w", block}};
        act(header.dump(), file_bytes(header, std::string(16, '\0')));
    };
    const json others[] = {nullptr,
                           true,
                           5,
                           -5,
                           2.5,
                           "",
                           "text",
                           json::array(),
                           json::object(),
                           json::object({{"a", 1}}),
                           json::array({"F64"}),
                           json::array({nullptr, nullptr})};
    for (const json& other : others) {
        call(other);
        for (const auto& [name, _] : good.items()) {
            json block = good;
            block[name] = other;
            call(block);
        }
        for (const char* list : {"shape", "data_offsets"}) {
            json block = good;
            block[list].back() = other;
            call(block);
        }
    }
    for (const auto& [name, _] : good.items()) {
        json block = good;
        block.erase(name);
        call(block);
    }
}

}  // namespace regula::test
