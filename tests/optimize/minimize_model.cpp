#include <regula/optimize/minimize_model.hpp>

#include <regula/augment/mixup.hpp>
#include <regula/data/together.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/sam.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::optimize_minimize_model {

using test::drawn;

Dataset<double> classes(std::uint64_t key, Index samples) {
    Dataset<double> data{.inputs = drawn(key, 5, samples), .labels = Labels(samples)};
    for (Index i = 0; i < samples; ++i)
        data.labels[i] = (data.inputs(0, i) > 0) + (data.inputs(1, i) + data.inputs(2, i) > 0);
    return data;
}

NetworkDict<double> heads() {
    return {{{"trunk", 5, {Dense{7}, Tanh{}}}, {"class", 7, {Dense{3}}}, {"size", 7, {Dense{1}}}}, Key{2}};
}
auto both(const NetworkDict<double>& model) {
    return [&model](auto& pass, const auto& batch) {
        const Node h = model["trunk"](pass, pass.input(batch.inputs));
        pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, h), batch.labels);
        pass.add_loss("size", SquaredError{}, model["size"](pass, h),
                      batch.inputs.colwise().squaredNorm().eval(), 0.1);
    };
}
const Sgd sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 4, .batch_size = 9};

TEST_CASE("an objective of one loss trains as fit does, bit for bit") {
    const auto data = classes(1, 31), validation = classes(3, 14);
    auto fitted = mlp<double>({5, 9, 8, 3}, Key{1}, Tanh{}), minimised = fitted;
    const auto run = [&](auto&& train) {
        return train(Dropout{0.3}, on(inputs, GaussianNoise{0.2}), on(hidden, L2{0.01}),
                     on(outputs, L2{0.02}), L1{1e-3}, Ema{0.9}, EarlyStopping{.patience = 2});
    };
    const auto by_fit = run([&](auto... policies) {
        return fit(fitted, SoftmaxCrossEntropy{}, data, validation, sgd, policies...);
    });
    const auto f = [&](auto& pass, const auto& batch) {
        pass.add_loss("class", SoftmaxCrossEntropy{}, minimised(pass, pass.input(batch.inputs)),
                      batch.labels);
    };
    const auto by_minimize =
        run([&](auto... policies) { return minimize(minimised, f, data, validation, sgd, policies...); });
    CHECK(fitted.parameters().vector() == minimised.parameters().vector());
    CHECK(by_minimize.last().at("loss") == by_fit.last().at("loss"));
    CHECK(by_minimize.last().at("L2 on hidden") == by_fit.last().at("L2 on hidden"));
    CHECK(by_minimize.last().at("validation_loss") == Approx(by_fit.last().at("validation_loss")));
    REQUIRE(by_minimize.last().losses.size() == 1);
    CHECK(by_minimize.last().at("class") == by_minimize.last().at("loss"));
}

TEST_CASE("several losses are told by name, in training and in validation, and their sum is the loss") {
    const auto data = classes(1, 31), validation = classes(3, 14);
    auto model = heads();
    const auto report = minimize(model, both(model), data, validation, sgd, Dropout{0.2});
    const Record& last = report.last();
    REQUIRE(last.losses.size() == 2);
    CHECK(last.at("loss") == Approx(last.at("class") + last.at("size")).epsilon(1e-14));
    CHECK(last.sum_of_terms() == last.at("loss"));
    CHECK(last.at("validation_loss") ==
          Approx(last.at("validation_class") + last.at("validation_size")).epsilon(1e-14));
    CHECK(last.at("validation_class") ==
          Approx(SoftmaxCrossEntropy{}.value(model.predict({"trunk", "class"}, validation.inputs),
                                             validation.labels)));
    CHECK(report.history.front().at("validation_loss") > last.at("validation_loss"));
}

TEST_CASE(
    "with an ascent the terms told are those at the parameters, as the loss is; terms are found by name") {
    const auto data = classes(1, 31);
    auto model = heads();
    Index call = 0;
    const auto turning = [&](auto& pass, const auto& batch) {  // in another order each time
        const Node h = model["trunk"](pass, pass.input(batch.inputs));
        const auto size = batch.inputs.colwise().squaredNorm().eval();
        if (++call % 2 == 0) pass.add_loss("size", SquaredError{}, model["size"](pass, h), size, 0.1);
        pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, h), batch.labels);
        if (call % 2 == 1) pass.add_loss("size", SquaredError{}, model["size"](pass, h), size, 0.1);
    };
    const auto report = minimize(model, turning, data, data, sgd, Sam{0.5});
    const Record& last = report.last();
    CHECK(last.at("loss") == Approx(last.at("class") + last.at("size")).epsilon(1e-14));
    CHECK(last.at("validation_class") ==
          Approx(SoftmaxCrossEntropy{}.value(model.predict({"trunk", "class"}, data.inputs), data.labels)));
}

