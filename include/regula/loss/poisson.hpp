#pragma once

#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Poisson loss of counts or rates: y are logarithms of the expected counts, mu = exp(y). Half the deviance,
/// that is the negative log-likelihood less its least value for the targets:
///
///     J = 1/m sum_ij t log(t / mu) - t + mu,   dJ/dy = (mu - t) / m
///
/// Targets are >= 0 (outputs x samples), not only whole numbers; the verbs throw std::invalid_argument for
/// others. Counts over exposures e of the samples take log e as an offset, see CoordinateDescent::offset.
/// Nelder and Wedderburn (1972), "Generalized linear models".
struct PoissonLoss {
    double value(const auto& y, const auto& t) const {
        require_fit(y, t);
        // exp(d) - 1 - d of d = y - log t, times t, loses no digits where mu is near t
        const auto d = y.array() - t.array().log();
        const auto cost = (t.array() > 0).select(t.array() * (d.expm1() - d), y.array().exp());
        return static_cast<double>(cost.sum()) / static_cast<double>(y.cols());
    }
    void gradient(const auto& y, const auto& t, auto& g) const {
        require_fit(y, t);
        const double share = 1 / static_cast<double>(y.cols());
        g = (share * (y.array().exp() - t.array())).matrix();
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        require_fit(y, t);
        const double share = 1 / static_cast<double>(y.cols());
        v = (share * (y.array().exp() * u.array())).matrix();
    }

private:
    static void require_fit(const auto& y, const auto& t) {
        require_targets(y, t, "PoissonLoss");
        require((t.array() >= 0).all(), "PoissonLoss: targets must be >= 0, got ", t.minCoeff());
    }
};

static_assert(CurvedLoss<PoissonLoss>);

}  // namespace regula::inline REGULA_ABI
