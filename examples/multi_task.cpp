// Recognises digits with few labels: alone, beside related tasks, and beside tasks of random labels.
//
//     examples/run multi_task --plot multi_task.svg
//     examples/run multi_task --data DIR --labels 50
//
// Each task has labels on images of its own. The related tasks are the half of a digit, k / 2, and its
// parity, k mod 2; the unrelated ones have the same labels, dealt to the images at random. A task adds
// nothing where its label is missing.
#include <regula/constraint/box.hpp>
#include <regula/data/split.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/multitask.hpp>
#include <regula/optimize.hpp>
#include <regula/theory/claim.hpp>

#include "support/digits.hpp"
#include "support/mean.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <functional>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, plot, json;
    Index labels = 50, other_labels = 300, test_size = 2000, units = 64, batch = 50;
    std::vector<Index> curve{20, 50, 100, 200, 500};
    int epochs = 40, seeds = 5;
    double learning_rate = 0.05, other_weight = 1, lowest_log_variance = -1;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Trains a network on digits alone, beside related and beside unrelated tasks."};
    options.add_picture(
        "--plot", s.plot,
        "draw the test errors over the labels and over the weight of the others; takes longer");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--labels", s.labels, "of the digit");
    options.add("--other-labels", s.other_labels, "of each of the two other tasks, on images of its own");
    options.add("--curve", s.curve, "numbers of labels in the picture");
    options.add("--test-size", s.test_size, "digits to test on");
    options.group("Training");
    options.add("--units", s.units, "of the trunk");
    options.add("--epochs", s.epochs, "passes over the images");
    options.add("--batch", s.batch, "images in a minibatch");
    options.add("--learning-rate", s.learning_rate, "of SGD with momentum 0.9, falling to 0 on a line");
    options.add("--other-weight", s.other_weight, "of the losses of the other tasks");
    options.add("--lowest-log-variance", s.lowest_log_variance, "limit of uncertainty weighting, at most 0");
    options.add("--seeds", s.seeds, "runs of each kind, with other images and weights");
    options.parse(argc, argv);
    require(s.labels >= 1 && s.other_labels >= 1 && s.seeds >= 2 && s.other_weight >= 0 &&
                s.lowest_log_variance <= 0,
            "--labels and --other-labels must be >= 1, --seeds >= 2, --other-weight >= 0 and "
            "--lowest-log-variance <= 0, got ",
            s.labels, ", ", s.other_labels, ", ", s.seeds, ", ", s.other_weight, " and ",
            s.lowest_log_variance);
    for (const Index count : s.curve) require(count >= 1, "--curve must be >= 1, got ", count);
    s.json = options.json;
    s.seed = options.seed;
    return s;
}

enum class Others { related, unrelated };

/// Images of which a third each has labels of the digit, of its half and of its parity.
Dataset<float> three_tasks(const Dataset<float>& digits, Index labels, Others others, Key key) {
    const Index own_end = labels, half_end = labels + (digits.size() - labels) / 2;
    std::vector<Index> order(static_cast<std::size_t>(digits.size()));
    fill_permutation(key, order);
    Labels digit(digits.size()), half(digits.size()), parity(digits.size());
    for (Index j = 0; j < digits.size(); ++j) {
        const int own = digits.labels[j];
        const int other = others == Others::related ? own : digits.labels[order[static_cast<std::size_t>(j)]];
        digit[j] = j < own_end ? own : missing_label;
        half[j] = j >= own_end && j < half_end ? other / 2 : missing_label;
        parity[j] = j >= half_end ? other % 2 : missing_label;
    }
    return task_data<float>(digits.inputs, {task_targets<float>(digit, 10), task_targets<float>(half, 5),
                                            task_targets<float>(parity, 2)});
}

/// The test error of the digit after training with the tasks that make(networks) says. Equal seeds have equal
/// images and initial weights. Alone, the network sees the images of the digit only, in as many updates.
double error(const Settings& s, Others others, std::uint64_t seed, bool alone, const auto& make,
             const auto&... policies) {
    const Key key{seed};
    const auto digits = example::digits(s.data, s.labels + 2 * s.other_labels, s.test_size, key);
    auto data = three_tasks(digits.train, s.labels, others, key.stream("others"));
    const auto steps = [&] { return (data.size() + s.batch - 1) / s.batch; };
    const Index updates = s.epochs * steps();
    if (alone) data = tail(data, data.size() - s.labels).train;
    const auto epochs = static_cast<int>((updates + steps() - 1) / steps());
    NetworkDict<float> nets{{{"trunk", data.features(), {Dense{s.units}, Relu{}}},
                             {"digit", s.units, {Dense{10}}},
                             {"half", s.units, {Dense{5}}},
                             {"parity", s.units, {Dense{2}}}},
                            key.stream("network")};
    minimize(nets, make(nets), data,
             Sgd{.learning_rate = s.learning_rate,
                 .momentum = 0.9,
                 .schedule = LinearDecay{static_cast<double>(std::max(1, epochs))},
                 .epochs = epochs,
                 .batch_size = s.batch,
                 .seed = seed},
             policies...);
    const Index wrong =
        count_errors(nets.predict({"trunk", "digit"}, digits.test.inputs), digits.test.labels);
    return static_cast<double>(wrong) / static_cast<double>(digits.test.size());
}

