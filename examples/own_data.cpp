// A table of your own: from a CSV file to a classifier, its figures, and a file that another process uses.
//
//     examples/run own_data                        noisy waves of three kinds, drawn by itself
//     examples/run own_data --csv iris.csv --label species --model iris.safetensors
//     examples/run own_data --csv new.csv --predict iris.safetensors
//
// The parts of the samples keep the shares of the classes. Standardization knows the training samples alone.
// AdamW trains with dropout until the validation loss has not fallen for a while. Test samples decide
// nothing.
// docs/own_data.md explains the steps in a program without options.
#include <regula/data.hpp>
#include <regula/files/predictor_file.hpp>
#include <regula/metrics.hpp>
#include <regula/regula.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string csv, label, model, predict, plot, json;
    std::vector<std::string> words, left_out;
    std::vector<Index> units{32};
    int epochs = 200, patience = 10;
    double learning_rate = 0.003, dropout = 0.2, test_share = 0.25, validation_share = 0.15;
    bool drop_missing = false, balance = false;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Trains a classifier on a CSV file, and predicts with it."};
    options.group("Data");
    options.add_input("--csv", s.csv, "the table; without it, noisy waves of three kinds are drawn");
    options.add("--label", s.label,
                "the column with the class, in words or numbers; --predict leaves it out");
    options.add("--words", s.words, "other columns that hold words");
    options.add("--leave-out", s.left_out, "columns that are no inputs, such as numbers of patients");
    options.add("--drop-missing", s.drop_missing, "leave out lines with missing values");
    options.add("--test-share", s.test_share, "of the samples, to test on");
    options.add("--validation-share", s.validation_share, "of the samples, to decide when to stop");
    options.group("Training");
    options.add("--units", s.units, "in the hidden layers");
    options.add("--epochs", s.epochs, "passes over the data at most");
    options.add("--patience", s.patience, "epochs without a better validation loss until it stops");
    options.add("--learning-rate", s.learning_rate, "of AdamW");
    options.add("--dropout", s.dropout, "of hidden units");
    options.add("--balance", s.balance, "let all classes count alike");
    options.group("Files");
    options.add_output("--model", s.model, "save the classifier, with its architecture and the names");
    options.add_input("--predict", s.predict,
                      "no training: print the classes that this model gives the table; it finds its inputs "
                      "by the names of the columns");
    options.add_picture("--plot", s.plot, "draw the losses by epoch");
    options.parse(argc, argv);
    s.json = options.json;
    s.seed = options.seed;
    const auto is_share = [](double share) { return share > 0 && share < 1; };
    require(is_share(s.test_share) && is_share(s.validation_share) && s.test_share + s.validation_share < 1,
            "--test-share and --validation-share must be > 0 with a sum < 1, got ", s.test_share, " and ",
            s.validation_share);
    require(s.predict.empty() || !s.csv.empty(), "--predict needs a --csv to predict");
    require(s.csv.empty() || !s.predict.empty() || !s.label.empty(), "--csv needs the --label to learn");
    return s;
}

Table<float> read_table(const Settings& s) {
    std::vector<std::string> of_words = s.words;
    if (!s.label.empty()) of_words.push_back(s.label);
    Table<float> table =
        read_csv<float>(s.csv, s.drop_missing ? Missing::drop_row : Missing::nan, of_words, s.left_out);
    for (Index j = 0; j < table.values.cols(); ++j)
        for (Index i = 0; i < table.values.rows(); ++i)
            require(!std::isnan(table.values(i, j)), s.csv, ": row ", j + 1, " has no value in column '",
                    table.columns[static_cast<std::size_t>(i)], "'; --drop-missing leaves out such rows");
    return table;
}

Dataset<float> read_samples(const Settings& s) {
    if (s.csv.empty()) {
        auto waves = waveform<float>(600, Key{s.seed}.stream("waves"));
        waves.class_names = {"early", "late", "both"};
        return waves;
    }
    Table<float> table = read_table(s);
    for (const std::string& name : s.words) table = one_hot(table, name);
    auto data = classification(table, s.label);
    require(data.classes() >= 2, "--label: column '", s.label, "' holds one class, expected two or more");
    return data;
}

/// The samples for training, for validation and to test on.
struct Parts {
    Dataset<float> train, validation, test;
};

Parts split(const Dataset<float>& data, const Settings& s) {
    const auto part = [&](double share) {
        return std::max<Index>(1, static_cast<Index>(share * static_cast<double>(data.size())));
    };
    const Key key = Key{s.seed}.stream("split");
    auto [rest, test] = stratified(data, part(s.test_share), key[0]);
    auto [train, validation] = stratified(rest, part(s.validation_share), key[1]);
    return {std::move(train), std::move(validation), std::move(test)};
}

