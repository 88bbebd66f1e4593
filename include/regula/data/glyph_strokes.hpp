#pragma once

#include <regula/core/abi.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A place in the unit square; y points down, as in an image.
struct GlyphPoint {
    float x, y;
    friend bool operator==(GlyphPoint, GlyphPoint) = default;
};

/// A line of the pen through points; a repeated point is a corner, the others are smooth.
using GlyphStroke = std::vector<GlyphPoint>;

/// One way to write a digit.
using GlyphStyle = std::vector<GlyphStroke>;

/// A way to write a digit, for people to edit: a point is two digits of x and two of y, a slash ends a
/// stroke.
struct GlyphScript {
    std::size_t digit;
    std::string_view points;
};

inline constexpr std::array<GlyphScript, 26> glyph_scripts{{
    {0, "5010 3022 2350 3078 5090 7078 7750 7022 5010"},
    {0, "5813 3820 2752 3785 5687 7260 7025 5010 4015"},
    {1, "5010 5090"},
    {1, "3430 5310 5310 5390"},
    {1, "3428 5210 5210 5290 / 3090 7490"},
    {2, "2528 3613 5610 7323 6943 4866 2490 2490 7890"},
    {2, "2624 4610 7021 6746 4774 2888 2278 3674 5686 8087"},
    {2, "2515 4510 6812 7030 5060 2690 2690 5087 7690"},
    {3, "2720 4610 6818 6637 4447 4447 6957 7376 5090 2580"},
    {3, "2512 7212 7212 4443 4443 6952 7573 5290 2482"},
    {4, "3610 2255 2255 7855 / 6432 6190"},
    {4, "6690 6610 6610 1860 1860 8460"},
    {4, "2812 2640 3853 5851 7242 / 7312 7090"},
    {5, "7212 3412 3412 3046 3046 5040 7252 7474 5290 2682"},
    {5, "7315 4712 3327 4243 6554 7174 5290 2684"},
    {6, "6812 4325 2852 3078 5090 7177 6757 4851 3064"},
    {6, "5810 3642 2670 4090 6487 7269 5556 3166"},
    {7, "2213 7613 7613 4290"},
    {7, "2213 7613 7613 4290 / 3650 7350"},
    {7, "2228 2513 2513 7614 7614 5645 4690"},
    {8, "5048 3334 3616 5210 6718 6535 5048 3165 3283 5090 6983 6965 5048"},
    {8, "5010 3417 3336 5045 6736 6617 5010 / 5045 2956 2879 5090 7279 7156 5045"},
    {8, "7120 5210 3322 4242 6458 6978 5090 3078 4058 6040 7120"},
    {9, "7028 5411 3320 3141 4852 6642 7122 7122 7050 6490"},
    {9, "7228 5510 3220 3142 5052 6840 7226 7352 6578 4690 2983"},
    {9, "6517 4812 3425 3643 5249 6735 6817 6817 6690"},
}};

/// The strokes of a script.
inline GlyphStyle glyph_style(std::string_view points) {
    GlyphStyle style(1);
    for (std::size_t i = 0; i < points.size(); i += points[i] == '/' ? 2U : 5U) {
        if (points[i] == '/') {
            style.emplace_back();
            continue;
        }
        const auto hundredths = [&](std::size_t at) {
            return 0.01f * static_cast<float>(10 * (points[at] - '0') + (points[at + 1] - '0'));
        };
        style.back().push_back({hundredths(i), hundredths(i + 2)});
    }
    return style;
}

/// The ways to write each digit: 1 with and without a foot, 4 open and closed, 7 with and without a bar ...
inline std::array<std::vector<GlyphStyle>, 10> glyph_styles() {
    std::array<std::vector<GlyphStyle>, 10> styles;
    for (const auto& script : glyph_scripts) styles[script.digit].push_back(glyph_style(script.points));
    return styles;
}

}  // namespace regula::inline REGULA_ABI
