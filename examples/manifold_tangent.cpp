// The manifold tangent classifier, end to end: tangents learned from digits without labels.
//
// A contractive autoencoder learns a code of many digits without labels. The code reacts to few directions at
// a digit, the leading singular vectors of its Jacobian. They span the tangent plane of the digits. A
// classifier that begins with the encoder's weights learns from few labels, and tangent propagation keeps its
// scores flat along those directions. Beside it: the same network from random weights, with L2 and with
// dropout, and with the encoder's weights but no tangents. Each contestant tries as many settings, and
// validation digits choose.
//
//     examples/run manifold_tangent --plot tangents.svg      draws the tangents learned at digits
//     examples/run manifold_tangent --data DIR               with the digits of MNIST
#include <regula/gate/dropout.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/tangent/contractive_layer.hpp>
#include <regula/tangent/local_tangents.hpp>
#include <regula/tangent/stored_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>

#include <regula/data/split.hpp>

#include "support/choice.hpp"
#include "support/digits.hpp"
#include "support/images.hpp"
#include "support/mean.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

using namespace regula;

namespace {

const Shape square{28, 28};

struct Settings {
    std::string data, json, plot;
    Index train_size = 3000, labels = 300, validation_size = 1000, test_size = 2000;
    Index units = 200, tangents = 8;
    int repeats = 3, code_epochs = 20, epochs = 100, threads = 1;
    double contraction = 4, code_learning_rate = 0.003, momentum = 0.9;
    std::vector<double> learning_rates{0.1, 0.3}, decays{0, 1e-4, 1e-3}, dropouts{0.2, 0.4, 0.6},
        strengths{0.003, 0.01, 0.03};
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"The manifold tangent classifier: tangents learned from digits without labels."};
    options.add_picture("--plot", s.plot, "draw the leading tangents that were learned at eight digits");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits without labels, those of the labelled ones among them");
    options.add("--labels", s.labels, "digits with labels");
    options.add("--validation-size", s.validation_size, "digits that choose the settings");
    options.add("--test-size", s.test_size, "digits to test on");
    options.add("--repeats", s.repeats, "times with other labelled digits and other weights");
    options.group("Code");
    options.add("--units", s.units, "hidden units, of the code and of each classifier");
    options.add("--contraction", s.contraction, "strength of the contractive penalty");
    options.add("--tangents", s.tangents, "directions at a digit");
    options.add("--code-learning-rate", s.code_learning_rate, "step size of the autoencoder; it falls to 0");
    options.add("--code-epochs", s.code_epochs, "passes of the autoencoder over its digits");
    options.group("Classifiers: every contestant tries each learning rate with three strengths of its own");
    options.add("--learning-rates", s.learning_rates, "step sizes");
    options.add("--decays", s.decays, "strengths of L2, for random weights and for the encoder's");
    options.add("--dropouts", s.dropouts, "probabilities to drop a hidden unit");
    options.add("--strengths", s.strengths, "strengths of tangent propagation");
    options.add("--epochs", s.epochs, "passes over the labelled digits");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.repeats >= 1, "--repeats must be >= 1, got ", s.repeats);
    require(s.units >= 1, "--units must be >= 1, got ", s.units);
    require(s.tangents >= 1 && s.tangents <= s.units, "--tangents must be from 1 to --units, ", s.units,
            ", got ", s.tangents);
    require(s.labels >= 10, "--labels must be >= 10, got ", s.labels);
    require(s.labels < s.train_size, "--labels must be below --train-size, ", s.train_size, ", got ",
            s.labels);
    require(s.decays.size() == s.dropouts.size() && s.decays.size() == s.strengths.size(),
            "--decays, --dropouts and --strengths need the same number of values, for the same budget, got ",
            s.decays.size(), ", ", s.dropouts.size(), " and ", s.strengths.size());
    return s;
}

/// The digits of a repeat: without labels, with them, and for validation and test.
struct Digits {
    Dataset<float> unlabelled, labelled, validation, test;
};

Digits drawn(const Settings& s, Key key) {
    auto all = example::digits(s.data, s.train_size + s.validation_size, s.test_size, key);
    auto parts = stratified(all.train, s.validation_size, key.stream("validation"));
    Digits digits;
    digits.validation = std::move(parts.held_out);
    digits.labelled = stratified(parts.train, s.labels, key.stream("labelled")).held_out;
    digits.unlabelled.inputs = parts.train.inputs;
    digits.test = std::move(all.test);
    return digits;
}

Sgd sgd(const Settings& s, double learning_rate, int epochs, Key key) {
    return {.learning_rate = learning_rate,
            .momentum = s.momentum,
            .schedule = LinearDecay{static_cast<double>(epochs)},
            .epochs = epochs,
            .batch_size = 50,
            .seed = key.stream("training").seed(),
            .threads = s.threads};
}

/// A contractive autoencoder of the digits without labels. The decoder shares the encoder's weights: the code
/// cannot shrink while the decoder grows.
NetworkDict<float> autoencoder(const Settings& s, const Digits& digits, Key key) {
    NetworkDict<float> nets{{{"encoder", square.size(), {Dense{s.units}, Sigmoid{}}},
                             {"decoder", s.units, {DenseTransposed{square.size()}}}},
                            key.stream("code"),
                            {{"decoder.0.weight", "encoder.0.weight"}}};
    const Block weight = nets.parameters().blocks().front();
    const auto objective = [&](auto& pass, const auto& batch) {
        const Node code = nets["encoder"](pass, pass.input(batch.inputs));
        pass.add_loss("reconstruction", Logistic{}, nets["decoder"](pass, code), batch.inputs);
        pass.add_term("contraction",
                      add_contractive_layer(pass, code, pass.parameter(weight), Sigmoid{}, s.contraction));
    };
    minimize(nets, objective, digits.unlabelled, sgd(s, s.code_learning_rate, s.code_epochs, key));
    return nets;
}

