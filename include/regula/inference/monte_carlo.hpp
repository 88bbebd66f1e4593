#pragma once

#include <regula/core/parallel/threads.hpp>
#include <regula/core/random.hpp>
#include <regula/inference/running_mean.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>

namespace regula::inline REGULA_ABI {

/// The mean (a RunningMean or another Sum) of the matrices pass(0) ... pass(count - 1), all of one shape, in
/// at most 16 tasks of an executor. The split into tasks and the order of the sum depend on `count` alone,
/// and so do the bits of the result. It keeps at most 16 sums in memory, for any number of passes. Throws
/// std::invalid_argument unless count >= 1.
template <class Sum, Executor E>
Sum mean_of_passes(const E& executor, Index count, const auto& pass) {
    require(count >= 1, "monte_carlo: passes must be >= 1, got ", count);
    const Index tasks = std::min<Index>(count, 16);
    const auto sums = executor.map(tasks, [&](Index task) {
        Sum sum;
        for (Index i = task; i < count; i += tasks) sum.add(pass(i));
        return sum.flat();
    });
    Sum all;
    for (const Vector<double>& sum : sums) all.add(Sum::of_flat(sum));
    return all;
}

/// A model that can predict at random:     predict(x, key, policies...)   returns a Matrix, outputs x samples
template <class Model, class Scalar, class... Ps>
concept RandomModel = requires(const Model& model, const Matrix<Scalar>& x, Key key, const Ps&... policies) {
    { model.predict(x, key, policies...) } -> std::convertible_to<Matrix<Scalar>>;
};

/// Monte-Carlo prediction: mean and variance of the outputs over random passes.
///
///     const auto found = monte_carlo(net, x, 100, Key{1}, Dropout{0.5});
///     found.mean();                // outputs x samples, of an ensemble of 100 networks that share weights
///     found.variance();            // how much its members disagree
///     found.standard_error();      // how far the mean is from that of all masks
///
/// Pass i is model.predict(x, key[i], policies...), with separate masks for each sample. An executor may come
/// first, monte_carlo(Threads{4}, net, ...); it does not change a bit of the result. Each pass takes all of x
/// at once.
///
/// In regression this is the variance of the function; the noise of an observation adds 1 / precision (see
/// dropout_precision). For classes pass the loss, too: monte_carlo(net, loss, x, ...).
///
/// Gal and Ghahramani (2016), "Dropout as a Bayesian approximation"; Srivastava et al. (2014), section 7.5.
template <Executor E, class Model, class Scalar, class... Ps>
RunningMean monte_carlo(const E& executor, const Model& model, const Matrix<Scalar>& x, Index passes, Key key,
                        const Ps&... policies) {
    static_assert(RandomModel<Model, Scalar, Ps...>,
                  "regula: monte_carlo needs a model with predict(x, key, policies...), a matrix of outputs");
    return mean_of_passes<RunningMean>(executor, passes, [&](Index i) {
        return Matrix<Scalar>{model.predict(x, key[static_cast<std::uint64_t>(i)], policies...)};
    });
}
template <class Model, class Scalar, class... Ps>
RunningMean monte_carlo(const Model& model, const Matrix<Scalar>& x, Index passes, Key key,
                        const Ps&... policies) {
    return monte_carlo(Threads{}, model, x, passes, key, policies...);
}

/// The precision of the noise, 1 / variance, under which training with Dropout{p} and L2{strength} with
/// SquaredError approximates a Gaussian process of a length scale:     length^2 / ((1 - p) n strength)
///
/// with p as rounded by Dropout, for gains scaled by 1/(1 - p) and a loss averaged over n samples. The paper
/// has neither, and its weights are ours times 1/(1 - p). Without a belief about the length, choose the
/// precision by the likelihood of held-out samples. Gal and Ghahramani (2016), equation 7. Throws
/// std::invalid_argument unless all are > 0 and p in [0, 1).
inline double dropout_precision(double length, double drop_probability, Index samples, double strength) {
    require(length > 0, "dropout_precision: length must be > 0, got ", length);
    require(drop_probability >= 0 && drop_probability < 1,
            "dropout_precision: drop_probability must be in [0, 1), got ", drop_probability);
    require(samples > 0, "dropout_precision: samples must be > 0, got ", samples);
    require(strength > 0, "dropout_precision: strength must be > 0, got ", strength);
    const double kept = Coin{drop_probability}.keep_probability();
    return length * length / (kept * static_cast<double>(samples) * strength);
}

}  // namespace regula::inline REGULA_ABI