TEST_CASE(
    "noise on inputs acts on what the model sees, and the batch stays as it was: a denoising autoencoder") {
    const auto data = classes(1, 20);
    NetworkDict<double> model{{{"encoder", 5, {Dense{4}, Sigmoid{}}}, {"decoder", 4, {DenseTransposed{5}}}},
                              Key{2},
                              {{"decoder.0.weight", "encoder.0.weight"}}};
    bool clean = true;
    const auto f = [&](auto& pass, const auto& batch) {
        for (Index j = 0; j < batch.size(); ++j) {
            bool found = false;
            for (Index i = 0; i < data.size(); ++i)
                found = found || data.inputs.col(i) == batch.inputs.col(j);
            clean = clean && found;
        }
        const Node code = model["encoder"](pass, pass.input(batch.inputs));
        pass.add_loss("reconstruction", SquaredError{}, model["decoder"](pass, code), batch.inputs);
    };
    const auto report = minimize(model, f, data, Sgd{.learning_rate = 0.05, .epochs = 30, .batch_size = 7},
                                 on(inputs, GaussianNoise{0.3}), on(weights["encoder.0.weight"], L2{1e-3}));
    CHECK(clean);
    CHECK(report.last().at("loss") < 0.8 * report.history.front().at("loss"));
    CHECK(report.last().objective.size() == 2);  // a shared block is penalised once
    CHECK(report.last().at("L2 on weights[\"encoder.0.weight\"]") ==
          Approx(5e-4 * model.parameters()["encoder.0.weight"].squaredNorm()));
}

TEST_CASE("the same bits for any number of threads, and for a run in two parts") {
    const auto data = classes(1, 31);
    const auto after = [&](int threads, bool in_parts) {
        auto model = heads();
        State<double> state;
        Sgd settings = sgd;
        settings.threads = threads;
        if (in_parts) {
            settings.epochs = 1;
            minimize(state, model, both(model), data, settings, Dropout{0.3},
                     on(hidden["trunk.hidden"], L1{1e-3}));
            settings.epochs = sgd.epochs;
        }
        minimize(state, model, both(model), data, settings, Dropout{0.3},
                 on(hidden["trunk.hidden"], L1{1e-3}));
        return Vector<double>{model.parameters().vector()};
    };
    const auto whole = after(1, false);
    CHECK(after(3, false) == whole);
    CHECK(after(1, true) == whole);
}

TEST_CASE("labelled and unlabelled minibatches go side by side") {
    const auto labelled = classes(1, 12);
    const Dataset<double> unlabelled{.inputs = drawn(9, 5, 57)};
    NetworkDict<double> model{
        {{"encoder", 5, {Dense{4}, Tanh{}}}, {"decoder", 4, {Dense{5}}}, {"class", 4, {Dense{3}}}}, Key{2}};
    Index seen = 0;
    const auto semi = [&](auto& pass, const auto& batch) {
        const auto& [with, without] = batch;
        seen += without.size();
        for (const auto* part : {&with, &without})
            pass.add_loss("reconstruction", SquaredError{},
                          model["decoder"](pass, model["encoder"](pass, pass.input(part->inputs))),
                          part->inputs, 0.1);
        pass.add_loss("class", SoftmaxCrossEntropy{},
                      model["class"](pass, model["encoder"](pass, pass.input(with.inputs))), with.labels);
    };
    const auto report =
        minimize(model, semi, Together{labelled, unlabelled},
                 Sgd{.learning_rate = 0.2, .epochs = 20, .batch_size = 6}, Dropout{0.1}, L2{1e-4});
    CHECK(seen == 20 * 57 + 6);  // and the first minibatch once more, before the run
    CHECK(report.steps == 20 * 10);
    CHECK(report.last().at("class") < 0.7 * report.history.front().at("class"));
    CHECK(report.last().at("reconstruction") < report.history.front().at("reconstruction"));
}

