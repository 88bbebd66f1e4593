#pragma once

#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Gamma loss of positive targets whose deviation grows with their mean, such as costs and durations: y are
/// logarithms of the means, mu = exp(y). Half the deviance, that is the negative log-likelihood less its
/// least value for the targets, for any shape, in units of the shape:
///
///     J = 1/m sum_ij t / mu - 1 - log(t / mu),   dJ/dy = (1 - t / mu) / m
///
/// Targets are > 0 (outputs x samples); the verbs throw std::invalid_argument for others. Nelder and
/// Wedderburn (1972), "Generalized linear models".
struct GammaLoss {
    double value(const auto& y, const auto& t) const {
        require_fit(y, t);
        const auto d = t.array().log() - y.array();  // log(t / mu)
        return static_cast<double>((d.expm1() - d).sum()) / static_cast<double>(y.cols());
    }
    void gradient(const auto& y, const auto& t, auto& g) const {
        require_fit(y, t);
        const double share = 1 / static_cast<double>(y.cols());
        g = (share * (1 - t.array() * (-y.array()).exp())).matrix();
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        require_fit(y, t);
        const double share = 1 / static_cast<double>(y.cols());
        v = (share * (t.array() * (-y.array()).exp() * u.array())).matrix();
    }

private:
    static void require_fit(const auto& y, const auto& t) {
        require_targets(y, t, "GammaLoss");
        require((t.array() > 0).all(), "GammaLoss: targets must be > 0, got ", t.minCoeff());
    }
};

static_assert(CurvedLoss<GammaLoss>);

}  // namespace regula::inline REGULA_ABI
