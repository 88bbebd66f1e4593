// Bagging: how the error falls with the number of members, and what the theory says of it.
//
//     examples/run bagging --plot bagging.svg
//     examples/run bagging --member network --members 20
//
// The data of Breiman (1996), "Bagging predictors": 300 waveforms to train on. A first bag of members gives
// the variance v and the covariance c of their errors, and with them the error of any number of members,
//
//     v/k + (k - 1)/k c
//
// which is held against the errors of other ensembles, of members that had no part in v and c. The error is
// the mean square of what the shares of the votes differ by from the truth. A tree is no model of the
// library, but one of this program's own.
#include <regula/data.hpp>
#include <regula/data/gz.hpp>
#include <regula/ensemble.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/optimize/adam.hpp>

#include "bagging/tree.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, member = "tree", plot, json;
    Index members = 50, train_size = 300, test_size = 5000, fresh = 10;
    int threads = 1;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{
        "Bagging: how the error falls with the number of members, and what theory says."};
    options.add_picture("--plot", s.plot, "draw the errors of 1, 2, ... members");
    options.group("Data");
    options.add_data(s.data, "waveforms are drawn");
    options.add("--train-size", s.train_size, "samples to train on");
    options.add("--test-size", s.test_size, "samples to test on");
    options.group("Ensemble");
    options.add("--member", s.member, {"tree", "network"}, "what a member is");
    options.add("--members", s.members, "members of the ensemble");
    options.add("--fresh", s.fresh, "ensembles of other members to hold the theory against");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.members >= 3, "--members must be >= 3, got ", s.members);
    require(s.fresh >= 2, "--fresh must be >= 2, got ", s.fresh);
    require(s.train_size >= 2, "--train-size must be >= 2, got ", s.train_size);
    require(s.test_size >= 2, "--test-size must be >= 2, got ", s.test_size);
    return s;
}

Split<double> read(const Settings& s) {
    const Key key{s.seed};
    if (s.data.empty())
        return {waveform<double>(s.train_size, key.stream("train")),
                waveform<double>(s.test_size, key.stream("test"))};
    require(std::filesystem::is_directory(s.data), "--data: there is no directory '", s.data, "'");
    auto [train, test] = read_mnist<double>(s.data);
    require(s.train_size < train.size() && s.test_size < test.size(), "there are ", train.size(), " and ",
            test.size(), " digits, too few for --train-size ", s.train_size, " and --test-size ",
            s.test_size);
    return {stratified(train, s.train_size, key.stream("train")).held_out,
            stratified(test, s.test_size, key.stream("test")).held_out};
}

/// A number and its standard error.
struct Estimate {
    double value = 0, standard_error = 0;
};

/// v/k + (k - 1)/k c of the moments of some members' errors. The standard error is the jackknife's: how the
/// formula varies if one member after the other is left out.
Estimate predict(const Matrix<double>& moments, Index k) {
    const auto n = static_cast<double>(moments.rows());
    const auto formula = [&](double own, double all, double members) {
        return ensemble_error(own / members, (all - own) / (members * (members - 1)), static_cast<int>(k));
    };
    const double own = moments.trace(), all = moments.sum();
    const Vector<double> sums = moments.rowwise().sum();
    Vector<double> without(moments.rows());
    for (Index i = 0; i < without.size(); ++i)
        without[i] = formula(own - moments(i, i), all - 2 * sums[i] + moments(i, i), n - 1);
    const double spread = (without.array() - without.mean()).square().sum();
    return {formula(own, all, n), std::sqrt((n - 1) / n * spread)};
}

/// The mean error of ensembles of k members, each in one of them.
Estimate observe(const Matrix<double>& errors, Index samples, Index k) {
    const Index count = errors.cols() / k;
    Vector<double> found(count);
    for (Index e = 0; e < count; ++e)
        found[e] = errors.middleCols(e * k, k).rowwise().mean().squaredNorm() / static_cast<double>(samples);
    const double spread = (found.array() - found.mean()).square().sum();
    return {found.mean(), std::sqrt(spread / static_cast<double>(count * (count - 1)))};
}

struct Point {
    Index members;
    Estimate predicted, observed;
    double test_error, out_of_bag_error, z;
};

struct Outcome {
    Diagnosis diagnosis;
    std::vector<Point> points;
    double z_out_of_bag = 0;  ///< how many standard errors the error out of bag is from the test error
    Index never = 0;
};

template <class Train>
Outcome run(const Settings& s, const Split<double>& data, const Train& train) {
    const auto begin = std::chrono::steady_clock::now();
    const auto bagged = [&](Index members, const char* name) {
        const auto bag = train_ensemble(Bagging{.members = members}, data.train, train,
                                        Key{s.seed}.stream(name), Threads{s.threads});
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
        std::cerr << "bagging: " << members << " members trained, " << example::number(passed.count(), 2)
                  << " s\n";
        return bag;
    };
    const MajorityVote vote;
    const SquaredError loss;
    const auto bag = bagged(s.members, "bag");
    const Matrix<double> errors = member_errors(bag, data.held_out, vote);
    const auto samples = static_cast<double>(data.held_out.size());
    const Matrix<double> moments = errors.transpose() * errors / samples;
    const auto others = member_errors(bagged(s.fresh * s.members, "fresh"), data.held_out, vote);

    Outcome out{.diagnosis = diagnose(bag, data.held_out, vote), .points = {}};
    auto first = bag;
    first.members.clear();
    for (Index k = 1; k <= s.members; ++k) {
        first.members.push_back(bag.members[static_cast<std::size_t>(k - 1)]);
        const Index step = k < 6 ? 1 : k < 20 ? 3 : 10;
        if (k % step != 0 && k != s.members) continue;
        const auto judged = out_of_bag(first, data.train, vote);
        Point at{.members = k,
                 .predicted = predict(moments, k),
                 .observed = observe(others, data.held_out.size(), k),
                 .test_error = evaluate(first, loss, data.held_out, vote).error,
                 .out_of_bag_error = evaluate(judged, loss, data.train).error,
                 .z = 0};
        at.z = (at.observed.value - at.predicted.value) /
               std::hypot(at.observed.standard_error, at.predicted.standard_error);
        out.points.push_back(at);
        const auto spread = [](double p, Index n) { return p * (1 - p) / static_cast<double>(n); };
        out.z_out_of_bag =
            (at.out_of_bag_error - at.test_error) /
            std::sqrt(spread(at.test_error, data.train.size()) + spread(at.test_error, data.held_out.size()));
        out.never = judged.never;
    }
    return out;
}