TEST_CASE("a solver takes such an objective to its minimum") {
    const auto data = classes(1, 31);
    auto model = heads(), by_steps = model;
    const auto found =
        minimize(model, both(model), data, Lbfgs{.tolerance = 1e-8}, L2{0.01}, on(hidden, L2{0.01}));
    CHECK(found.converged);
    auto objective = objective_from(model, both(model));
    Workers workers;
    Hooks<double> none;
    Parameters<double> g = model.parameters();
    const Batch<double> all{data.inputs, {}, data.labels};
    CHECK(objective(model.parameters(), all, g, none, workers) <
          objective(by_steps.parameters(), all, g, none, workers));

    auto net = linear_model<double>(5, 3), fitted = net;
    minimize(
        net,
        [&](auto& pass, const auto& b) {
            pass.add_loss("", SoftmaxCrossEntropy{}, net(pass, pass.input(b.inputs)), b.labels);
        },
        data, Lbfgs{}, L2{0.1});
    fit(fitted, SoftmaxCrossEntropy{}, data, Lbfgs{}, L2{0.1});
    CHECK(net.parameters().vector() == fitted.parameters().vector());
}

TEST_CASE("what throws before the run has changed nothing") {
    const auto data = classes(1, 31);
    auto model = heads();
    const Vector<double> before = model.parameters().vector();
    CHECK_THROWS_WITH(minimize(
                          model, [](auto&, const auto&) {}, data, sgd),
                      "minimize: the objective has added no loss to the pass");
    CHECK_THROWS_WITH(minimize(
                          model, [](auto&, const auto&) {}, data, Lbfgs{}),
                      "minimize: the objective has added no loss to the pass");
    CHECK_THROWS_WITH(minimize(model, both(model), data, sgd, Mixup{0.7}),
                      Catch::Matchers::StartsWith(
                          "minimize: policies that change targets need data with targets, got labels"));
    CHECK_THROWS_WITH(minimize(model, both(model), data, sgd, LabelSmoothing{0.1}),
                      Catch::Matchers::StartsWith(
                          "minimize: policies that change targets need data with targets, got labels"));
    const auto sum = [&](auto& pass, const auto& b) {
        both(model)(pass, b);
        pass.add_term("loss", 1);
    };
    CHECK_THROWS_WITH(minimize(model, sum, data, sgd),
                      "minimize: 'objective' and 'loss' are names of sums; a term needs another, got 'loss'");
    const auto net = mlp<double>({5, 3}, Key{1});
    CHECK_THROWS_WITH(minimize(
                          model,
                          [&](auto& pass, const auto& b) {
                              pass.add_loss("class", SoftmaxCrossEntropy{}, net(pass, pass.input(b.inputs)),
                                            b.labels);
                          },
                          data, sgd),
                      Catch::Matchers::StartsWith("Network: has 18 parameters, the pass has "));
    const auto wrong = [&](auto& pass, const auto& b) {
        pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, pass.input(b.inputs)), b.labels);
    };
    CHECK_THROWS_WITH(minimize(model, wrong, data, sgd), "NetworkDict: 'class' takes 7 features, got 5");
    CHECK_THROWS_WITH(
        minimize(model, both(model), data, sgd, on(hidden["truck.hidden"], L2{1})),
        Catch::Matchers::StartsWith("L2: hidden[\"truck.hidden\"] selects no block of this model; there are: "
                                    "trunk.hidden, "));
    CHECK(model.parameters().vector() == before);
}

TEST_CASE("a step of an objective of several losses allocates nothing after the first epoch") {
    if (!allocations_are_counted()) return;
    const auto data = classes(1, 90);
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto per_epoch = [&](Index batch_size) {
        auto model = heads();
        counts.clear();
        minimize(
            model,
            [&](auto& pass, const auto& batch) {
                const Node h = model["trunk"](pass, pass.input(batch.inputs));
                pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, h), batch.labels);
                pass.add_loss("code", SquaredError{}, h, pass.value(h), 0.1);
            },
            data, Sgd{.learning_rate = 1e-3, .epochs = 6, .batch_size = batch_size}, Dropout{0.3},
            on(hidden, L2{0.1}), [&](const Record&) { counts.push_back(allocations()); });
        return counts[5] - counts[4];
    };
    CHECK(per_epoch(8) == per_epoch(90));  // an epoch appends a record
}

}  // namespace tests::optimize_minimize_model
