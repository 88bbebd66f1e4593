#pragma once

#include <regula/core/random.hpp>
#include <regula/data/glyph_strokes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace regula::inline REGULA_ABI {

/// 28 x 28 pixels, row by row, from 0 (paper) to 1 (ink), drawn on by distance to a line, so without steps.
class GlyphCanvas {
public:
    static constexpr int side = 28;
    using Pixels = std::array<float, side * side>;

    const Pixels& pixels() const { return ink_; }

    void clear() { ink_.fill(0); }

    /// Starts a new line, of another radius.
    void lift(float radius) {
        squared_.fill(far);
        radius_ = radius;
    }

    /// Adds the way through these points to the line: the squared distance of each pixel near it.
    void trace(const GlyphStroke& points) {
        const float reach = radius_ + 1;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const GlyphPoint a = points[i], b = points[i + 1];
            const float dx = b.x - a.x, dy = b.y - a.y, scale = 1 / std::max(dx * dx + dy * dy, 1e-9f);
            const int left = inside(std::min(a.x, b.x) - reach), right = inside(std::max(a.x, b.x) + reach);
            const int top = inside(std::min(a.y, b.y) - reach), bottom = inside(std::max(a.y, b.y) + reach);
            for (int row = top; row <= bottom; ++row)
                for (int column = left; column <= right; ++column) {
                    const float x = static_cast<float>(column) + 0.5f - a.x;
                    const float y = static_cast<float>(row) + 0.5f - a.y;
                    const float t = std::clamp((x * dx + y * dy) * scale, 0.0f, 1.0f);
                    const float u = x - t * dx, v = y - t * dy;
                    float& squared = squared_[static_cast<std::size_t>(side * row + column)];
                    squared = std::min(squared, u * u + v * v);
                }
        }
    }

    /// Draws the line, or erases along it: fully within the radius, fading over one pixel.
    void ink(float brightness) {
        for (std::size_t i = 0; i < ink_.size(); ++i)
            if (squared_[i] < far) ink_[i] = std::max(ink_[i], brightness * cover(squared_[i]));
    }
    void rub_out() {
        for (std::size_t i = 0; i < ink_.size(); ++i)
            if (squared_[i] < far) ink_[i] *= 1 - cover(squared_[i]);
    }

    /// Adds noise of a triangular density to every pixel; then rounds to 256 grey levels, as an image file
    /// has.
    void expose(Key key, float stddev) {
        const float step = stddev * std::sqrt(6.0f) / 65536;  // the variance of the density on (-1, 1) is 1/6
        for (std::size_t i = 0; i < ink_.size(); i += 4) {
            const Words words = key.words(static_cast<std::uint32_t>(i / 4), 0);
            for (std::size_t lane = 0; lane < 4; ++lane) {
                const std::uint32_t w = words[lane];
                const int sum = static_cast<int>(w >> 16) + static_cast<int>(w & 0xffff) - 65535;
                const float value = std::clamp(ink_[i + lane] + step * static_cast<float>(sum), 0.0f, 1.0f);
                ink_[i + lane] = static_cast<float>(static_cast<int>(255 * value + 0.5f)) / 255;
            }
        }
    }

private:
    static constexpr float far = 1e6f;

    float cover(float squared) const { return std::clamp(radius_ + 0.5f - std::sqrt(squared), 0.0f, 1.0f); }
    static int inside(float x) { return static_cast<int>(std::clamp(x, 0.0f, side - 1.0f)); }

    float radius_ = 1;
    Pixels squared_{}, ink_{};
};

}  // namespace regula::inline REGULA_ABI
