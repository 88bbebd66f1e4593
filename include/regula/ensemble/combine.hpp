#pragma once

#include <regula/core/policy.hpp>
#include <regula/loss/log_mean.hpp>
#include <regula/loss/log_softmax.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// How the outputs of members become those of the ensemble: a weighted mean of what they are in some other terms,
///
///     y = f^-1(sum_i w_i f(y_i)),     w_i >= 0, sum_i w_i = 1
///
///     enter(y)     y <- f(y), of outputs x samples
///     leave(y)     y <- f^-1(y)
///
/// Where f(y) may be beyond the range of numbers, a combination takes the mean itself, of two:
///
///     blend(mean, y, s)     mean <- f^-1((1 - s) f(mean) + s f(y)),     s in (0, 1]
///
/// What comes out is of the kind that went in, scores for a classifier, so that losses and errors, and a student,
/// take an ensemble for a network. A single output is that of a yes-or-no question, a score before the sigmoid,
/// to all but Average. A mean of what is compared with targets, numbers or unit columns for labels, has enter(y)
/// and says so:
///     static constexpr bool of_targets = true;     its squared error is what diagnose explains.
template <class C>
concept LinearCombining = requires(const C& combine, Probe& y) {
    combine.enter(y);
    combine.leave(y);
};
template <class C>
concept BlendCombining = requires(const C& combine, Probe& mean, const Probe& y) {
    combine.blend(mean, y, 0.5);
};
template <class C>
concept Combining = LinearCombining<C> || BlendCombining<C>;
template <class C>
concept TargetCombining = Combining<C> && C::of_targets && requires(const C& combine, Probe& y) {
    combine.enter(y);
};

/// The mean of the outputs as they are: for regression.
struct Average {
    static constexpr bool of_targets = true;
    void enter(auto&) const {}
    void leave(auto&) const {}
};

/// The arithmetic mean of the probabilities:     log sum_i w_i softmax(y_i)
///
/// By their logarithms, so that members may be as sure as they like.
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

/// The geometric mean of the probabilities, made a distribution again:     log softmax(sum_i w_i log softmax(y_i))
///
/// Warde-Farley et al. (2014); Goodfellow, Bengio and Courville, Deep Learning, equations 7.53 and 7.54.
struct GeometricMean {
    void enter(auto& y) const {
        if (y.rows() > 1) y = log_softmax(y);
    }
    void leave(auto& y) const { enter(y); }
};

/// The shares of the votes, one a member for the class of its largest output. Of classes with equally many votes
/// the first is chosen, as of equal outputs; of a yes-or-no question it is no. (A single output is the share of
/// yes less 1/2.) These are not scores: errors take them, losses do not.
struct MajorityVote {
    static constexpr bool of_targets = true;
    void enter(auto& y) const {
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        if (y.rows() == 1) {
            y = y.unaryExpr([](Scalar score) { return Scalar(score > 0 ? 1 : 0); });
            return;
        }
        for (auto sample : y.colwise()) {
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
