#pragma once

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/label_smoothing.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The scores of one sample of class 3 of 10, and its loss.
struct TrainedScores {
    Vector<double> scores;
    double loss = 0;

    /// The gap between the score of the class and the nearest other.
    double gap() const {
        Vector<double> others = scores;
        others[3] = -HUGE_VAL;
        return scores[3] - others.maxCoeff();
    }
};

/// Trains the scores themselves, as a network that fits everything does.
template <class... Policies>
TrainedScores train_scores(int steps, Policies... policies) {
    Dataset<double> data{.inputs = Matrix<double>::Ones(1, 1), .targets = Matrix<double>::Zero(10, 1)};
    data.targets(3, 0) = 1;
    Parameters<double> theta{{{.name = "scores", .rows = 10, .cols = 1}}};
    double loss = 0;
    const auto f = [&](const Parameters<double>& at, const Batch<double>& batch, Parameters<double>& g) {
        return loss = SoftmaxCrossEntropy{}.value_and_gradient(at.vector(), batch.targets, g.vector());
    };
    minimize(theta, f, data, Sgd{.learning_rate = 2, .epochs = steps}, policies...);
    return {theta.vector(), loss};
}

/// The gap after training with smoothed labels.
template <class = OnUse>
Finding gap_of_training(double wrong, LabelSmoothing smoothing, const SmoothLabel& label) {
    const double predicted = label.gap() * (1 + wrong), trained = train_scores(4000, smoothing).gap();
    return {predicted, trained, relative(trained, predicted)};
}

namespace experiments {

template <class = OnUse>
Finding label_smoothing_gap_over_others(double wrong) {
    return gap_of_training(wrong, {0.1, LabelSmoothing::other_classes}, smoothed_over_others(10, 0.1));
}

template <class = OnUse>
Finding label_smoothing_gap_over_all(double wrong) {
    return gap_of_training(wrong, {0.1, LabelSmoothing::all_classes}, smoothed_over_all(10, 0.1));
}

template <class = OnUse>
Finding label_smoothing_least_loss(double wrong) {
    const Vector<double> trained{{train_scores(4000, LabelSmoothing{0.1}).loss,
                                  train_scores(4000, LabelSmoothing{0.1, LabelSmoothing::all_classes}).loss}};
    const Vector<double> predicted{{smoothed_over_others(10, 0.1).least_loss() * (1 + wrong),
                                    smoothed_over_all(10, 0.1).least_loss() * (1 + wrong)}};
    return Finding{predicted[0], trained[0], relative(trained, predicted)};
}

template <class = OnUse>
Finding label_smoothing_mixes_cross_entropies(double wrong) {
    const double e = 0.15 * (1 + wrong);
    Vector<double> mixed(2000), smooth(2000);
    for (Index draw = 0; draw < 2000; ++draw) {
        Matrix<double> y(7, 1), label = Matrix<double>::Zero(7, 1);
        fill_normal(Key{32}[static_cast<std::uint64_t>(draw)], y, 2);
        label(draw % 7, 0) = 1;
        const auto over = draw < 1000 ? LabelSmoothing::all_classes : LabelSmoothing::other_classes;
        Matrix<double> uniform = Matrix<double>::Constant(7, 1, 1 / 7.0), smoothed = label;
        if (over == LabelSmoothing::other_classes) uniform = (1 - label.array()) / 6;
        LabelSmoothing{0.15, over}.perturb(smoothed, Key{0});
        const auto loss = [&](const auto& t) { return SoftmaxCrossEntropy{}.value(y, t); };
        smooth[draw] = loss(smoothed);
        mixed[draw] = (1 - e) * loss(label) + e * loss(uniform);
    }
    return Finding{mixed.norm(), smooth.norm(), relative(smooth, mixed)};
}

template <class = OnUse>
Finding hard_labels_never_converge(double wrong) {
    const double gain = train_scores(100000).gap() - train_scores(1000).gap();
    const double predicted = std::log(100) * (1 + wrong);
    return Finding{predicted, gain, relative(gain, predicted)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> label_smoothing_claims() {
    return {
        {.id = "label-smoothing-gap-over-others",
         .statement = "With labels smoothed over the other classes, as in the book, training converges. The "
                      "right score leads by a known gap, 4.394 for 10 classes and e = 0.1.",
         .formula = R"(\text{gap} = \log \frac{(k - 1) (1 - e)}{e})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.5.1",
         .experiment = "Sgd takes 4000 steps on the scores of one sample with LabelSmoothing over the other "
                       "classes.",
         .tolerance = 1e-10,
         .find = experiments::label_smoothing_gap_over_others<>},
        {.id = "label-smoothing-gap-over-all",
         .statement = "With labels smoothed over all classes, the common form, the gap is larger: 4.511 for "
                      "10 classes and e = 0.1.",
         .formula = R"(\text{gap} = \log \left(1 + k \frac{1 - e}{e}\right))",
         .source = "Szegedy et al. (2016), Rethinking the inception architecture",
         .experiment =
             "Sgd takes 4000 steps on the scores of one sample with LabelSmoothing over all classes.",
         .tolerance = 1e-10,
         .find = experiments::label_smoothing_gap_over_all<>},
        {.id = "label-smoothing-least-loss",
         .statement = "With smoothed labels the least loss is not 0 but the entropy of the label.",
         .formula = R"(\min J = -q \log q - (k - 1) r \log r \\ q \text{ for the right class,} \\ r \text{ )"
                    R"(for each other one})",
         .source = "Szegedy et al. (2016), Rethinking the inception architecture",
         .experiment = "The loss is evaluated after 4000 steps of Sgd, in both forms of smoothing.",
         .tolerance = 1e-10,
         .find = experiments::label_smoothing_least_loss<>},
        {.id = "label-smoothing-mixes-cross-entropies",
         .statement = "Label smoothing mixes two losses: the loss of the label, and the loss of a uniform "
                      "distribution.",
         .formula = R"(\text{CE}(\text{smooth}) \\ = (1 - e) \text{CE}(\text{label}) + e\, )"
                    R"(\text{CE}(\text{uniform}))",
         .source = "Szegedy et al. (2016), Rethinking the inception architecture",
         .experiment =
             "LabelSmoothing{0.15} is evaluated at 2000 random scores of 7 classes, uniform over all "
             "classes and over the others.",
         .tolerance = 1e-14,
         .find = experiments::label_smoothing_mixes_cross_entropies<>},
        {.id = "hard-labels-never-converge",
         .statement =
             "With hard labels training does not converge: the gap between the scores grows like the "
             "logarithm of time.",
         .formula = R"(\text{gap} \sim \log t)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.5.1",
         .experiment =
             "Sgd trains without smoothing. The gap's gain from 1000 to 100,000 steps is divided by "
             "log 100.",
         .tolerance = 0.01,
         .find = experiments::hard_labels_never_converge<>,
         .wrong = 0.05},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