/// A way to train: the test errors of some seeds.
struct Way {
    std::string name;
    std::function<double(const Settings&, Others, std::uint64_t)> error;

    theory::Mean errors(const Settings& s, Others others) const {
        theory::Mean mean;
        for (int k = 0; k < s.seeds; ++k) mean.add(error(s, others, s.seed + static_cast<std::uint64_t>(k)));
        return mean;
    }
};

/// Trains with a policy that balances the tasks, and with policies of the run.
Way way(const std::string& name, auto balance, bool alone, auto... policies) {
    return {name, [=](const Settings& s, Others others, std::uint64_t seed) {
                const auto tasks = [&](NetworkDict<float>& nets) {
                    const SoftmaxCrossEntropy loss;
                    return MultiTask{nets,
                                     "trunk",
                                     balance,
                                     Task{"digit", "digit", loss},
                                     Task{"half", "half", loss, s.other_weight},
                                     Task{"parity", "parity", loss, s.other_weight}};
                };
                return error(s, others, seed, alone, tasks, policies...);
            }};
}

const Way alone = way("alone", FixedWeights{}, true);

/// The losses of training tend to 0, and the weights of uncertainty weighting to infinity, but for a box.
std::vector<Way> balanced(const Settings& s) {
    return {way("fixed weights", FixedWeights{}, false),
            way("uncertainty weighting", UncertaintyWeighting{}, false,
                on(noise_scales, Box{s.lowest_log_variance, 20})),
            way("GradNorm", GradNorm{}, false), way("PCGrad", PCGrad{}, false)};
}

/// The test errors of all ways, as a table.
example::Results compare(const Settings& s) {
    example::Table table{{"test error of the digit", "beside related tasks", "beside random labels"}};
    const auto single = alone.errors(s, Others::related);
    table.row({alone.name, example::with_error(single), example::with_error(single)});
    example::Results all, kinds;
    kinds.add(alone.name, example::Results{}
                              .add("related", example::results(single))
                              .add("unrelated", example::results(single)));
    for (const Way& one : balanced(s)) {
        std::cerr << one.name << "\n";
        const auto related = one.errors(s, Others::related), unrelated = one.errors(s, Others::unrelated);
        table.row({one.name, example::with_error(related), example::with_error(unrelated)});
        kinds.add(one.name, example::Results{}
                                .add("related", example::results(related))
                                .add("unrelated", example::results(unrelated)));
    }
    table.print();
    return all.add("labels", s.labels)
        .add("other_labels", s.other_labels)
        .add("seeds", s.seeds)
        .add("ways", kinds);
}

/// The errors by the number of labels of the digit, and by the weight of the other tasks.
void draw(Settings s) {
    const std::vector<Way> ways = balanced(s);
    example::Plot by_labels{.title = "Error of the digit",
                            .x_label = "labels of the digit",
                            .y_label = "test error (%)",
                            .series = {{"alone", {}, {}, 0},
                                       {"beside related tasks", {}, {}, 1},
                                       {"beside random labels", {}, {}, 2}},
                            .log_x = true};
    Settings few = s;
    for (const Index count : s.curve) {
        std::cerr << count << " labels\n";
        few.labels = count;
        const auto x = static_cast<double>(count);
        example::add_point(by_labels.series[0], x, alone.errors(few, Others::related));
        example::add_point(by_labels.series[1], x, ways[0].errors(few, Others::related));
        example::add_point(by_labels.series[2], x, ways[0].errors(few, Others::unrelated));
    }
    example::Plot by_weight{.title = text("Beside random labels, ", s.labels, " of the digit"),
                            .x_label = "weight of the other tasks",
                            .y_label = "test error (%)",
                            .log_x = true};
    for (std::size_t k = 0; k < ways.size(); ++k)
        by_weight.series.push_back({ways[k].name, {}, {}, static_cast<int>(k)});
    for (const double weight : {0.01, 0.1, 1.0, 10.0}) {
        std::cerr << "weight " << weight << "\n";
        s.other_weight = weight;
        for (std::size_t k = 0; k < ways.size(); ++k)
            example::add_point(by_weight.series[k], weight, ways[k].errors(s, Others::unrelated));
    }
    example::draw(s.plot, std::vector{by_labels, by_weight});
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    compare(s).write(s.json);
    if (!s.plot.empty()) draw(s);
} catch (const std::exception& error) {
    return example::failed(error);
}