Outcome run(const Settings& s, const Split<double>& data) {
    if (s.member == "tree")
        return run(s, data, [](const Dataset<double>& part, Key) { return example::Tree{part}; });
    const Index classes = data.train.classes();
    return run(s, data, [classes](const Dataset<double>& part, Key key) {
        auto net = mlp<double>({part.features(), 20, classes}, key);
        fit(net, SoftmaxCrossEntropy{}, part, Adam{.learning_rate = 0.01, .epochs = 30, .seed = key.seed()});
        return net;
    });
}

void print(const Outcome& out, double best) {
    using example::number, example::percent;
    example::Table table{
        {"members", "theory", "measured", "standard error", "apart", "test error", "out of bag"}};
    for (const Point& p : out.points)
        table.row({std::to_string(p.members), number(p.predicted.value), number(p.observed.value),
                   number(std::hypot(p.predicted.standard_error, p.observed.standard_error), 2),
                   number(p.z, 2), percent(p.test_error), percent(p.out_of_bag_error)});
    table.print();
    const Diagnosis& d = out.diagnosis;
    std::cout << "\nv = " << number(d.variance) << ", c = " << number(d.covariance)
              << ": of a member's error " << percent(d.correlation()) << " stay, however many there are\n"
              << "twice as many members would gain " << number(d.gain(d.members), 2)
              << "; two members disagree on " << percent(d.disagreement) << " of the samples\n"
              << "out of bag and test error are " << number(std::abs(out.z_out_of_bag), 2)
              << " standard errors apart";
    if (out.never > 0) std::cout << "; " << out.never << " samples were never out of bag";
    if (best > 0)
        std::cout << "\nthe best of all classifiers errs on " << percent(best) << " of these samples";
    std::cout << '\n';
}

void draw(const std::string& path, const Outcome& out, double best) {
    example::Series theory{.name = "v/k + (k - 1)/k c"},
        measured{.name = "other members", .colour = 1, .points = true}, rest{.name = "c", .dashed = true},
        test{.name = "test"}, bag{.name = "out of bag", .colour = 1},
        least{.name = "the best of all", .colour = 2, .dashed = true};
    for (const Point& p : out.points) {
        const auto k = static_cast<double>(p.members);
        for (auto* series : {&theory, &measured, &rest, &test, &bag, &least}) series->x.push_back(k);
        theory.y.push_back(p.predicted.value);
        measured.y.push_back(p.observed.value);
        rest.y.push_back(out.diagnosis.covariance);
        test.y.push_back(p.test_error);
        bag.y.push_back(p.out_of_bag_error);
        least.y.push_back(best);
    }
    example::Plot square{.title = "Squared error of the votes",
                         .x_label = "members",
                         .y_label = "squared error",
                         .log_x = true};
    square.series = {theory, measured, rest};
    example::Plot wrong{
        .title = "Wrong classes", .x_label = "members", .y_label = "share of wrong classes", .log_x = true};
    wrong.series = {test, bag};
    if (best > 0) wrong.series.push_back(least);
    example::draw(path, std::vector{square, wrong});
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const Split<double> data = read(s);
    const Outcome out = run(s, data);
    double best = 0;
    if (s.data.empty())
        best = static_cast<double>(
                   count_errors(waveform_probabilities(data.held_out.inputs), data.held_out.labels)) /
               static_cast<double>(data.held_out.size());
    print(out, best);

    double worst = 0;
    std::vector<example::Results> points;
    for (const Point& p : out.points) {
        worst = std::max(worst, std::abs(p.z));
        example::Results point;
        point.add("members", p.members).add("predicted", p.predicted.value).add("observed", p.observed.value);
        point.add("z", p.z).add("test_error", p.test_error).add("out_of_bag_error", p.out_of_bag_error);
        points.push_back(point);
    }
    const bool agrees = worst <= 4;
    std::cout << "theory and measurement are " << example::number(worst, 2)
              << " standard errors apart at most: " << (agrees ? "they agree" : "they do not agree") << '\n';
    example::Results results;
    results.add("member_test_error", out.points.front().test_error);
    results.add("test_error", out.points.back().test_error);
    results.add("out_of_bag_error", out.points.back().out_of_bag_error).add("best_error", best);
    results.add("variance", out.diagnosis.variance).add("covariance", out.diagnosis.covariance);
    results.add("disagreement", out.diagnosis.disagreement).add("worst_z", worst).add("agrees", agrees);
    results.add("points", points);
    results.write(s.json);
    if (!s.plot.empty()) draw(s.plot, out, best);
} catch (const std::exception& error) {
    return example::failed(error);
}
