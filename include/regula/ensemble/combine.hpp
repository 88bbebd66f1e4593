#pragma once

#include <regula/core/policy.hpp>
#include <regula/loss/log_mean.hpp>
#include <regula/loss/log_softmax.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Combines the outputs of members into those of the ensemble, by a weighted mean of transformed outputs:
///
///     y = f^-1(sum_i w_i f(y_i)),     w_i >= 0, sum_i w_i = 1
///
///     enter(y)     y <- f(y), of outputs x samples
///     leave(y)     y <- f^-1(y)
///
/// If f(y) may underflow or overflow, a combination computes the mean of two outputs itself:
///
///     blend(mean, y, s)     mean <- f^-1((1 - s) f(mean) + s f(y)),     s in (0, 1]
///
/// The result has the kind of the members' outputs (scores for a classifier), so losses, errors and a student
/// can use an ensemble like a network. All but Average treat a single output as a binary score before the
/// sigmoid. A mean of quantities that are compared with targets (numbers, or unit columns for labels) has
/// enter(y) and declares:
///     static constexpr bool of_targets = true;     diagnose explains its squared error.
template <class C>
concept LinearCombining = requires(const C& combine, Probe& y) {
    combine.enter(y);
    combine.leave(y);
};
/// The same by blend(mean, y, s).
template <class C>
concept BlendCombining = requires(const C& combine, Probe& mean, const Probe& y) {
    combine.blend(mean, y, 0.5);
};
/// A combination of either kind.
template <class C>
concept Combining = LinearCombining<C> || BlendCombining<C>;
/// A combination of quantities that are compared with targets.
template <class C>
concept TargetCombining = Combining<C> && C::of_targets && requires(const C& combine, Probe& y) {
    combine.enter(y);
};

/// The mean of the outputs themselves: for regression.
struct Average {
    static constexpr bool of_targets = true;
    void enter(auto&) const {}
    void leave(auto&) const {}
};

/// The arithmetic mean of the probabilities:     log sum_i w_i softmax(y_i)
///
/// Computed from logarithms, so that probabilities may underflow.
struct AverageProbability {
    static constexpr bool of_targets = true;
    void enter(auto& y) const {
        if (y.rows() == 1)
            y = (1 + (-y.array()).exp()).inverse().matrix();
        else
            y = log_softmax(y).array().exp().matrix();
    }
    void blend(auto&& mean, const auto& y, double s) const {
        using Scalar = typename std::remove_cvref_t<decltype(mean)>::Scalar;
        if (y.rows() > 1) {
            mean = log_softmax(mean);
            blend_logs(mean, log_softmax(y), s);
            return;
        }
        const auto log_sigmoid = [](Scalar z) {
            return std::min(z, Scalar{0}) - std::log1p(std::exp(-std::abs(z)));
        };
        mean = mean.binaryExpr(y,
                               [&](Scalar a, Scalar b) {
                                   return log_mean(log_sigmoid(a), log_sigmoid(b), s) -
                                          log_mean(log_sigmoid(-a), log_sigmoid(-b), s);
                               })
                   .eval();
    }
};

/// The geometric mean of the probabilities, renormalised:     log softmax(sum_i w_i log softmax(y_i))
///
/// Warde-Farley et al. (2014); Goodfellow, Bengio and Courville, Deep Learning, equations 7.53 and 7.54.
struct GeometricMean {
    void enter(auto& y) const {
        if (y.rows() > 1) y = log_softmax(y);
    }
    void leave(auto& y) const { enter(y); }
};

/// The shares of the votes; each member votes for the class of its largest output. The first class wins a
/// tie, as with equal outputs; in a binary vote, class 0 wins. (A single output is the share of class 1, less
/// 1/2.) Vote shares are not scores: use them for errors, not for losses.
struct MajorityVote {
    static constexpr bool of_targets = true;
    void enter(auto& y) const {
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        if (y.rows() == 1) {
            y = y.unaryExpr(
                [](Scalar score) { return std::isnan(score) ? score : Scalar(score > 0 ? 1 : 0); });
            return;
        }
        for (auto sample : y.colwise()) {
            if (sample.hasNaN()) continue;  // and the vote is NaN
            Index choice = 0;
            sample.maxCoeff(&choice);
            sample.setZero();
            sample[choice] = 1;
        }
    }
    void leave(auto& y) const {
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        if (y.rows() == 1) y.array() -= Scalar(0.5);
    }
};

static_assert(TargetCombining<Average> && TargetCombining<AverageProbability> && Combining<GeometricMean> &&
              TargetCombining<MajorityVote>);

}  // namespace regula::inline REGULA_ABI
