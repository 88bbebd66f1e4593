#include <regula/optimize/fit.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/confidence_penalty.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/sam.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_fit {

template <class Scalar>
Dataset<Scalar> classes(Index samples, Index features = 6) {
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(features, samples), .labels = Labels(samples)};
    fill_normal(Key{1}, data.inputs);
    for (Index j = 0; j < samples; ++j) data.labels[j] = (data.inputs(0, j) > 0) + (data.inputs(1, j) > 0.3);
    return data;
}

struct Noise0 {
    double stddev;
    void perturb(auto& x, Key key) const { add_normal(key, x, stddev); }
};
struct Clip {
    double most;
    void clip(auto& g) const {
        const auto length = static_cast<double>(g.norm());
        if (length > most) g = (most / length) * g;
    }
};
struct StopAt {
    int epoch;
    struct Watch {
        int epoch;
        bool should_stop(auto&, const Record& record) { return record.epoch >= epoch; }
        void finish(auto& theta) { theta.vector().setConstant(7); }
        int best_epoch() const { return 1; }
    };
    Watch start(const auto&, const Record&) const { return {epoch}; }
};

TEMPLATE_TEST_CASE("the same seed gives the same bits with 1, 2 and 3 threads", "", float, double) {
    const auto data = classes<TestType>(70);
    const auto trained = [&](int threads, std::uint64_t seed) {
        auto net = mlp<TestType>({6, 40, 30, 3}, Key{1});
        fit(net, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 0.1,
                .momentum = 0.9,
                .epochs = 3,
                .batch_size = 32,
                .seed = seed,
                .threads = threads},
            Dropout{0.4}, on(inputs, Noise0{0.2}), on(weights[0], Dropout{0.2}), L1{1e-3},
            on(hidden, L2{0.01}));
        return net.parameters().vector();
    };
    const auto one = trained(1, 5);
    CHECK(trained(2, 5) == one);
    CHECK(trained(3, 5) == one);
    CHECK(trained(1, 6) != one);
    CHECK(one.allFinite());
}

TEST_CASE("with large layers, whose products are cut in tiles, threads change no bit either") {
    const auto data = classes<float>(128, 200);
    const auto trained = [&](int threads) {
        auto net = mlp<float>({200, 300, 3}, Key{1});
        fit(net, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 0.1, .epochs = 1, .batch_size = 128, .threads = threads});
        return net.parameters().vector();
    };
    const auto one = trained(1);
    CHECK(trained(2) == one);
    CHECK(trained(3) == one);
}

TEST_CASE("validation is measured without noise and gates, at the parameters of the epoch's end") {
    const auto train = classes<double>(50), validation = classes<double>(30, 6);
    auto net = mlp<double>({6, 8, 3}, Key{1});
    const auto report = fit(net, SoftmaxCrossEntropy{}, train, validation,
                            Sgd{.learning_rate = 0.1, .epochs = 4}, Dropout{0.5}, on(inputs, Noise0{1.0}));
    const auto found = evaluate(net, SoftmaxCrossEntropy{}, validation);
    CHECK(report.last().at("validation_loss") == Approx(found.loss).epsilon(1e-14));
    CHECK(report.last().at("validation_error") == found.error);
    CHECK(report.history.size() == 4);
    int expected = 0;
    double least = HUGE_VAL;
    for (const Record& record : report.history)
        if (record.at("validation_loss") < least) {
            least = record.at("validation_loss");
            expected = record.epoch;
        }
    CHECK(report.best_epoch == expected);
    CHECK(report.steps == 4 * 2);
}

TEST_CASE("the terms of a network's run are what they are by hand, penalties on hidden units included") {
    const auto data = classes<double>(33);
    auto net = mlp<double>({6, 5, 3}, Key{1});
    net.parameters()["0.bias"].setConstant(0.1);
    const Matrix<double> h =
        ((net.parameters()["0.weight"].transpose() * data.inputs).array() + 0.1).max(0.0).matrix();
    const double on_hidden = 0.4 * h.cwiseAbs().sum() / 33;
    const double loss = evaluate(net, SoftmaxCrossEntropy{}, data).loss;
    // a rate so small that nothing moves, and batches of 10, 10, 10 and 3
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 1e-30, .epochs = 1, .batch_size = 10},
            on(hidden, L1{0.4}), on(weights[1], L2{0.2}), on(biases, L1{0.5}));
    const auto& last = report.last();
    CHECK(last.at("loss") == Approx(loss).epsilon(1e-13));
    CHECK(last.at("L1 on hidden") == Approx(on_hidden).epsilon(1e-13));
    CHECK(last.at("L2 on weights[1]") ==
          Approx(0.1 * net.parameters()["1.weight"].squaredNorm()).epsilon(1e-13));
    CHECK(last.at("L1 on biases") == Approx(0.5 * 0.5).epsilon(1e-13));
    CHECK(last.objective.size() == 4);
}

