#include "mnist/settings.hpp"

#include <regula/core/error.hpp>

#include "support/options.hpp"

using regula::require;

namespace example {

Settings parse(int argc, char** argv) {
    Settings s;
    Regularization& r = s.regularization;
    Options options{
        "Trains a perceptron or a convolutional network on handwritten digits: bare, with any "
        "regularization, or both."};
    options.add_picture("--plot", s.plot, "draw learning curves, and first-layer weights in FILE-weights");
    options.add_output("--save", s.save, "write a checkpoint at the end");
    options.add_input("--load", s.load, "go on from a checkpoint, bit for bit as if there was no pause");
    options.add_directory("--checkpoint", s.checkpoint, "save the run there after each epoch, as it goes");
    options.add("--resume", s.resume, "go on from the last of --checkpoint, if there is one");
    options.add("--test-curve", s.test_curve,
                "measure the test error after every epoch, for the curve in --json; it decides nothing");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on; 0 is all, or 5000 synthetic ones");
    options.add("--validation-size", s.validation_size, "training digits held out to watch the training");
    options.add("--wrong-labels", s.wrong_labels,
                "share of the labels, for training and validation, that is replaced by others");
    options.group("Network and training");
    options.add("--arch", s.arch,
                "hidden layers: units, 'conv 32x5', 'pool 2', 'average', 'conv 32x5 norm' with batch "
                "normalization; 0 alone is none, which is softmax regression");
    options.add("--optimizer", s.optimizer, {"sgd", "adam"}, "how weights descend");
    options.add("--learning-rate", s.learning_rate, "0.1 for sgd and 0.001 for adam unless given");
    options.add("--schedule", s.schedule, {"constant", "linear", "cosine", "inverse"},
                "of the learning rate: linear and cosine fall to 0 at the last epoch, inverse halves in 2");
    options.add("--momentum", s.momentum, "of sgd");
    options.add("--epochs", s.epochs, "passes over the training digits, those of --load included");
    options.add("--batch", s.batch, "digits in a minibatch");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.group("Regularization (0 is off)");
    options.add("--compare", s.compare,
                "train without and with it; if none is given, with dropout 0.2, 0.5 and max-norm 3");
    options.add(
        "--learning-rates", s.learning_rates,
        "for --compare without --learning-rate: each network takes the best one by validation digits");
    options.add("--seeds", s.seeds, "networks, and draws of digits, of which --compare gives the mean");
    options.add("--dropout-input", r.dropout_input, "probability to drop a pixel");
    options.add("--dropout-hidden", r.dropout_hidden, "probability to drop a hidden unit");
    options.add("--masks", r.masks, {"sample", "minibatch"},
                "of dropout: one for each digit, or one for a whole minibatch, which is faster");
    options.add("--max-norm", r.max_norm, "greatest length of a unit's incoming weights");
    options.add("--l1", r.l1, "strength of the lasso penalty");
    options.add("--l2", r.l2, "strength of weight decay");
    options.add("--input-noise", r.input_noise, "standard deviation of noise on pixels");
    options.add("--weight-noise", r.weight_noise, "standard deviation of noise on weights");
    options.add("--label-smoothing", r.label_smoothing, "probability given to the other classes");
    options.add("--mixup", r.mixup, "alpha of the beta distribution by which digits are mixed");
    options.add("--augment", r.augment, "show the digits translated, rotated, sheared and deformed");
    options.add("--augment-strength", r.augment_strength, "factor on the ranges of these transforms");
    options.add("--adversarial", r.adversarial,
                "largest change of a pixel by an adversary: half of the loss is that of digits changed so");
    options.add("--vat", r.vat, "length of virtual adversarial perturbations");
    options.add("--tangent-prop", r.tangent_prop,
                "strength of the penalty on changes along shifts, rotation, scale and others");
    options.add("--double-backprop", r.double_backprop, "strength of the penalty on the input gradient");
    options.add("--sam", r.sam, "how far up the gradient is taken, sharpness-aware");
    options.add("--ema", r.ema, "decay of the moving average of the weights, which is what is tested");
    options.add("--patience", r.patience, "stop after so many epochs without a better validation loss");
    options.footer(
        "\nWithout options: --compare --train-size 1000 --validation-size 500 --epochs 80 "
        "--schedule cosine\n--seeds 3 --threads 2 --plot mnist.svg\n"
        "\nFor example:\n"
        "  examples/run mnist --compare --plot digits.svg\n"
        "  examples/run mnist --data DIR --arch 512,512 --epochs 5\n"
        "  examples/run mnist --data DIR --arch 'conv 32x5, pool 2, conv 64x5, pool 2, 128' --epochs 10\n"
        "  examples/run mnist --data DIR --train-size 5000 --compare --epochs 60 --learning-rate 0.03 "
        "--schedule linear");
    options.parse(argc, argv);
    if (argc == 1) {
        s.compare = true;
        s.train_size = 1000, s.validation_size = 500, s.schedule = "cosine";
        s.epochs = 80, s.seeds = 3, s.threads = 2;
        s.plot = "mnist.svg";
    }
    s.seed = options.seed;
    s.json = options.json;
    require(s.optimizer == "sgd" || !options.given("--momentum"), "--momentum is of sgd; adam has its own");
    require(!s.compare || (s.save.empty() && s.load.empty() && s.checkpoint.empty()),
            "--compare trains two networks; --save, --load and --checkpoint are for one");
    require(s.compare || (s.seeds == 1 && !options.given("--learning-rates")),
            "--seeds and --learning-rates are for --compare");
    require(s.seeds >= 1, "--seeds must be >= 1, got ", s.seeds);
    require(!s.compare || !std::isnan(s.learning_rate) || s.validation_size > 0,
            "--compare chooses learning rates by validation digits; give it some, or one --learning-rate");
    if (s.learning_rates.empty())
        s.learning_rates = s.optimizer == "adam" ? std::vector{0.0003, 0.001, 0.003, 0.01}
                                                 : std::vector{0.01, 0.03, 0.1, 0.3};
    require(!s.resume || (!s.checkpoint.empty() && s.load.empty()),
            "--resume goes on from --checkpoint DIR, and not from --load");
    if (s.compare && r.none()) r = {.dropout_input = 0.2, .dropout_hidden = 0.5, .max_norm = 3};
    return s;
}

}  // namespace example
