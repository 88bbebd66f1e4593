#pragma once

#include <regula/loss/loss.hpp>

namespace regula::inline REGULA_ABI {

/// Huber's loss of the residual r = y - t: squared near zero, linear beyond `delta`, so that the gradient of
/// an outlier is bounded.
///
///     J = 1/m sum  1/2 r^2 where |r| <= delta, delta (|r| - delta/2) elsewhere
///     dJ/dy = clamp(r, -delta, delta) / m
///
/// Huber (1964), "Robust estimation of a location parameter".
struct Huber {
    double delta = 1;

    void check() const { require(delta > 0, "Huber: delta must be > 0, got ", delta); }

    double value(const auto& y, const auto& t) const {
        require_fit(y, t);
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const auto d = static_cast<Scalar>(delta);
        const auto cost = [d](Scalar r) {
            const Scalar size = r < Scalar{0} ? -r : r;
            return size <= d ? Scalar{0.5} * r * r : d * (size - Scalar{0.5} * d);
        };
        return static_cast<double>((y - t).unaryExpr(cost).sum()) / static_cast<double>(y.cols());
    }
    void gradient(const auto& y, const auto& t, auto& g) const {
        require_fit(y, t);
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const auto d = static_cast<Scalar>(delta);
        g = (1.0 / static_cast<double>(y.cols())) * (y - t).cwiseMin(d).cwiseMax(-d);
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        require_fit(y, t);
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const auto d = static_cast<Scalar>(delta), share = 1 / static_cast<Scalar>(y.cols());
        v = ((y - t).array().abs() <= d).select(share * u, Scalar{0});
    }

private:
    void require_fit(const auto& y, const auto& t) const {
        check();
        require_targets(y, t, "Huber");
    }
};

static_assert(CurvedLoss<Huber>);

}  // namespace regula::inline REGULA_ABI
