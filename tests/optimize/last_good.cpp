#include <regula/optimize/last_good.hpp>

#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/every_steps.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/update/ema.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/two_blocks.hpp"

#include <new>
#include <stdexcept>
#include <vector>

using namespace regula;

namespace tests::optimize_last_good {

struct Run {
    Parameters<double> theta = test::two_blocks();
    State<double> state = {};
    void move() {
        theta.vector().array() += 1;
        ++state.epochs;
        state.memory.assign(1, {"Sgd", {0, 0}, {theta.vector()}});
    }
};

TEST_CASE("an exception puts back what the last good epoch ended with, at first what the run found") {
    for (const int good_epochs : {0, 1, 2}) {
        Run run, expected;
        for (int i = 0; i < good_epochs; ++i) expected.move();
        const double* where = run.theta.vector().data();
        try {
            LastGood<double> good{run.theta, run.state};
            for (int i = 0; i < good_epochs; ++i) run.move(), good.keep();
            run.move();
            throw std::runtime_error{"no data"};
        } catch (const std::runtime_error&) {
        }
        CHECK(run.theta.vector() == expected.theta.vector());
        CHECK(run.theta.vector().data() == where);
        CHECK(run.state.epochs == expected.state.epochs);
        CHECK(run.state.memory == expected.state.memory);
    }
}

TEST_CASE("a run that comes to its end keeps what it has, and one that goes back begins again from there") {
    Run run;
    {
        LastGood<double> good{run.theta, run.state};
        run.move();
        good.end();
    }
    CHECK(run.state.epochs == 1);
    LastGood<double> good{run.theta, run.state};
    const Vector<double> before = run.theta.vector();
    for (int i = 0; i < 2; ++i) {
        run.move();
        good.put_back();
        CHECK(run.state.epochs == 1);
        CHECK(run.theta.vector() == before);
    }
}

TEST_CASE("to put back needs no memory") {
    if (!allocations_are_counted()) return;
    Run run;
    std::size_t before = 0;
    {
        LastGood<double> good{run.theta, run.state};
        run.move();
        before = allocations();
    }
    CHECK(allocations() == before);
}

// What a user wrote, which throws when it is asked for the n-th time. All parts of a run share one fuse.
struct Burnt {};
struct Fuse {
    int left = 0;
    void burn() {
        if (left > 0 && --left == 0) throw Burnt{};
    }
};
struct Loss : SquaredError {
    Fuse* fuse;
    explicit Loss(Fuse& shared) : fuse{&shared} {}
    double value(const auto& y, const auto& t) const { return fuse->burn(), SquaredError::value(y, t); }
};
struct Penalty_ {
    Fuse* fuse;
    double value(const auto& w) const { return fuse->burn(), L2{0.1}.value(w); }
    void add_gradient(const auto& w, auto& g) const { fuse->burn(), L2{0.1}.add_gradient(w, g); }
};
struct Constraint_ {
    Fuse* fuse;
    void project(auto& w) const {
        w = 0.999 * w;
        fuse->burn();
    }
};
struct Noise_ {
    Fuse* fuse;
    void perturb(auto& x, Key key) const { fuse->burn(), x.array() += 0.1 * key.normal(0); }
};
struct Clip_ {
    Fuse* fuse;
    void clip(auto& g) const { fuse->burn(), g = 0.9 * g; }
};
struct Mean_ {
    Fuse* fuse;
    double share_of_update(Index t) const { return fuse->burn(), Ema{0.9}.share_of_update(t); }
};
struct Stop_ {
    Fuse* fuse;
    struct Watch {
        Fuse* fuse;
        int seen = 0;
        bool should_stop(const auto&, const Record&) { return ++seen, fuse->burn(), false; }
        void finish(const auto&) { fuse->burn(); }
        int best_epoch() const { return 0; }
        void remember(auto& memory) { memory(seen); }
    };
    Watch start(const auto&, const Record&) const { return fuse->burn(), Watch{fuse}; }
};

struct At {
    Vector<double> theta;
    State<double> state;
    bool operator==(const At& other) const {
        return theta == other.theta && state.epochs == other.state.epochs &&
               state.steps == other.state.steps && state.memory == other.state.memory &&
               state.watches == other.state.watches && state.within == other.state.within &&
               state.last.size() == other.state.last.size() && state.last == other.state.last;
    }
};

// Goes on from an epoch, given back by early stopping, to another; `before` is called before the run and
// after each epoch. Returns what threw.
template <class Optimizer>
std::string go_on(At& at, Fuse& fuse, Optimizer optimizer, int epochs, int threads, auto&& before) {
    Dataset<double> data{.inputs = Matrix<double>(3, 20)};
    fill_normal(Key{1}, data.inputs);
    data.targets = data.inputs.topRows(2).array().sin();
    auto net = mlp<double>({3, 5, 2}, Key{2});
    net.parameters().vector() = at.theta;
    optimizer.learning_rate = 0.05;
    optimizer.epochs = epochs;
    optimizer.batch_size = 8;
    optimizer.threads = threads;
    optimizer.schedule = [&](double epoch) { return fuse.burn(), 1 / (1 + epoch); };
    std::string thrown;
    try {
        before(net, at.state);
        fit(
            at.state, net, Loss{fuse}, data, &data, optimizer, Penalty_{&fuse}, Constraint_{&fuse},
            Noise_{&fuse}, on(hidden, Noise_{&fuse}), on(weights, Noise_{&fuse}), Clip_{&fuse}, Mean_{&fuse},
            Stop_{&fuse}, scheduled(L2{0.1}, [&](double) { return fuse.burn(), 1.0; }),
            EarlyStopping{.monitor = "L2 on weights", .mode = Plateau::Mode::max, .patience = 100},
            [&](const Record&) { fuse.burn(); }, [&](const Record&) { before(net, at.state); },
            every_steps(2, [&](const Record&) { fuse.burn(); }));
    } catch (const Burnt&) {
        thrown = "fuse";
    } catch (const std::bad_alloc&) {
        thrown = "memory";
    }
    fail_allocation(0);
    at.theta = net.parameters().vector();
    return thrown;
}

// A run of 2 epochs, gone on to 4: all that it passes, and its end.
template <class Optimizer>
struct Passed {
    Fuse fuse;
    std::vector<At> epochs;
    At end;
    explicit Passed(Optimizer optimizer) : end{mlp<double>({3, 5, 2}, Key{2}).parameters().vector(), {}} {
        go_on(end, fuse, optimizer, 2, 1, [](auto&, auto&) {});
        REQUIRE(end.state.last.size() > 0);
        epochs.assign(3, end);
        go_on(end, fuse, optimizer, 4, 1, [&](auto& net, auto& state) {
            if (state.epochs > 2) epochs.push_back({net.parameters().vector(), state});
        });
        REQUIRE(epochs.size() == 5);
    }
    // What an accident leaves is what the last epoch left, and goes on to the same end.
    void check(At& at, const Optimizer& optimizer) {
        REQUIRE(at.state.epochs < 5);
        CHECK(at == epochs[static_cast<std::size_t>(at.state.epochs)]);
        fuse.left = 0;
        CHECK(go_on(at, fuse, optimizer, 4, 1, [](auto&, auto&) {}).empty());
        CHECK(at == end);
    }
};

TEMPLATE_TEST_CASE("whatever throws in a run, and whenever, the run is where its last epoch ended", "", Sgd,
                   Adam) {
    TestType optimizer;
    if constexpr (std::is_same_v<TestType, Sgd>) optimizer.momentum = 0.9;
    for (const int threads : {1, 3}) {
        Passed passed{optimizer};
        bool threw = true;
        for (int n = 1; threw; n += threads) {
            At at = passed.epochs[2];
            passed.fuse.left = n;
            threw = go_on(at, passed.fuse, optimizer, 4, threads, [](auto&, auto&) {}) == "fuse";
            if (threw) passed.check(at, optimizer);
            REQUIRE(n < 10000);
            CHECK((threw || n > 100));
        }
    }
}

TEST_CASE("memory that runs out, and whenever, leaves a run where its last epoch ended") {
    if (!allocations_are_counted()) return;
    Sgd optimizer;
    optimizer.momentum = 0.9;
    for (const int threads : {1, 3}) {
        Passed passed{optimizer};
        bool threw = true;
        for (std::size_t n = 1; threw; n += 1 + n / 50) {
            At at = passed.epochs[2];
            // Of threads the run needs memory before it begins.
            const auto before = [&](auto&, auto& state) {
                if (state.epochs == (threads == 1 ? 2 : 3)) fail_allocation(n);
            };
            threw = go_on(at, passed.fuse, optimizer, 4, threads, before) == "memory";
            if (threw) passed.check(at, optimizer);
            REQUIRE(n < 100000);
            CHECK((threw || n > 20));
        }
    }
}

}  // namespace tests::optimize_last_good
