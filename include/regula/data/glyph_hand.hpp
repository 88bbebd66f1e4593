#pragma once

#include <regula/core/random.hpp>
#include <regula/data/glyph_strokes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// The random numbers of one glyph, drawn one after the other from its key.
class GlyphDraws {
public:
    explicit GlyphDraws(Key key) : key_{key} {}

    float uniform(double low, double high) {
        return static_cast<float>(low + (high - low) * key_.uniform(drawn_++));
    }
    float normal(double stddev) { return static_cast<float>(stddev * key_.normal(drawn_++)); }
    int below(int bound) { return static_cast<int>(key_.below(static_cast<std::uint64_t>(bound), drawn_++)); }

private:
    Key key_;
    std::uint64_t drawn_ = 0;
};

/// A hand that writes one glyph in its own way: a random affine map (rotation, shear, width, height, shift)
/// from the unit square to 28 x 28 pixels, after a smooth random deformation by three waves.
class GlyphHand {
public:
    explicit GlyphHand(GlyphDraws& draws) {
        const float turn = draws.normal(0.13), shear = draws.normal(0.15);
        const float width = draws.uniform(15, 21), height = draws.uniform(19, 23);
        affine_ = {width * std::cos(turn), height * (shear * std::cos(turn) - std::sin(turn)),
                   width * std::sin(turn), height * (shear * std::sin(turn) + std::cos(turn))};
        shift_.x = draws.uniform(12.6, 15.4);
        shift_.y = draws.uniform(12.6, 15.4);
        for (Wave& wave : waves_) {
            wave.along_x = draws.normal(3), wave.along_y = draws.normal(3);
            wave.phase = draws.uniform(0, 2 * std::numbers::pi);
            wave.move_x = draws.normal(0.03), wave.move_y = draws.normal(0.03);
        }
    }

    /// The pixel coordinates of a point of the unit square.
    GlyphPoint place(GlyphPoint p) const {
        float x = p.x - 0.5f, y = p.y - 0.5f;
        for (const Wave& wave : waves_) {
            const float swing = std::sin(wave.along_x * p.x + wave.along_y * p.y + wave.phase);
            x += wave.move_x * swing, y += wave.move_y * swing;
        }
        return {affine_[0] * x + affine_[1] * y + shift_.x, affine_[2] * x + affine_[3] * y + shift_.y};
    }

    /// The line, in pixels, that runs through the points of a stroke, each a little off: a Catmull-Rom
    /// spline.
    GlyphStroke write(const GlyphStroke& stroke, GlyphDraws& draws) const {
        GlyphStroke points = stroke, line;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (i > 0 && stroke[i] == stroke[i - 1])
                points[i] = points[i - 1];
            else
                points[i].x += draws.normal(0.022), points[i].y += draws.normal(0.022);

        constexpr int pieces = 4;
        const std::size_t last = points.size() - 1;
        line.reserve(pieces * last + 1);
        for (std::size_t i = 0; i < last; ++i) {
            const GlyphPoint a = points[i == 0 ? 0 : i - 1], b = points[i], c = points[i + 1];
            const GlyphPoint d = points[std::min(i + 2, last)];
            if (b == c) continue;  // a corner
            for (int k = 0; k < pieces; ++k) {
                const float t = static_cast<float>(k) / pieces;
                line.push_back(place({spline(a.x, b.x, c.x, d.x, t), spline(a.y, b.y, c.y, d.y, t)}));
            }
        }
        line.push_back(place(points[last]));
        return line;
    }

private:
    /// From q at t = 0 to r at t = 1, with the neighbours p and s.
    static float spline(float p, float q, float r, float s, float t) {
        return q + 0.5f * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
    }

    struct Wave {
        float along_x, along_y, phase, move_x, move_y;
    };

    std::array<float, 4> affine_{};
    GlyphPoint shift_{};
    std::array<Wave, 3> waves_{};
};

}  // namespace regula::inline REGULA_ABI
