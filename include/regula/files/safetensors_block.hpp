// optional: needs nlohmann-json
#pragma once

#include <regula/files/safetensors.hpp>

#include <bit>
#include <concepts>
#include <cstring>
#include <string>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// The name of a type of numbers in a file of safetensors: "F32", "I64".
template <class Number>
constexpr const char* dtype_of() {
    constexpr const char* names[3][4] = {
        {"U8", "U16", "U32", "U64"}, {"I8", "I16", "I32", "I64"}, {"", "F16", "F32", "F64"}};
    if constexpr (std::same_as<Number, Eigen::bfloat16>)
        return "BF16";
    else
        return names[std::integral<Number> ? std::is_signed_v<Number> : 2][std::countr_zero(sizeof(Number))];
}

/// A block that a file of safetensors holds under a name. The file must outlive it.
class SafetensorsBlock {
public:
    /// Throws FileError, "load: 'path': ...", if the file has no such block.
    SafetensorsBlock(const Safetensors& file, const std::string& path, const std::string& name)
        : path_{path}, name_{name} {
        const auto found = file.header.find(name);
        std::string all;
        for (const auto& [other, _] : file.header.items())
            if (other != "__metadata__") all += (all.empty() ? "" : ", ") + other;
        if (found == file.header.end() || name == "__metadata__")
            throw FileError(text("load: '", path, "': there is no block '", name, "'; it has: ", all));
        // The file decides the types of both: neither need be there, or of the type that it should have.
        shape_ = found->contains("shape") ? (*found)["shape"] : nullptr;
        const nlohmann::json dtype = found->contains("dtype") ? (*found)["dtype"] : nullptr;
        dtype_ = dtype.is_string() ? dtype.get<std::string>() : dtype.dump();
        const auto begin = (*found)["data_offsets"][0].get<std::size_t>();
        bytes_ = (*found)["data_offsets"][1].get<std::size_t>() - begin;
        data_ = file.numbers.data() + begin;
    }

    /// The shape as the file states it, whatever its type; null if it states none.
    const nlohmann::json& shape() const { return shape_; }

    /// Calls act(k, number) for its numbers k = 0 ... count - 1, each of the type that the file holds. Throws
    /// FileError if that is none of the types `Stored`, or if the block has another count of numbers.
    template <class... Stored>
    void visit(Index count, auto&& act) const {
        const bool known = ((dtype_ == dtype_of<Stored>() && (visit_as<Stored>(count, act), true)) || ...);
        std::string all;
        ((all += text(all.empty() ? "" : ", ", dtype_of<Stored>())), ...);
        check(known, " has the dtype '", dtype_, "', expected one of ", all);
    }

    /// Throws FileError, "load: 'path': block 'name'...", unless a condition holds.
    void check(bool good, const auto&... why) const {
        if (!good) throw FileError(text("load: '", path_, "': block '", name_, "'", why...));
    }

private:
    template <class Stored>
    void visit_as(Index count, auto&& act) const {
        check(bytes_ == static_cast<std::size_t>(count) * sizeof(Stored),
              " has data_offsets that are not its shape");
        for (Index k = 0; k < count; ++k) {
            Stored number;
            std::memcpy(&number, data_ + static_cast<std::size_t>(k) * sizeof(Stored), sizeof(Stored));
            act(k, number);
        }
    }

    std::string path_, name_, dtype_;
    nlohmann::json shape_;
    const char* data_ = nullptr;
    std::size_t bytes_ = 0;
};

}  // namespace regula::inline REGULA_ABI
