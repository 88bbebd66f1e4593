#pragma once

#include <regula/core/error.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// A direction in which an image f changes if it is moved or thickened a little, v = df/dr at r = 0, where r
/// is the coefficient of the change. x is measured to the right and y down, in pixels from the centre.
///
///     horizontal_shift       -f_x             r pixels to the right
///     vertical_shift         -f_y             r pixels down
///     rotation               x f_y - y f_x    r radians, counterclockwise
///     scale                  -(x f_x + y f_y)      larger by the factor e^r
///     axis_hyperbolic        y f_y - x f_x    wider by e^r, and lower by as much
///     diagonal_hyperbolic    -(y f_x + x f_y)      longer along the diagonal to the right and down
///     thickness              f_x^2 + f_y^2    strokes become thicker
///
/// Simard, LeCun, Denker and Victorri (1998), "Transformation invariance in pattern recognition - tangent
/// distance and tangent propagation".
enum class TangentField {
    horizontal_shift,
    vertical_shift,
    rotation,
    scale,
    axis_hyperbolic,
    diagonal_hyperbolic,
    thickness
};

/// All seven.
inline std::vector<TangentField> all_tangent_fields() {
    using enum TangentField;
    return {horizontal_shift, vertical_shift,      rotation, scale,
            axis_hyperbolic,  diagonal_hyperbolic, thickness};
}

/// The name of a field, such as "rotation". Throws std::invalid_argument for a number that is no field.
inline const char* name_of(TangentField field) {
    switch (field) {
        case TangentField::horizontal_shift:
            return "horizontal shift";
        case TangentField::vertical_shift:
            return "vertical shift";
        case TangentField::rotation:
            return "rotation";
        case TangentField::scale:
            return "scale";
        case TangentField::axis_hyperbolic:
            return "axis hyperbolic";
        case TangentField::diagonal_hyperbolic:
            return "diagonal hyperbolic";
        case TangentField::thickness:
            return "thickness";
    }
    throw std::invalid_argument(text("TangentField: there is no field ", static_cast<int>(field)));
}

}  // namespace regula::inline REGULA_ABI
