#include <regula/optimize/second_phase.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/catch.hpp"
#include "support/noisy_classes.hpp"

using namespace regula;

namespace tests::optimize_second_phase {

Network<double> network() { return mlp<double>({3, 8, 2}, Key{5}); }

const SoftmaxCrossEntropy loss;
const auto train = test::noisy_classes(1, 20), validation = test::noisy_classes(3, 10),
           all = concatenate(train, validation);

// A first run whose best epoch is known.
Report first_run(int best) {
    Report report;
    for (int epoch = 1; epoch <= 9; ++epoch) report.history.push_back({.epoch = epoch, .steps = 4 * epoch});
    report.best_epoch = best;
    return report;
}

TEST_CASE("training anew on all data takes the updates, or the passes, of the first training to its best") {
    const Sgd sgd{.learning_rate = 0.2, .epochs = 100, .batch_size = 5};  // 4 minibatches, and 6 of all data
    const auto by_fit = [&](int epochs) {
        auto net = network();
        auto part = sgd;
        part.epochs = epochs;
        fit(net, loss, all, part, Dropout{0.3});
        return net.parameters().vector();
    };
    const auto anew = [&](int best, RetrainFor same, Index updates) {
        auto net = network();
        const Report report = retrain(net, loss, all, sgd, first_run(best), same, Dropout{0.3});
        CHECK(report.steps == updates);
        return net.parameters().vector();
    };
    CHECK(anew(3, RetrainFor::updates, 12) == by_fit(2));
    CHECK(anew(3, RetrainFor::passes, 18) == by_fit(3));
    CHECK(anew(6, RetrainFor::updates, 24) == by_fit(4));
    anew(4, RetrainFor::updates, 16);
    auto net = network();
    CHECK_THROWS_WITH(retrain(net, loss, all, sgd, Report{}, RetrainFor::passes),
                      "Report: the best epoch, 0, is none of this run's 0 (completed)");
}

TEST_CASE("going on with all data ends as soon as the former validation loss is below the training loss") {
    const Sgd sgd{.learning_rate = 0.1, .epochs = 200, .batch_size = 5};
    auto net = network();
    const Report first = fit(net, loss, train, validation, sgd, EarlyStopping{.patience = 5});
    const double goal = evaluate(net, loss, train).loss;
    REQUIRE(first.best().at("validation_loss") > goal);
    auto limited = net;

    const Report second = continue_training(net, loss, train, validation, sgd, 500);
    CHECK(second.stop_reason == StopReason::stopped_early);
    REQUIRE(second.epochs > 1);
    for (const Record& record : second.history)
        CHECK((record.at("validation_loss") < goal) == (record.epoch == second.epochs));
    CHECK(evaluate(net, loss, validation).loss < goal);

    const Report short_of = continue_training(limited, loss, train, validation, sgd, second.epochs - 1);
    CHECK(short_of.stop_reason == StopReason::completed);
    CHECK(short_of.epochs == second.epochs - 1);
    CHECK_THROWS_WITH(continue_training(net, loss, train, validation, sgd, 0),
                      "continue_training: limit must be >= 1, got 0");
}

}  // namespace tests::optimize_second_phase
