#pragma once

#include <regula/core/sample_weights.hpp>
#include <regula/loss/sample_weights.hpp>

#include <cmath>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A loss whose samples count by their class. With the weight w_c of class c
///
///     J = 1/m sum_j w(t_j) loss(y_j, t_j),     w(t) = sum_c w_c t_c / sum_c t_c
///
///     fit(net, ClassWeights{SoftmaxCrossEntropy{}, balanced_weights(train)}, train, Sgd{});
///
/// A class of weight 2 counts as if each of its samples stood there twice. One output is of two classes, with
/// t the share of class 1. The probabilities of the classes are those of the weighted loss: rare classes of
/// large weight become more probable. Every loss of classes takes weights; King and Zeng (2001), "Logistic
/// regression in rare events data".
template <LossType Loss>
class ClassWeights {
public:
    /// Throws std::invalid_argument unless there are at least two weights, all >= 0 and finite, one of them
    /// above 0.
    ClassWeights(Loss loss, std::vector<double> of_classes)
        : loss_{std::move(loss)}, weights_{std::move(of_classes)} {
        double sum = 0;
        for (const double weight : weights_) {
            require(weight >= 0 && std::isfinite(weight),
                    "ClassWeights: weights must be >= 0 and finite, got ", weight);
            sum += weight;
        }
        require(weights_.size() >= 2 && sum > 0,
                "ClassWeights: needs a weight for each of two classes or more, one above 0, got ",
                weights_.size(), " with the sum ", sum);
    }

    double value(const auto& y, const auto& t) const {
        require_classes(y, t);
        return weighted_value(loss_, y, t, weights_of(t));
    }
    void gradient(const auto& y, const auto& t, auto& g) const { value_and_gradient(y, t, g); }
    double value_and_gradient(const auto& y, const auto& t, auto& g) const {
        require_classes(y, t);
        return weighted_value_and_gradient(loss_, y, t, weights_of(t), g);
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const requires CurvedLoss<Loss> {
        require_classes(y, t);
        weighted_curvature(loss_, y, t, weights_of(t), u, v);
    }
    void log_probabilities(const auto& y, auto& l) const requires ClassLoss<Loss> {
        loss_.log_probabilities(y, l);
    }

private:
    double weight(const auto& t) const {
        const auto first = static_cast<double>(t[0]);
        if (t.size() == 1) return weights_[0] + first * (weights_[1] - weights_[0]);
        double weighted = 0, sum = 0;
        for (Index c = 0; c < t.size(); ++c) {
            weighted += weights_[static_cast<std::size_t>(c)] * static_cast<double>(t[c]);
            sum += static_cast<double>(t[c]);
        }
        return weighted / sum;
    }

    auto weights_of(const auto& t) const {
        return [&](Index j) { return weight(t.col(j)); };
    }

    void require_classes(const auto& y, const auto& t) const {
        require_targets(y, t, "ClassWeights");
        const Index classes = y.rows() == 1 ? 2 : y.rows();
        require(classes == static_cast<Index>(weights_.size()), "ClassWeights: ", classes, " classes have ",
                weights_.size(), " weights");
    }

    Loss loss_;
    std::vector<double> weights_;
};

/// The weights with which all classes of a data set count alike: n / (classes n_c), of mean 1 over the
/// samples. n_c is the number of samples of a class, or the sum of their weights. Throws
/// std::invalid_argument for data without labels, or without samples of a class.
template <class Data>
std::vector<double> balanced_weights(const Data& data) {
    data.check("balanced_weights");
    require(data.has_labels(), "balanced_weights: needs labels");
    std::vector<double> each(static_cast<std::size_t>(data.classes()), 0);
    const auto w = relative_weights(data.sample_weights);
    for (Index j = 0; j < data.size(); ++j)
        each[static_cast<std::size_t>(data.labels[j])] += data.has_weights() ? w[j] : 1.0;
    const double mean = static_cast<double>(data.size()) / static_cast<double>(each.size());
    for (std::size_t c = 0; c < each.size(); ++c) {
        require(each[c] > 0, "balanced_weights: class ", c, " has no samples");
        each[c] = mean / each[c];
    }
    return each;
}

}  // namespace regula::inline REGULA_ABI
