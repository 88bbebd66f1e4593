#include "mnist/training.hpp"

#include <regula/adversarial/adversarial_training.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/virtual_adversarial.hpp>
#include <regula/augment.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/data/corrupt_labels.hpp>
#include <regula/data/glyphs.hpp>
#include <regula/data/gz.hpp>
#include <regula/data/split.hpp>
#include <regula/files/checkpoints.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/tangent/image_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/sam.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

using namespace regula;

namespace example {

Digits read_digits(const Settings& s) {
    const Key key{s.seed};
    require(s.train_size >= 0, "--train-size must be >= 0, got ", s.train_size);
    require(s.validation_size >= 0, "--validation-size must be >= 0, got ", s.validation_size);
    require(s.data.empty() || std::filesystem::is_directory(s.data), "--data: there is no directory '",
            s.data, "'");
    const Index drawn = (s.train_size > 0 ? s.train_size : 5000) + s.validation_size;
    auto [train, test] = s.data.empty() ? Mnist<float>{glyphs<float>(drawn, key.stream("train")),
                                                       glyphs<float>(2000, key.stream("test"))}
                                        : read_mnist<float>(s.data);
    const Index left = train.size() - s.validation_size;
    require(left >= 1 && s.train_size <= left, "there are ", train.size(), " training digits, too few for ",
            "--train-size ", s.train_size, " and --validation-size ", s.validation_size);

    Digits digits{.train = std::move(train), .validation = {}, .test = std::move(test)};
    if (s.validation_size > 0) {
        auto parts = stratified(digits.train, s.validation_size, key.stream("validation"));
        digits.train = std::move(parts.train);
        digits.validation = std::move(parts.held_out);
    }
    if (s.train_size > 0 && s.train_size < left)
        digits.train = stratified(digits.train, s.train_size, key.stream("subset")).held_out;
    if (s.wrong_labels != 0) {
        const Key wrong = key.stream("wrong labels");
        corrupt_labels(digits.train, s.wrong_labels, wrong[0]);
        if (digits.validation) corrupt_labels(*digits.validation, s.wrong_labels, wrong[1]);
    }
    return digits;
}

namespace {

/// Trains with an optimizer. One instantiation of fit serves all choices of policies; a coefficient that
/// makes no sense, such as a negative one, is switched on, so that its policy says so.
template <class Optimizer>
void train(Outcome& out, const Settings& s, const Digits& digits, const Regularization& r,
           const Optimizer& optimizer, bool watched) {
    Network<float>& net = out.network;
    State<float> state;
    if (!s.load.empty()) load(s.load, net.parameters(), state);
    if (s.resume && resume(s.checkpoint, net.parameters(), state))
        std::cerr << "mnist: goes on from epoch " << state.epochs << ", in " << s.checkpoint << "\n";
    if (state.epochs >= s.epochs && !s.load.empty())
        std::cerr << "mnist: " << s.load << " has had " << state.epochs << " epochs, so --epochs " << s.epochs
                  << " asks for no more\n";
    const SoftmaxCrossEntropy loss;
    const Index shown = std::min<Index>(2000, digits.train.size());
    const Dataset<float> sample{.inputs = digits.train.inputs.leftCols(shown),
                                .labels = digits.train.labels.head(shown),
                                .class_names = digits.train.class_names};
    const auto keep_train_error = [&](const Record&) {
        out.train_errors.push_back(evaluate(net, loss, sample).error);
    };
    const auto keep_test_error = [&](const Record&) {
        out.test_errors.push_back(evaluate(net, loss, digits.test).error);
    };
    const double more = r.augment_strength;
    const Affine affine{
        .x = 2 * more, .y = 2 * more, .degrees = 15 * more, .scale = 0.15 * more, .shear = 0.15 * more};
    const Augment augment{Shape{28, 28}, affine | Elastic{.alpha = 34 * more}};
    const Fgsm adversary{.threat = LInfinityBall{r.adversarial}, .range = {0, 1}};
    const ImageTangents tangents{.image = {28, 28}, .amounts = {1, 1, 0.1, 0.1, 0.1, 0.1, 1}};
    const bool by_minibatch = r.masks == "minibatch";

    // clang-format off
    const Dataset<float>* const validation = digits.validation ? &*digits.validation : nullptr;
    out.report = fit(state, net, loss, digits.train, validation, optimizer,
                     when(r.dropout_input != 0 && !by_minibatch, on(inputs, Dropout{r.dropout_input})),
                     when(r.dropout_hidden != 0 && !by_minibatch, Dropout{r.dropout_hidden}),
                     when(r.dropout_input != 0 && by_minibatch,
                          on(inputs, per_minibatch(Dropout{r.dropout_input}))),
                     when(r.dropout_hidden != 0 && by_minibatch, per_minibatch(Dropout{r.dropout_hidden})),
                     when(r.max_norm != 0, MaxNorm{r.max_norm}),
                     when(r.l1 != 0, L1{r.l1}),
                     when(r.l2 != 0, L2{r.l2}),
                     when(r.input_noise != 0, GaussianNoise{r.input_noise}),
                     when(r.weight_noise != 0, on(weights, GaussianNoise{r.weight_noise})),
                     when(r.label_smoothing != 0, LabelSmoothing{r.label_smoothing}),
                     when(r.augment, augment),
                     when(r.mixup != 0, Mixup{r.mixup}),
                     when(r.adversarial != 0, AdversarialTraining{adversary}),
                     when(r.vat != 0, VirtualAdversarial{r.vat}),
                     when(r.tangent_prop != 0, TangentProp{tangents, r.tangent_prop}),
                     when(r.double_backprop != 0, InputGradientPenalty{r.double_backprop}),
                     when(r.sam != 0, Sam{r.sam}),
                     when(r.ema != 0, Ema{r.ema}),
                     when(r.patience != 0, EarlyStopping{.patience = r.patience}),
                     when(!s.plot.empty(), keep_train_error),
                     when(s.test_curve, keep_test_error),
                     when(!s.checkpoint.empty(), Checkpoints{s.checkpoint, net.parameters(), state}),
                     when(watched, Progress{}));
    // clang-format on

    if (!s.save.empty()) save(s.save, net.parameters(), state);
    out.train = evaluate(net, loss, digits.train);
    if (digits.validation) out.validation = evaluate(net, loss, *digits.validation);
    out.test = evaluate(net, loss, digits.test);
}

}  // namespace

Outcome train(const std::string& name, const Settings& s, const Digits& digits, const Regularization& r,
              bool watched) {
    const auto layers = architecture<float>(s.arch == "0" ? "" : s.arch, digits.train.classes());
    Outcome out{.name = name, .network = {Shape{28, 28}, layers, Key{s.seed}.stream("network")}};

    const double epochs = std::max(1, s.epochs);
    const Schedule schedule = s.schedule == "linear"    ? Schedule{LinearDecay{epochs}}
                              : s.schedule == "cosine"  ? Schedule{CosineDecay{epochs}}
                              : s.schedule == "inverse" ? Schedule{InverseTimeDecay{.half_life = 2}}
                                                        : Schedule{};
    const auto train_by = [&](auto optimizer, double standard_rate) {
        optimizer.learning_rate = std::isnan(s.learning_rate) ? standard_rate : s.learning_rate;
        optimizer.schedule = schedule;
        optimizer.epochs = s.epochs;
        optimizer.batch_size = s.batch;
        optimizer.seed = s.seed;
        optimizer.threads = s.threads;
        train(out, s, digits, r, optimizer, watched);
    };
    if (s.optimizer == "adam")
        train_by(Adam{}, 0.001);
    else
        train_by(Sgd{.momentum = s.momentum}, 0.1);
    if (out.report.stop_reason == StopReason::diverged)
        std::cerr << "mnist: the training diverged; a smaller --learning-rate may help\n";
    return out;
}

}  // namespace example
