// Features without labels: dictionaries of patches, encoders, and a linear classifier on top.
//
// Patches of 6 x 6 pixels are normalized. A dictionary is random patches, or learned by k-means or spherical
// k-means. Each patch of an image is encoded in it, and the codes are averaged over the quadrants of the
// image. Softmax regression on these features stands beside softmax regression on the pixels. The first fifth
// of the training digits chooses thresholds and the strength of L2. The digits are synthetic.
//
//     examples/run patch_features --plot atoms.svg       draws the dictionaries
//     examples/run patch_features --data DIR --train-size 60000 --test-size 10000 --atoms 200     on MNIST
//
// All features are far better than pixels. Random patches do nearly as well as learned dictionaries.
#include <regula/data/standardize.hpp>
#include <regula/layer/dense.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/sparse/k_means.hpp>
#include <regula/sparse/learn_dictionary.hpp>
#include <regula/sparse/omp.hpp>
#include <regula/sparse/patch_features.hpp>
#include <regula/sparse/signed_codes.hpp>
#include <regula/sparse/soft_threshold.hpp>
#include <regula/sparse/spherical_k_means.hpp>
#include <regula/sparse/triangle.hpp>

#include "support/digits.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    Index train_size = 2000, test_size = 1000, size = 6, stride = 1, atoms = 100, samples = 20'000, omp = 3;
    int iterations = 20, epochs = 20, threads = 1;
    double whiten = 0;
    std::vector<std::string> dictionaries{"random patches", "k-means", "spherical k-means"}, encoders;
    std::string data, json, plot;
    std::uint64_t seed = 1;
};

const std::vector<std::string> all_encoders{"soft threshold", "triangle", "OMP-1", "OMP-k"};

void require_known(const char* option, const std::vector<std::string>& words,
                   const std::vector<std::string>& known) {
    for (const auto& word : words)
        require(std::find(known.begin(), known.end(), word) != known.end(), option, " knows no ", word,
                "; --help lists the words");
}

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Learns features of patches without labels, and classifies digits by them."};
    options.add_picture("--plot", s.plot, "draw the dictionaries");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--test-size", s.test_size, "digits to test on");
    options.group("Patches and dictionaries");
    options.add("--size", s.size, "height and width of a patch");
    options.add("--stride", s.stride, "pixels between patches");
    options.add("--whiten", s.whiten, "epsilon of the ZCA whitening; 0 for none");
    options.add("--dictionaries", s.dictionaries, "random patches,k-means,spherical k-means");
    options.add("--samples", s.samples, "patches to learn from");
    options.add("--atoms", s.atoms, "atoms of a dictionary");
    options.add("--iterations", s.iterations, "of k-means and of spherical k-means");
    options.add("--omp", s.omp, "atoms of a code of OMP-k, beside OMP-1");
    options.add("--encoders", s.encoders, "soft threshold,triangle,OMP-1,OMP-k; all if none is named");
    options.group("Training");
    options.add("--epochs", s.epochs, "of SGD with momentum 0.9, its learning rate falling to 0");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.whiten >= 0, "--whiten must be >= 0, got ", s.whiten);
    require(s.omp >= 2, "--omp must be >= 2, got ", s.omp);
    if (s.encoders.empty()) s.encoders = all_encoders;
    require_known("--dictionaries", s.dictionaries, Settings{}.dictionaries);
    require_known("--encoders", s.encoders, all_encoders);
    return s;
}

Dataset<float> part(const Dataset<float>& data, Index first, Index count) {
    return {.inputs = data.inputs.middleCols(first, count),
            .labels = data.labels.segment(first, count),
            .class_names = data.class_names};
}

/// The error on `test` of softmax regression, trained with L2.
double test_error(Dataset<float> train, Dataset<float> test, double strength, const Settings& s) {
    const auto standardize = Standardize<float>::fit(train);
    standardize.apply(train);
    standardize.apply(test);
    Network<float> net{train.features(), {Dense{.units = 10, .initializer = Initializer::zero}}, Key{s.seed}};
    fit(net, SoftmaxCrossEntropy{}, train,
        Sgd{.learning_rate = 0.01,
            .momentum = 0.9,
            .schedule = LinearDecay{.epochs = double(s.epochs), .to = 0},
            .epochs = s.epochs,
            .batch_size = 100,
            .seed = s.seed},
        on(weights, L2{strength}));
    return evaluate(net, SoftmaxCrossEntropy{}, test).error;
}

/// The settings that did best on the validation digits so far.
struct Classifier {
    double validation_error = 2, test_error = 2, strength = 0, threshold = 0;
    Index features = 0;
};

