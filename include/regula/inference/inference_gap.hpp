#pragma once

#include <regula/core/targets.hpp>
#include <regula/data/dataset.hpp>
#include <regula/inference/belief.hpp>

#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A mean over samples and its standard error.
struct Estimate {
    double mean = 0, standard_error = 0;
};

/// A way to predict with a network that was trained with dropout, and its results on data.
struct InferenceWay {
    std::string name;
    Estimate error;            ///< the share of wrong classes
    Estimate loss;             ///< -log p(label)
    Estimate divergence;       ///< KL(reference || way), in nats
    Estimate total_variation;  ///< 1/2 sum_c |reference_c - way_c|, in [0, 1]
};

/// Compares ways to predict with a reference, on labelled data.
class InferenceGap {
public:
    /// The reference: log probabilities, classes x samples, and labels for the samples. Throws
    /// std::invalid_argument for labels that do not fit.
    InferenceGap(const std::string& name, Matrix<double> log_probabilities, Labels labels)
        : reference_{std::move(log_probabilities)}, labels_{std::move(labels)} {
        require_targets(reference_, labels_, "InferenceGap");
        add(name, reference_);
    }

    /// Adds one more way, for example your own, by its log probabilities, classes x samples. Throws
    /// std::invalid_argument unless they have the shape of the reference.
    void add(const std::string& name, const Matrix<double>& log_probabilities) {
        require(log_probabilities.rows() == reference_.rows() && log_probabilities.cols() == labels_.size(),
                "InferenceGap: '", name, "' must give ", reference_.rows(), " x ", labels_.size(),
                " log probabilities, got ", log_probabilities.rows(), " x ", log_probabilities.cols());
        RunningMean sum;
        for (Index j = 0; j < labels_.size(); ++j) {
            const auto way = log_probabilities.col(j);
            const auto reference = std::as_const(reference_).col(j);
            Index choice;
            way.maxCoeff(&choice);
            const auto p = reference.array().exp();
            sum.add(Eigen::Vector4d{choice == labels_[j] ? 0.0 : 1.0, -way[labels_[j]],
                                    (p == 0).select(0, p * (reference - way).array()).sum(),
                                    0.5 * (p - way.array().exp()).abs().sum()});
        }
        const Matrix<double> error = sum.standard_error();
        const auto estimate = [&](Index i) { return Estimate{sum.mean()(i), error(i)}; };
        ways_.push_back({name, estimate(0), estimate(1), estimate(2), estimate(3)});
    }

    const std::vector<InferenceWay>& ways() const { return ways_; }
    /// By name; throws std::invalid_argument if there is none.
    const InferenceWay& at(const std::string& name) const {
        for (const InferenceWay& way : ways_)
            if (way.name == name) return way;
        require(false, "InferenceGap: there is no way named '", name, "'");
        return ways_.front();
    }

private:
    Matrix<double> reference_;
    Labels labels_;
    std::vector<InferenceWay> ways_;
};

/// Compares these ways to predict on data, in this order:
///
///     "Monte Carlo"          the mean of k random passes, the reference
///     "Monte Carlo again"    of k others: the distance between these two is due to k, not to the way
///     "geometric mean"       of the first k passes, renormalised
///     "weight scaling"       one pass without masks, predict(x)
///
///     auto gap = inference_gap(net, SoftmaxCrossEntropy{}, test, 50, Key{1}, Dropout{0.5});
///     gap.at("weight scaling").divergence.mean;
///     gap.add("mine", log_probabilities);         // another way, on the same samples
///
/// Standard errors are those of the mean over the samples, for the masks that were drawn. Samples are
/// processed in parts; part n draws its random numbers by key[n]. Throws std::invalid_argument if the data
/// have no labels.
template <Executor E, class Model, ClassLoss Loss, class Scalar, class... Ps>
InferenceGap inference_gap(const E& executor, const Model& model, const Loss& loss,
                           const Dataset<Scalar>& data, Index passes, Key key, const Ps&... policies) {
    data.check("inference_gap");
    require_unweighted(data, "inference_gap");
    require(data.has_labels(), "inference_gap: needs labels, got data with targets");
    const Index part_size = 500;
    Matrix<double> first, again, geometric, scaled, logs;
    const auto put = [&](Matrix<double>& all, const Matrix<double>& part, Index at) {
        if (all.size() == 0) all.resize(part.rows(), data.size());
        all.middleCols(at, part.cols()) = part;
    };
    for (Index at = 0, n = 0; at < data.size(); at += part_size, ++n) {
        const Matrix<Scalar> x = data.inputs.middleCols(at, std::min(part_size, data.size() - at));
        const Key of_part = key[static_cast<std::uint64_t>(n)];
        loss.log_probabilities(Matrix<Scalar>{model.predict(x)}.template cast<double>(), logs);
        require(data.classes() <= logs.rows(), "inference_gap: the model knows ", logs.rows(),
                " classes, the data have ", data.classes());
        put(scaled, logs, at);
        const Belief belief =
            monte_carlo(executor, model, loss, x, passes, of_part.stream("first"), policies...);
        put(first, belief.log_mean, at);
        put(geometric, belief.log_geometric, at);
        put(again,
            monte_carlo(executor, model, loss, x, passes, of_part.stream("again"), policies...).log_mean, at);
    }
    InferenceGap gap{"Monte Carlo", std::move(first), data.labels};
    gap.add("Monte Carlo again", again);
    gap.add("geometric mean", geometric);
    gap.add("weight scaling", scaled);
    return gap;
}
template <class Model, ClassLoss Loss, class Scalar, class... Ps>
InferenceGap inference_gap(const Model& model, const Loss& loss, const Dataset<Scalar>& data, Index passes,
                           Key key, const Ps&... policies) {
    return inference_gap(Threads{}, model, loss, data, passes, key, policies...);
}

}  // namespace regula::inline REGULA_ABI
