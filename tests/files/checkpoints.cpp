#include <regula/files/checkpoints.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/reduce_on_plateau.hpp>
#include <regula/update/ema.hpp>

#include <unistd.h>

#include "support/catch.hpp"
#include "support/noisy_classes.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::files_checkpoints {

struct Killed {};

// One program: resumes, and trains until it is killed after an epoch, or to the end.
struct Program {
    std::string directory;
    int every = 1;
    Network<double> net = mlp<double>({3, 8, 2}, Key{1});
    State<double> state = {};
    Report report = {};

    bool run(int killed_after = 0) {
        const auto train = test::noisy_classes(1, 30), validation = test::noisy_classes(5, 40);
        const bool resumed = resume(directory, net.parameters(), state);
        const auto kill = [=](const Record& record) {
            if (record.epoch == killed_after) throw Killed{};
        };
        try {
            report = fit(state, net, SoftmaxCrossEntropy{}, train, &validation,
                         Adam{.learning_rate = 0.05, .epochs = 30, .batch_size = 8}, Dropout{0.3},
                         ReduceOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2},
                         EarlyStopping{.patience = 9}, Checkpoints{directory, net.parameters(), state, every},
                         kill);
        } catch (const Killed&) {
        }
        return resumed;
    }
};

void damage(const std::string& path) {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(-5, std::ios::end);
    file.put('\x55');
}

// Runs with standard error in a file, and returns what is there.
std::string said(auto&& act) {
    const test::TemporaryFile file;
    std::fflush(stderr);
    const int before = dup(2);
    REQUIRE(std::freopen(file.path().c_str(), "w", stderr) != nullptr);
    act();
    std::fflush(stderr);
    dup2(before, 2);
    close(before);
    std::ifstream text{file.path()};
    return {std::istreambuf_iterator<char>{text}, {}};
}

TEST_CASE("a run that is killed again and again and resumed has the bits of one that is not") {
    const test::TemporaryFile whole, killed;
    Program uninterrupted{whole.path()};
    CHECK(!uninterrupted.run());
    REQUIRE(uninterrupted.report.stop_reason == StopReason::stopped_early);
    REQUIRE(uninterrupted.report.epochs > 9);
    for (const int every : {1, 3}) {
        const test::TemporaryFile directory;
        CHECK(!Program{directory.path(), every}.run(4));
        CHECK(Program{directory.path(), every}.run(5));
        CHECK(Program{directory.path(), every}.run(8));
        Program last{directory.path(), every};
        CHECK(last.run());
        CHECK(last.net.parameters().vector() == uninterrupted.net.parameters().vector());
        CHECK(last.report.best_epoch == uninterrupted.report.best_epoch);
        CHECK(last.report.epochs == uninterrupted.report.epochs);
        CHECK(last.state.last == uninterrupted.state.last);
        CHECK(last.state.memory == uninterrupted.state.memory);
    }
    // Killed after the policy said stop, and before the best came back.
    const int stop = uninterrupted.report.epochs;
    CHECK(!Program{killed.path()}.run(stop));
    Program again{killed.path()};
    CHECK(again.run());
    CHECK(again.report.history.empty());
    CHECK(again.net.parameters().vector() == uninterrupted.net.parameters().vector());
}

TEST_CASE("the last of two generations that is whole is taken, and a line says so") {
    const test::TemporaryFile directory;
    const std::string last = directory.path() + "/last.safetensors",
                      previous = directory.path() + "/previous.safetensors";
    Program{directory.path()}.run(4);
    const auto epoch_now = [&] {
        auto theta = mlp<double>({3, 8, 2}, Key{9}).parameters();
        State<double> state;
        resume(directory.path(), theta, state);
        return state.epochs;
    };
    CHECK(said([&] { CHECK(epoch_now() == 4); }).empty());
    damage(last);
    CHECK(said([&] { CHECK(epoch_now() == 3); }) ==
          "load: '" + last +
              "': its checksum is wrong: it is truncated or corrupt; the run goes on from epoch 3, in '" +
              previous + "'\n");
    CHECK(std::filesystem::exists(directory.path() + "/damaged.safetensors"));
    CHECK(said([&] { CHECK(epoch_now() == 3); }) ==
          "load: '" + last + "': cannot open it; the run goes on from epoch 3, in '" + previous + "'\n");
    CHECK(said([&] { Program{directory.path()}.run(4); }).size() > 0);
    CHECK(epoch_now() == 4);
    std::filesystem::resize_file(last, 1000);
    damage(previous);
    CHECK_THROWS_AS(epoch_now(), FileError);
    std::filesystem::remove(previous);
    CHECK_THROWS_AS(epoch_now(), FileError);
}