/// Tries strengths of L2 for given features, and keeps the best with its test error after training on all.
/// `test()` makes the features of the test digits.
void try_features(const Dataset<float>& train, const auto& test, double threshold, const Settings& s,
                  Classifier& best) {
    const Index held_out = train.size() / 5, rest = train.size() - held_out;
    double chosen = 0, least = best.validation_error;
    for (const double strength : {0.001, 0.01, 0.1})
        if (const double error =
                test_error(part(train, held_out, rest), part(train, 0, held_out), strength, s);
            error < least)
            least = error, chosen = strength;
    if (chosen > 0) best = {least, test_error(train, test(), chosen, s), chosen, threshold, train.features()};
}

using Digits = Mnist<float>;

/// Softmax regression on the features by an encoder; a soft threshold tries some thresholds.
Classifier classify(const PatchFeatures<float>& features, const Digits& digits, const std::string& encoder,
                    const Settings& s, Workers& workers) {
    Classifier best;
    const auto run = [&](const auto& encode, double threshold) {
        const auto with_features = [&](Dataset<float> data) {
            data.inputs = features.transform(data.inputs, encode, workers);
            return data;
        };
        try_features(
            with_features(digits.train), [&] { return with_features(digits.test); }, threshold, s, best);
    };
    if (encoder == "soft threshold")
        for (const double threshold : {0.5, 1.0, 2.0, 3.0}) run(SoftThreshold{threshold}, threshold);
    else if (encoder == "triangle")
        run(Triangle{}, 0);
    else
        run(SignedCodes{Omp{.atoms = encoder == "OMP-1" ? 1 : s.omp}}, 0);
    return best;
}

/// Patches in random order, without the blank ones, of which digits have many.
Matrix<float> random_atoms(const Matrix<float>& patches, Index atoms, Key key) {
    std::vector<Index> kept;
    for (Index j = 0; j < patches.cols(); ++j)
        if (patches.col(j).maxCoeff() - patches.col(j).minCoeff() > 1) kept.push_back(j);
    const auto found = random_signals(Matrix<float>{patches(Eigen::all, kept)}, atoms, key);
    return found.unit_atoms() * found.norms().asDiagonal();
}

PatchFeatures<float> learn(const std::string& name, const Digits& digits, const Settings& s,
                           Workers& workers) {
    PatchSettings settings{.grid = {.image = {28, 28}, .size = s.size, .stride = s.stride},
                           .contrast = 0.01,
                           .whitening = std::nullopt,
                           .samples = s.samples};
    if (s.whiten > 0) settings.whitening = s.whiten;
    const Key key{s.seed};
    const auto atoms = [&](const Matrix<float>& patches) -> Matrix<float> {
        if (name == "k-means")
            return cluster(patches, KMeans{s.atoms, s.iterations}, key.stream("clusters"), workers).centres;
        if (name == "spherical k-means")
            return cluster(patches, SphericalKMeans{s.atoms, s.iterations}, key.stream("clusters"), workers)
                .centres;
        return random_atoms(patches, s.atoms, key.stream("atoms"));
    };
    return PatchFeatures<float>::fit(digits.train.inputs, settings, atoms, key.stream("patches"));
}

example::Results results(const Classifier& found) {
    example::Results all;
    all.add("test_error", found.test_error).add("validation_error", found.validation_error);
    all.add("features", found.features).add("strength", found.strength).add("threshold", found.threshold);
    return all;
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const Digits digits = example::digits(s.data, s.train_size, s.test_size, Key{s.seed});
    Workers workers{s.threads};
    std::vector<std::string> header{"test error"};
    header.insert(header.end(), s.encoders.begin(), s.encoders.end());
    example::Table table{header};
    example::Results all;
    std::vector<example::Images> pictures;
    for (const std::string& name : s.dictionaries) {
        const auto features = learn(name, digits, s, workers);
        pictures.push_back(example::features(name, features.dictionary.unit_atoms()));
        std::vector<std::string> row{name};
        example::Results of_name;
        for (const std::string& encoder : s.encoders) {
            if (encoder == "triangle" && name == "spherical k-means") {  // its unit atoms are no centres
                row.push_back("");
                continue;
            }
            const Classifier found = classify(features, digits, encoder, s, workers);
            row.push_back(example::percent(found.test_error));
            of_name.add(encoder, results(found));
            std::cerr << name << ", " << encoder << ": " << example::percent(found.test_error) << "\n";
        }
        table.row(row);
        all.add(name, of_name);
    }
    Classifier pixels;
    try_features(
        digits.train, [&] { return digits.test; }, 0, s, pixels);
    table.print();
    std::cout << "pixels: " << example::percent(pixels.test_error) << "\n";
    all.add("pixels", results(pixels)).write(s.json);
    if (!s.plot.empty()) example::draw(s.plot, pictures, "pixel of an atom");
} catch (const std::exception& error) {
    return example::failed(error);
}