Report train(Network<float>& net, const Parts& parts, const Settings& s) {
    const AdamW adam{.learning_rate = s.learning_rate, .epochs = s.epochs, .seed = s.seed};
    const SoftmaxCrossEntropy loss;
    const auto by = [&](const auto& judge) {
        return fit(net, judge, parts.train, parts.validation, adam, Dropout{s.dropout},
                   EarlyStopping{.patience = s.patience});
    };
    return s.balance ? by(ClassWeights{loss, balanced_weights(parts.train)}) : by(loss);
}

/// Prints the figures of a classifier on samples as they were measured, and returns them.
example::Results judge(const Predictor<float>& predictor, const Dataset<float>& test) {
    const Matrix<float> p = probabilities(predictor, SoftmaxCrossEntropy{}, test.inputs);
    const Confusion found{test.labels, classes(p), p.rows()};
    const Vector<double> areas = area_under_roc(p, test.labels);
    example::Table table{{"", "samples", "precision", "recall", "F1", "AUROC"}};
    std::vector<example::Results> of_classes;
    for (Index c = 0; c < p.rows(); ++c) {
        const std::string& name = predictor.class_names()[static_cast<std::size_t>(c)];
        const Index samples = (test.labels.array() == static_cast<int>(c)).count();
        table.row({name, std::to_string(samples), example::number(found.precision(c)),
                   example::number(found.recall(c)), example::number(found.f1(c)),
                   example::number(areas[c])});
        of_classes.push_back(example::Results{}
                                 .add("class", name)
                                 .add("samples", samples)
                                 .add("precision", found.precision(c))
                                 .add("recall", found.recall(c))
                                 .add("f1", found.f1(c))
                                 .add("auroc", areas[c]));
    }
    table.print();
    return example::Results{}
        .add("test_samples", test.size())
        .add("accuracy", found.accuracy())
        .add("mean_f1", found.mean_f1())
        .add("classes", of_classes);
}

void draw_losses(const std::string& path, const Report& report) {
    example::Plot plot{.title = "Losses by epoch", .x_label = "epochs", .y_label = "mean loss"};
    example::Series training{"training, with dropout", {}, {}, 0}, validation{"validation", {}, {}, 1};
    for (const Record& record : report.history) {
        training.x.push_back(record.epoch), training.y.push_back(record.at("loss"));
        validation.x.push_back(record.epoch), validation.y.push_back(record.at("validation_loss"));
    }
    plot.series = {training, validation};
    plot.marks = {{"the epoch that it gives back", static_cast<double>(report.best_epoch)}};
    example::draw(path, {plot});
}

void train_and_judge(const Settings& s) {
    const Dataset<float> data = read_samples(s);
    const Parts parts = split(data, s);
    const auto standardize = Standardize<float>::fit(parts.train);
    Parts scaled = parts;
    standardize.apply(scaled.train);
    standardize.apply(scaled.validation);

    std::vector<Index> widths{data.features()};
    widths.insert(widths.end(), s.units.begin(), s.units.end());
    widths.push_back(data.classes());
    auto net = mlp<float>(widths, Key{s.seed}.stream("network"));
    const Report report = train(net, scaled, s);
    require(report.best_epoch > 0,
            "the training diverged: no epoch has a finite validation loss; lower --learning-rate");
    const Predictor<float> predictor{net, standardize, parts.train.class_names, data.feature_names};

    std::cout << parts.train.size() << " samples to train on, " << parts.validation.size()
              << " for validation, " << parts.test.size() << " to test on; " << data.features() << " inputs\n"
              << report.epochs << " epochs, the best one is " << report.best_epoch << "\n\n";
    example::Results results = judge(predictor, parts.test);
    results.add("epochs", report.epochs).add("best_epoch", report.best_epoch);
    results.write(s.json);
    if (!s.model.empty()) {
        save(s.model, predictor);
        std::cout << "\nsaved " << s.model << '\n';
    }
    if (!s.plot.empty()) draw_losses(s.plot, report);
}

void predict(const Settings& s) {
    auto predictor = load_predictor<float>(s.predict);
    require(!predictor.feature_names().empty(), "'", s.predict,
            "' has no names of inputs, for it was not trained on a CSV file");
    const Matrix<float> inputs = named_inputs(read_table(s), predictor.feature_names());
    std::vector<example::Results> all;
    for (Index j = 0; j < inputs.cols(); ++j) {
        const std::string& name = predictor.class_name(predictor(inputs.col(j)));  // allocates nothing
        std::cout << name << '\n';
        all.push_back(example::Results{}.add("class", name));
    }
    example::Results{}.add("predictions", all).write(s.json);
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    if (s.predict.empty())
        train_and_judge(s);
    else
        predict(s);
} catch (const std::exception& error) {
    return example::failed(error);
}
