#pragma once

#include <regula/ensemble/evaluate_outputs.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Distillation: a student learns the class probabilities of a teacher, for example an ensemble, at a
/// temperature T that raises the small probabilities. A share h of its loss is that of the labels.
///
///     J = (1 - h) T^2 CE(softmax(z / T), softmax(y / T)) + h CE(label, softmax(y)),  z = teacher's scores
///
///     const Distillation loss{.temperature = 3, .hard = 0.1};
///     fit(student, loss, loss.soft_targets(train, bag.predict(train.inputs, AverageProbability{})), Sgd{});
///
/// J is linear in the targets, so one matrix holds both:     t = (1 - h) T softmax(z / T) + h (unit column)
///
///     J = 1/m sum_j (1 - h) T^2 lse(y_j / T) + h lse(y_j) - t_j'y_j,     lse(y) = log sum_i exp y_i
///
/// For labels without a teacher, as in validation data, the loss is SoftmaxCrossEntropy.
/// Hinton, Vinyals and Dean (2015), "Distilling the knowledge in a neural network".
struct Distillation {
    static constexpr bool takes_labels = true;
    double temperature = 1;
    double hard = 0;  ///< the share of the labels

    void check() const {
        require(temperature > 0, "Distillation: temperature must be > 0, got ", temperature);
        require(hard >= 0 && hard <= 1, "Distillation: hard must be in [0, 1], got ", hard);
    }

    /// The data with the teacher's probabilities as soft targets. `scores` are the teacher's logits or log
    /// probabilities, classes x samples. Labels are needed only if `hard` is > 0.
    template <class Scalar>
    Dataset<Scalar> soft_targets(const Dataset<Scalar>& data, const Matrix<Scalar>& scores) const {
        check();
        require(scores.cols() == data.size() && scores.rows() >= 2,
                "Distillation: needs scores of 2 classes or ", "more for ", data.size(), " samples, got ",
                scores.rows(), " x ", scores.cols());
        require(hard == 0 || data.has_labels(), "Distillation: hard > 0 needs labels, got data without");
        if (hard > 0) require_labels(data.labels, data.size(), scores.rows(), "Distillation");
        const Matrix<Scalar> tempered = (1 / temperature) * scores;
        Dataset<Scalar> soft{.inputs = data.inputs, .sample_weights = data.sample_weights};
        soft.targets = (1 - hard) * temperature * log_softmax(tempered).array().exp().matrix();
        if (hard > 0) soft.targets += hard * target_columns(data, scores.rows());
        return soft;
    }

    template <class Targets>
    double value(const auto& y, const Targets& t) const {
        check();
        require_targets(y, t, "Distillation");
        if constexpr (std::same_as<Targets, Labels>) {
            return SoftmaxCrossEntropy{}.value(y, t);
        } else {
            double sum = 0;
            for (Index j = 0; j < y.cols(); ++j) {
                const double soft = (1 - hard) * temperature * temperature;
                sum += soft * log_sum(y, j, temperature) + hard * log_sum(y, j, 1) -
                       target_score(t.col(j), y.col(j));
            }
            return sum / static_cast<double>(y.cols());
        }
    }

    template <class Targets>
    void gradient(const auto& y, const Targets& t, auto& g) const {
        check();
        require_targets(y, t, "Distillation");
        if constexpr (std::same_as<Targets, Labels>) {
            SoftmaxCrossEntropy{}.gradient(y, t, g);
        } else {
            const double share = 1 / static_cast<double>(y.cols());
            g = -share * t;
            const auto add = [&](double factor, double at) {
                for (Index j = 0; j < y.cols(); ++j) {
                    const double log_whole = log_sum(y, j, at);
                    using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
                    g.col(j).array() += (factor * share) *
                                        ((1 / at) * y.col(j).array() - static_cast<Scalar>(log_whole)).exp();
                }
            };
            if (hard < 1) add((1 - hard) * temperature, temperature);
            if (hard > 0) add(hard, 1);
        }
    }

private:
    /// log sum_i exp(y_ij / T)
    static double log_sum(const auto& y, Index j, double at) {
        const auto top = y.col(j).maxCoeff();
        return static_cast<double>(top) / at +
               std::log(static_cast<double>(((1 / at) * (y.col(j).array() - top)).exp().sum()));
    }
};

static_assert(LabelLoss<Distillation>);

}  // namespace regula::inline REGULA_ABI
