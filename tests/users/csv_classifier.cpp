// A user's table: a CSV file with a column of words and gaps becomes a classifier, its figures, a file that
// another process predicts with, and the test samples with their scores for read_weights.py.
#include <regula/files/predictor_file.hpp>
#include <regula/metrics.hpp>
#include <regula/regula.hpp>

#include <cstdio>
#include <fstream>

using namespace regula;

/// 400 waves of three kinds, each with its 21 points, a word that says nothing about it, and its kind. Every
/// fortieth line lacks a number.
void write_table(const char* path) {
    const auto waves = waveform<float>(400, Key{1});
    std::ofstream file{path};
    file << "city,";
    for (int m = 0; m < 21; ++m) file << "p" << m << ",";
    file << "kind\n";
    for (Index j = 0; j < waves.size(); ++j) {
        file << (j % 3 == 0 ? "Bern," : "Ulm,")
             << (j % 40 == 39 ? std::string{} : std::to_string(waves.inputs(0, j)));
        for (Index m = 1; m < 21; ++m) file << "," << waves.inputs(m, j);
        file << (waves.labels[j] == 0 ? ",early\n" : waves.labels[j] == 1 ? ",late\n" : ",both\n");
    }
}

void write_scores(const char* path, const Matrix<float>& x, const Matrix<float>& scores) {
    std::ofstream file{path};
    for (Index j = 0; j < x.cols(); ++j) {
        for (const float number : x.col(j)) file << number << ",";
        file << scores(0, j) << "," << scores(1, j) << "," << scores(2, j) << "\n";
    }
}

bool all = true;
void must(bool good, const char* what) {
    if (!good) std::printf("csv_classifier: wrong: %s\n", what);
    all = all && good;
}

int main() try {
    write_table("waves.csv");
    std::string refused;
    try {
        read_csv<float>("waves.csv", Missing::refuse, {"city", "kind"});
    } catch (const FileError& error) {
        refused = error.what();
    }
    must(refused.find("line 41") != std::string::npos, "a gap is refused with its line");

    const auto table = one_hot(read_csv<float>("waves.csv", Missing::drop_row, {"city", "kind"}), "city");
    const auto data = classification(table, "kind");
    must(data.size() == 390 && data.features() == 23,
         "10 of 400 lines are left out, and a city has two columns");
    must(data.class_names == std::vector<std::string>{"both", "early", "late"},
         "the classes have their names");

    auto [rest, test] = stratified(data, 100, Key{2});
    auto [train, validation] = stratified(rest, 70, Key{3});
    const auto standardize = Standardize<float>::fit(train);
    standardize.apply(train);
    standardize.apply(validation);

    auto net = mlp<float>({data.features(), 24, data.classes()}, Key{4});
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, train, validation, AdamW{.learning_rate = 0.01, .epochs = 40},
            Dropout{0.2}, EarlyStopping{.patience = 8});
    must(report.best_epoch >= 1 && report.best_epoch <= report.epochs, "there is a best epoch");

    Predictor<float> predictor{net, standardize, data.class_names};
    save("waves.safetensors", predictor);
    auto loaded = load_predictor<float>("waves.safetensors");
    const Matrix<float> scores = loaded.predict(test.inputs);
    must(scores == predictor.predict(test.inputs), "the loaded predictor has the same bits");
    must(loaded.class_names() == data.class_names, "the file has the names of the classes");

    const Matrix<float> p = probabilities(loaded, SoftmaxCrossEntropy{}, test.inputs);
    must((p.colwise().sum().array() - 1).abs().maxCoeff() < 1e-5f, "probabilities have the sum 1");
    const Confusion found{test.labels, classes(p), p.rows()};
    must(found.accuracy() > 0.7, "more than 70 % of the test samples are right");
    must(area_under_roc(p, test.labels).minCoeff() > 0.85, "each kind has an AUROC above 0.85");
    write_scores("scores.csv", test.inputs, scores);
    std::printf("csv_classifier: best epoch %d of %d, accuracy %.3f\n", report.best_epoch, report.epochs,
                found.accuracy());
    return all ? 0 : 1;
} catch (const std::exception& error) {
    std::printf("csv_classifier: %s\n", error.what());
    return 1;
}