TEST_CASE("a penalty on outputs is a term of the run, and the confidence penalty leaves more doubt") {
    const auto data = classes<double>(60);
    const auto trained = [&](double strength) {
        auto net = mlp<double>({6, 8, 3}, Key{2});
        const auto report = fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 0.3, .epochs = 150},
                                when(strength > 0, ConfidencePenalty{strength}));
        const double doubt = -ConfidencePenalty{1.0}.value(net.predict(data.inputs)) / 60;
        if (strength > 0) CHECK(report.last().at("ConfidencePenalty on outputs") < 0);
        return doubt;
    };
    const double bare = trained(0), penalized = trained(0.5);
    CAPTURE(bare, penalized);
    CHECK(penalized > 1.5 * bare);
}

TEST_CASE("a penalty on hidden units means the same for any batch size") {
    auto data = classes<double>(24);
    data.inputs.colwise() = Vector<double>{{1, -0.5, 0.3, 2, -1, 0.1}};  // every minibatch is the same
    data.labels.setConstant(1);
    data.class_names = {"a", "b", "c"};
    const auto after = [&](Index size, int epochs) {
        auto net = mlp<double>({6, 5, 3}, Key{1});
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 0.1, .epochs = epochs, .batch_size = size},
            on(hidden, L2{0.7}));
        return net.parameters().vector();
    };
    CHECK((after(24, 6) - after(4, 1)).norm() < 1e-13);
    CHECK((after(24, 3) - after(8, 1)).norm() < 1e-13);
}

TEST_CASE("a stopping policy ends the run and has the last word on the parameters, after divergence too") {
    const auto data = classes<double>(20);
    auto net = mlp<double>({6, 5, 3}, Key{1});
    auto report = fit(net, SoftmaxCrossEntropy{}, data, Sgd{.epochs = 9}, StopAt{3});
    CHECK(report.stop_reason == StopReason::stopped_early);
    CHECK(report.epochs == 3);
    CHECK(report.best_epoch == 1);
    CHECK(net.parameters().vector().isConstant(7, 0));
    report = fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 1e300, .epochs = 9}, StopAt{99});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(net.parameters().vector().isConstant(7, 0));
}

TEST_CASE("labels serve a loss that takes targets, and noise on targets one that takes labels") {
    const auto data = classes<double>(40);
    Dataset<double> with_targets{.inputs = data.inputs};
    one_hot(data.labels, 3, with_targets.targets);
    const auto trained = [&](const auto& loss, const auto& on_data, auto... policies) {
        auto net = mlp<double>({6, 5, 3}, Key{1});
        fit(net, loss, on_data, Sgd{.learning_rate = 0.1, .epochs = 2}, policies...);
        return net.parameters().vector();
    };
    CHECK(trained(SquaredError{}, data) == trained(SquaredError{}, with_targets));
    const auto noisy = on(targets, Noise0{0.1});
    CHECK(trained(SoftmaxCrossEntropy{}, data, noisy) == trained(SoftmaxCrossEntropy{}, with_targets, noisy));
    CHECK(trained(SoftmaxCrossEntropy{}, data, noisy) != trained(SoftmaxCrossEntropy{}, data));
}

