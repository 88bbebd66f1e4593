#include <regula/optimize/training_run.hpp>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::optimize_training_run {

/// Steps of a run that count, add 1 to the parameters, and lose 10, 9, 8, ...
struct Counting final : RunSteps {
    Parameters<double>& theta;
    std::vector<std::uint64_t> epochs = {};
    std::vector<StepTime> times = {};
    double factor = 0;
    bool random = true;
    Index bad = -1;  ///< the update whose loss is no number
    std::vector<Term> parts = {{"a", 1}, {"b", 2}};

    explicit Counting(Parameters<double>& given) : theta{given} {}
    void start_epoch(std::uint64_t epoch) override { epochs.push_back(epoch); }
    Index count() const override { return 2; }
    Taken take(Index, const StepTime& now, std::span<double> terms) override {
        times.push_back(now);
        theta.vector().array() += 1;
        for (double& term : terms) term = 0.5;
        const double loss = now.step == bad ? std::nan("") : 10 - static_cast<double>(now.step);
        return {.samples = 3, .loss = loss, .rate = 0.1 * factor, .losses = parts};
    }
    bool draws() const override { return random; }
    void scale_rate(double given) override { factor = given; }
    void average_epoch(int, const StepTime&) override {}
    void add_values(const StepTime&, std::span<double> terms) const override { terms[1] += 7; }
    void evaluate(std::vector<Term>& metrics) override {
        for (Term& metric : metrics) metric.value = theta.vector()[0];
    }
};

TrainingRun<double>::Settings settings(int epochs) {
    return {.epochs = epochs,
            .seed = 4,
            .averages = false,
            .policies = {"", "L1 on weights"},
            .losses = {{"b"}},
            .metrics = {{"first"}}};
}

TEST_CASE("the loop of a run makes the records of its epochs from the steps") {
    auto theta = test::two_blocks();
    const double first = theta.vector()[0];
    State<double> state;
    TrainingRun<double> run{theta, state, settings(3)};
    CHECK(run.record().objective.size() == 2);
    int seen = 0;
    run.observers().add([&](const Record& record) { seen += record.epoch; });
    Counting steps{theta};
    const Report report = run.train(steps);
    CHECK(steps.epochs == std::vector<std::uint64_t>{0, 1, 2});
    CHECK(steps.times[3].epoch == 1.5);
    CHECK(steps.times[3].key.uniform(0) != steps.times[2].key.uniform(0));
    CHECK(seen == 6);
    REQUIRE(report.history.size() == 3);
    CHECK(report.history[1].at("loss") == 7.5);
    CHECK(report.history[1].at("L1 on weights") == 7.5);
    CHECK(report.history[1].at("b") == 2);
    CHECK(report.history[1].at("first") == first + 4);
    CHECK(report.best_epoch == 1);
    CHECK(report.steps == 6);
    CHECK(state.epochs == 3);
}

TEST_CASE("a run without draws makes no keys, and a loss that is no number takes back its epoch") {
    auto theta = test::two_blocks();
    const double first = theta.vector()[0];
    State<double> state;
    Counting steps{theta};
    steps.random = false;
    steps.bad = 3;
    TrainingRun<double> run{theta, state, settings(3)};
    CHECK(run.train(steps).stop_reason == StopReason::diverged);
    CHECK(steps.times[1].key.uniform(0) == steps.times[0].key.uniform(0));
    CHECK(theta.vector()[0] == first + 2);
    CHECK(state.epochs == 1);
    CHECK(state.steps == 2);
}

TEST_CASE("a run that ends by an exception restores parameters and state") {
    auto theta = test::two_blocks();
    const Vector<double> start = theta.vector();
    State<double> state;
    {
        TrainingRun<double> run{theta, state, settings(3)};
        run.observers().add([](const Record&) { throw std::runtime_error{"full"}; });
        Counting steps{theta};
        CHECK_THROWS_WITH(run.train(steps), "full");
    }
    CHECK(state.epochs == 1);  // the observer came after the first good epoch
    CHECK((theta.vector() - start).isConstant(2, 1e-15));
    state.last.setZero(3);
    CHECK_THROWS_WITH(
        (TrainingRun<double>{theta, state, settings(3)}),
        "State: expected last parameters of " + std::to_string(theta.size()) + " numbers, got 3");
}

}  // namespace tests::optimize_training_run
