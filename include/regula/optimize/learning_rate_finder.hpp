#pragma once

#include <regula/data/split.hpp>
#include <regula/optimize/every_steps.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/last_good.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The result of a LearningRateFinder: a curve, and two rates read off it.
struct LearningRateRange {
    std::vector<double> learning_rates = {};  ///< of the steps, ascending, up to the one that diverged
    std::vector<double> losses = {};          ///< of the steps' minibatches, smoothed
    double lowest = 0;                        ///< the rate at which the smoothed loss is lowest
    double steepest = 0;                      ///< the rate at which it falls most in a step, before `lowest`
};

/// The learning rate range test: trains a copy of a model for some steps while the learning rate rises
/// geometrically, and shows how the loss of the minibatches answers.
///
///     const auto range = LearningRateFinder{}.find(net, loss, train, Sgd{.momentum = 0.9}, Dropout{0.5});
///     fit(net, loss, train, Sgd{.learning_rate = range.steepest, .momentum = 0.9}, Dropout{0.5});
///
/// A loss of the curve is the mean of the losses around it, each step away counts less by `smoothing`. The
/// curve ends before the mean of past losses lies above its least by three times the least's size. The model
/// stays as it is. Common choices are `steepest` and a tenth of `lowest`; the curve is noisy, so try
/// neighbours. Smith (2017), "Cyclical learning rates for training neural networks", section 3.3.
struct LearningRateFinder {
    double from = 1e-6, to = 10;  ///< the learning rates of the first and the last step
    Index steps = 100;
    double smoothing = 0.9;  ///< the weight of a neighbour's loss in a mean

    void check() const {
        require(from > 0 && std::isfinite(to) && to > from,
                "LearningRateFinder: needs 0 < from < to, finite, got ", from, " and ", to);
        require(steps >= 10, "LearningRateFinder: steps must be >= 10, got ", steps);
        require(smoothing >= 0 && smoothing < 1, "LearningRateFinder: smoothing must be in [0, 1), got ",
                smoothing);
    }

    /// Takes the arguments of fit. The learning rate, the schedule and the epochs of the optimizer are not
    /// used. Throws std::invalid_argument as fit does, and if the loss is not finite in the first steps.
    template <Model M, class Loss, class Optimizer, class... Ps>
    LearningRateRange find(M model, const Loss& loss, const Dataset<typename M::Scalar>& train,
                           Optimizer optimizer, Ps... policies) const {
        check();
        require_fits(model, train, "training data");
        optimizer.check();
        const Dataset<typename M::Scalar> some = enough(train, optimizer);
        const Index size = some.size(), batch = std::min(optimizer.batch_size, size);
        const Index batches = (size + batch - 1) / batch;  // of an epoch
        const double rise =
            std::log(to / from) * static_cast<double>(batches) / static_cast<double>(steps - 1);
        optimizer.learning_rate = from;
        optimizer.schedule = [rise](double epoch) { return std::exp(rise * epoch); };
        optimizer.epochs = static_cast<int>((steps + batches - 1) / batches);

        LearningRateRange range;
        double samples = 0, sum = 0;  // of the epoch so far, of which a record has the mean
        const auto look = [&](const Record& record) {
            if (!record.within || record.steps > steps) return;
            const Index step = (record.steps - 1) % batches;
            if (step == 0) samples = sum = 0;
            const auto here = static_cast<double>(std::min(batch, size - step * batch));
            samples += here;
            const double before = std::exchange(sum, record.objective[0].value * samples);
            range.learning_rates.push_back(record.learning_rate);
            range.losses.push_back((sum - before) / here);
        };
        State<typename M::Scalar> none;
        // Not ended, it restores the parameters: a copy of a model that refers to another, as a
        // GradientAccumulation does, moves those of the other.
        const LastGood before{model.parameters(), none};
        fit(model, loss, some, optimizer, std::move(policies)..., every_steps(1, look));
        cut_off(range);
        smooth(range.losses);
        read_off(range);
        return range;
    }

private:
    /// No more samples than the steps take, for an epoch ends with its last minibatch.
    template <class Scalar>
    Dataset<Scalar> enough(const Dataset<Scalar>& train, const auto& optimizer) const {
        if ((train.size() - 1) / optimizer.batch_size < steps) return train;
        const Key key = Key{optimizer.seed}.stream("learning rate finder");
        return random_split(train, train.size() - steps * optimizer.batch_size, key).train;
    }

    /// Drops the steps from the one on at which the run diverges.
    void cut_off(LearningRateRange& range) const {
        double mean = range.losses.empty() ? 0 : range.losses[0], least = mean;
        std::size_t count = 0;
        for (const double loss : range.losses) {
            mean = smoothing * mean + (1 - smoothing) * loss;
            least = std::min(least, mean);
            if (!(mean <= least + 3 * std::abs(least))) break;
            ++count;
        }
        require(count >= 3, "LearningRateFinder: diverges in step ", count + 1, " of ", steps,
                ", with learning rates from ", from, " on; choose a smaller 'from'");
        range.learning_rates.resize(count);
        range.losses.resize(count);
    }

    void smooth(std::vector<double>& losses) const {
        const std::vector<double> raw = losses;
        for (std::size_t k = 0; k < raw.size(); ++k) {
            double sum = 0, shares = 0;
            for (std::size_t i = 0; i < raw.size(); ++i) {
                const double share = std::pow(smoothing, static_cast<double>(i > k ? i - k : k - i));
                sum += share * raw[i];
                shares += share;
            }
            losses[k] = sum / shares;
        }
    }

    /// Leaves out the first tenth, where the rates are too small to tell, and for the steepest fall all
    /// behind the lowest loss: there the run has begun to diverge.
    static void read_off(LearningRateRange& range) {
        const std::vector<double>& losses = range.losses;
        const std::size_t first = std::max<std::size_t>(1, losses.size() / 10);
        const auto from_first = losses.begin() + static_cast<std::ptrdiff_t>(first);
        const auto lowest =
            first + static_cast<std::size_t>(std::min_element(from_first, losses.end()) - from_first);
        const auto fall = [&](std::size_t k) { return losses[k - 1] - losses[k + 1]; };
        std::size_t steepest = first;
        for (std::size_t k = first; k < lowest; ++k)
            if (fall(k) > fall(steepest)) steepest = k;
        range.steepest = range.learning_rates[steepest];
        range.lowest = range.learning_rates[lowest];
    }
};

}  // namespace regula::inline REGULA_ABI
