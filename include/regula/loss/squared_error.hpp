#pragma once

#include <regula/loss/loss.hpp>

namespace regula::inline REGULA_ABI {

/// Squared error:     J = 1/m sum_j 1/2 |y_j - t_j|^2,   dJ/dy = (y - t) / m
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 5.1.4 (there without the 1/2).
struct SquaredError {
    double value(const auto& y, const auto& t) const {
        require_targets(y, t, "SquaredError");
        return 0.5 * static_cast<double>((y - t).squaredNorm()) / static_cast<double>(y.cols());
    }
    void gradient(const auto& y, const auto& t, auto& g) const {
        require_targets(y, t, "SquaredError");
        g = (1.0 / static_cast<double>(y.cols())) * (y - t);
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        require_targets(y, t, "SquaredError");
        v = (1.0 / static_cast<double>(y.cols())) * u;
    }
};

static_assert(CurvedLoss<SquaredError>);

}  // namespace regula::inline REGULA_ABI