/// A contestant: how it is called, and its errors and chosen settings over the repeats.
struct Contestant {
    std::string name, key;
    theory::Mean error = {};
    std::vector<std::string> chosen = {};
};

/// Trains a classifier, and keeps its test error if no other setting had a lower error of validation.
void attempt(example::Choice& best, const Settings& s, const Digits& digits, Key key,
             const NetworkDict<float>* code, double learning_rate, double strength, const auto&... policies) {
    Network<float> net{square, {Dense{s.units}, Sigmoid{}, Dense{10}}, key.stream("network")};
    if (code != nullptr)
        for (const char* name : {"0.weight", "0.bias"})
            net.parameters()[name] = code->parameters()["encoder." + std::string{name}];
    fit(net, SoftmaxCrossEntropy{}, digits.labelled, sgd(s, learning_rate, s.epochs, key), policies...);
    best.offer(
        evaluate(net, SoftmaxCrossEntropy{}, digits.validation).error,
        [&] { return evaluate(net, SoftmaxCrossEntropy{}, digits.test).error; },
        "rate " + example::number(learning_rate, 3) + ", strength " + example::number(strength, 4));
}

/// All contestants at the digits of a repeat.
std::vector<example::Choice> compete(const Settings& s, const Digits& digits, Key key,
                                     example::Progress& progress) {
    const auto code = autoencoder(s, digits, key);
    const auto tangents = local_tangents(code.parameters(), code["encoder"], digits.labelled.inputs,
                                         s.tangents, {.tolerance = 1e-4, .threads = s.threads});
    const StoredTangents fields{digits.labelled.inputs, tangents};
    std::vector<example::Choice> best(4);
    for (const double rate : s.learning_rates)
        for (std::size_t k = 0; k < s.decays.size(); ++k) {
            const double decay = s.decays[k], p = s.dropouts[k], strength = s.strengths[k];
            attempt(best[0], s, digits, key, nullptr, rate, decay, L2{decay});
            attempt(best[1], s, digits, key, nullptr, rate, p, Dropout{p});
            attempt(best[2], s, digits, key, &code, rate, decay, L2{decay});
            attempt(best[3], s, digits, key, &code, rate, strength, TangentProp{fields, strength});
            progress.step("validation " + example::percent(best[0].validation) + ", " +
                          example::percent(best[1].validation) + ", " + example::percent(best[2].validation) +
                          ", " + example::percent(best[3].validation));
        }
    return best;
}

std::vector<Contestant> run(const Settings& s) {
    std::vector<Contestant> all{{"random weights, L2", "plain"},
                                {"random weights, dropout", "dropout"},
                                {"encoder's weights, L2", "encoder"},
                                {"encoder's weights, its tangents", "manifold_tangent"}};
    example::Progress progress{s.repeats * static_cast<int>(s.learning_rates.size() * s.decays.size())};
    for (int repeat = 0; repeat < s.repeats; ++repeat) {
        const Key key = Key{s.seed}[static_cast<std::uint64_t>(repeat)];
        const auto found = compete(s, drawn(s, key), key, progress);
        for (std::size_t k = 0; k < all.size(); ++k)
            all[k].error.add(found[k].test), all[k].chosen.push_back(found[k].settings);
    }
    return all;
}

void report(const std::vector<Contestant>& all, const Settings& s) {
    example::Table table{{"classifier", "test error", "chosen first"}};
    example::Results results;
    for (const Contestant& one : all) {
        table.row({one.name, example::with_error(one.error), one.chosen.front()});
        std::string chosen;
        for (const std::string& settings : one.chosen) chosen += (chosen.empty() ? "" : "; ") + settings;
        results.add(one.key, example::results(one.error).add("chosen", chosen));
    }
    table.print();
    results.write(s.json);
}

/// A line for each of eight digits: the digit, and the tangents learned at it, the leading ones first.
example::Images learned(const Settings& s) {
    const Key key = Key{s.seed}[0];
    const auto digits = drawn(s, key);
    const Matrix<float> eight = digits.labelled.inputs.leftCols(8);
    const Index shown = std::min<Index>(s.tangents, 7);
    const auto code = autoencoder(s, digits, key);
    const auto found = local_tangents(code.parameters(), code["encoder"], eight, shown, {.tolerance = 1e-4});
    Matrix<float> lines = Matrix<float>::Zero(square.size(), 64);
    for (Index j = 0; j < 8; ++j) {
        lines.col(8 * j) = eight.col(j);
        lines.middleCols(8 * j + 1, shown) = found.vectors.middleCols(shown * j, shown);
    }
    for (auto column : lines.colwise()) column /= std::max(1e-6f, column.cwiseAbs().maxCoeff());
    return {"digits and the tangents learned at them", lines, 28, 28};
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    report(run(s), s);
    if (!s.plot.empty()) example::draw(s.plot, {learned(s)}, "relative to the largest pixel");
} catch (const std::exception& error) {
    return example::failed(error);
}