TEST_CASE(
    "checkpoints are of every so many epochs and of the last, and a directory that cannot be is refused") {
    const test::TemporaryFile directory;
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    State<double> state;
    const auto flat = [](const auto&, auto& g) {
        g.vector().setOnes();
        return 1.0;
    };
    const auto run = [&](const std::string& path, int every) {
        minimize(state, theta, flat, Adam{.epochs = 7}, Checkpoints{path, theta, state, every});
    };
    run(directory.path(), 3);
    State<double> found;
    load(directory.path() + "/last.safetensors", theta, found);
    CHECK(found.epochs == 7);
    load(directory.path() + "/previous.safetensors", theta, found);
    CHECK(found.epochs == 6);
    CHECK_THROWS_WITH(run(directory.path(), 0), "Checkpoints: every must be >= 1, got 0");
    CHECK_THROWS_AS(run("/proc/none/such", 1), FileError);
}

TEST_CASE("a path that cannot be looked at is an error of the file") {
    Parameters<double> theta{{{.name = "w", .rows = 1, .cols = 1}}};
    State<double> state;
    const test::TemporaryFile loop;
    std::filesystem::create_symlink(loop.path(), loop.path());
    for (const std::string& path : {std::string(5000, 'x'), loop.path()}) {
        CHECK_THROWS_AS(resume(path, theta, state), FileError);
        CHECK_THROWS_WITH(resume(path, theta, state),
                          Catch::Matchers::StartsWith("resume: cannot look for '" + path));
    }
    CHECK(!resume(test::TemporaryFile{"a file"}.path(), theta, state));
}

TEST_CASE("the last epoch is saved whatever its number, when a policy ends the run, too") {
    for (const int every : {7, 1000}) {
        const test::TemporaryFile directory;
        Program program{directory.path(), every};
        program.run();
        REQUIRE(program.report.stop_reason == StopReason::stopped_early);
        auto theta = program.net.parameters();
        State<double> found;
        CHECK(resume(directory.path(), theta, found));
        CHECK(found.epochs == program.report.epochs);
        CHECK(theta.vector() == program.state.last);
        CHECK(found.watches == program.state.watches);
    }
}

TEST_CASE(
    "a checkpoint of one optimizer, or with a mean, is refused by another run, and nothing has changed") {
    const test::TemporaryFile file;
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 2, .cols = 1});
    const auto flat = [](const auto&, auto& g) { return g.vector().setOnes(), 1.0; };
    State<double> state, found;
    minimize(state, theta, flat, Adam{.epochs = 3}, Ema{0.9});
    save(file.path(), theta, state);
    load(file.path(), theta, found);
    const Vector<double> before = theta.vector();
    const std::string had =
        "State: it has the memory of: Adam (2 numbers, 2 vectors), Ema (1 numbers, 1 vectors); "
        "this run has: ";
    const std::string way_out = "; state.forget_memory() lets them begin afresh";
    CHECK_THROWS_WITH(minimize(found, theta, flat, Sgd{.momentum = 0.9}),
                      had + "Sgd (2 numbers, 1 vectors)" + way_out);
    CHECK_THROWS_WITH(minimize(found, theta, flat, Sgd{}), had + "none" + way_out);
    CHECK_THROWS_WITH(minimize(found, theta, flat, Adam{}), had + "Adam (2 numbers, 2 vectors)" + way_out);
    CHECK(theta.vector() == before);
    CHECK(found.memory == state.memory);
    CHECK_NOTHROW(minimize(found, theta, flat, Adam{.epochs = 4}, Ema{0.5}));
}

TEST_CASE("where there is nothing, nothing changes") {
    const test::TemporaryFile directory;
    auto theta = mlp<double>({3, 8, 2}, Key{9}).parameters();
    const Vector<double> before = theta.vector();
    State<double> state{.epochs = 7};
    CHECK(!resume(directory.path(), theta, state));
    CHECK(theta.vector() == before);
    CHECK(state.epochs == 7);
    CHECK(!std::filesystem::exists(directory.path()));
}

}  // namespace tests::files_checkpoints
