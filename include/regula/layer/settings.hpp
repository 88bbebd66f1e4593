#pragma once

#include <regula/core/matrix.hpp>

#include <cstdio>
#include <string>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// A layer or an activation that a file can hold. It names the settings that its outputs depend on:
///
///     static void each_setting(auto& layer, auto&& act) { act("units", layer.units); }
///
/// `layer` is const to write them, and a default-constructed layer to read them. A setting is an Index, a
/// double or a bool. A layer without members needs no such verb. Settings that only initialize parameters, or
/// only matter in training, may be left out.
template <class L>
concept NamesSettings = std::is_empty_v<L> || requires(const L& layer) {
    L::each_setting(layer, [](const char*, const auto&) {});
};

/// The settings of a layer as an object in JSON, {"units": 10, "bias": true}; empty if it does not name them.
template <class L>
std::string settings_of(const L& layer) {
    if constexpr (!NamesSettings<L>) return {};
    std::string all;
    if constexpr (NamesSettings<L> && !std::is_empty_v<L>)
        L::each_setting(layer, [&]<class T>(const char* name, const T& value) {
            char number[32];
            if constexpr (std::is_same_v<T, bool>)
                std::snprintf(number, sizeof number, "%s", value ? "true" : "false");
            else if constexpr (std::is_integral_v<T>)
                std::snprintf(number, sizeof number, "%lld", static_cast<long long>(value));
            else
                std::snprintf(number, sizeof number, "%.17g", value);
            all += std::string(all.empty() ? "\"" : ", \"") + name + "\": " + number;
        });
    return '{' + all + '}';
}

}  // namespace regula::inline REGULA_ABI