TEST_CASE("what does not fit is refused before the first step, in words") {
    const auto data = classes<double>(20);
    auto net = mlp<double>({6, 5, 3}, Key{1});
    const Vector<double> before = net.parameters().vector();
    const auto run = [&](const Dataset<double>& train, const Dataset<double>& validation, const Sgd& sgd,
                         double strength = 0, int layer = 0) {
        fit(net, SoftmaxCrossEntropy{}, train, validation, sgd, on(weights[layer], L2{strength}));
    };
    const Sgd still{.epochs = 0};
    CHECK_NOTHROW(run(data, data, still));
    CHECK_THROWS_WITH(run({}, data, still), "training data: must hold at least one sample, got 0 x 0");
    CHECK_THROWS_WITH(run(data, {}, still), "validation data: must hold at least one sample, got 0 x 0");
    CHECK_THROWS_WITH(run(classes<double>(20, 7), data, still),
                      "training data: the network takes 6 features, the data have 7");
    CHECK_THROWS_WITH(run(data, classes<double>(20, 4), still),
                      "validation data: the network takes 6 features, the data have 4");
    CHECK_THROWS_WITH(run(data, data, still, -2), "L2: strength must be >= 0, got -2");
    CHECK_THROWS_WITH(run(data, data, still, 1, 2),
                      "L2: weights[2] selects no block of this model; there are: 0.weight, 1.weight");
    CHECK_THROWS_WITH(run(data, data, Sgd{.batch_size = 0}), "Sgd: batch_size must be >= 1, got 0");
    CHECK_THROWS_WITH(run(data, data, Sgd{.threads = 0}), "Sgd: threads must be >= 1, got 0");
    auto bad = data;
    bad.inputs(2, 5) = HUGE_VAL;
    CHECK_THROWS_WITH(run(bad, data, still),
                      "training data: every input must be finite, got inf at row 2 of sample 5");
    CHECK(net.parameters().vector() == before);
}

TEMPLATE_TEST_CASE("after the first epoch a step allocates nothing, with policies of every kind", "", float,
                   double) {
    if (!allocations_are_counted()) return;
    const auto data = classes<TestType>(90);  // batches of 32, 32 and 26
    auto net = mlp<TestType>({6, 40, 30, 3}, Key{1});
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto count = [&](const Record&) { counts.push_back(allocations()); };
    const auto per_epoch = [&](const auto& optimizer, auto... policies) {
        counts.clear();
        fit(net, SoftmaxCrossEntropy{}, data, optimizer, count, policies...);
        return std::pair{counts[5] - counts[4], counts[4] - counts[3]};
    };
    // An epoch appends a record to the history: a few allocations, the same for one batch as for many.
    const auto few =
        per_epoch(Sgd{.momentum = 0.9, .epochs = 6, .batch_size = 90}, Dropout{0.4}, on(inputs, Noise0{0.1}),
                  on(weights[0], Dropout{0.2}), L1{1e-3} + L2{1e-3}, on(hidden, L1{1e-3}), MaxNorm{2},
                  Clip{1}, on(targets, Noise0{0.1}), Sam{0.1}, Ema{0.9});
    const auto many =
        per_epoch(Sgd{.momentum = 0.9, .epochs = 6, .batch_size = 8}, Dropout{0.4}, on(inputs, Noise0{0.1}),
                  on(weights[0], Dropout{0.2}), L1{1e-3} + L2{1e-3}, on(hidden, L1{1e-3}), MaxNorm{2},
                  Clip{1}, on(targets, Noise0{0.1}), Sam{0.1}, Ema{0.9});
    CHECK(many.second == few.second);
    CHECK(few.second < 20);
    const auto part_few = per_epoch(Sgd{.epochs = 6, .batch_size = 90}, per_minibatch(Dropout{0.4}));
    const auto part_many = per_epoch(Sgd{.epochs = 6, .batch_size = 8}, per_minibatch(Dropout{0.4}));
    CHECK(part_many.second <= part_few.second + 20);  // the first of a size: not in every step
    const auto adam_few =
        per_epoch(Adam{.weight_decay = 0.1, .epochs = 6, .batch_size = 90}, L1{1e-3}, Dropout{0.4});
    const auto adam_many =
        per_epoch(Adam{.weight_decay = 0.1, .epochs = 6, .batch_size = 8}, L1{1e-3}, Dropout{0.4});
    CHECK(adam_many.second == adam_few.second);
}

TEST_CASE("a state goes on with validation data and without, by reference or by pointer") {
    const Dataset<double> data{.inputs = Matrix<double>{{1, -2, 0.5, 3}},
                               .targets = Matrix<double>{{2, -1, 1, 4}}};
    const auto trained = [&](const auto&... validation) {
        auto net = linear_model<double>(1, 1);
        State<double> state;
        for (const int epochs : {1, 3})
            fit(state, net, SquaredError{}, data, validation..., Sgd{.learning_rate = 0.1, .epochs = epochs},
                L2{0.1});
        CHECK(state.epochs == 3);
        return net.parameters().vector();
    };
    const Vector<double> expected = trained();
    CHECK(trained(data) == expected);
    CHECK(trained(&data) == expected);
    CHECK(trained(nullptr) == expected);
}

}  // namespace tests::optimize_fit
