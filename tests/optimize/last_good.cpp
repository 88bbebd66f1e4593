#include <regula/optimize/last_good.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/two_blocks.hpp"

#include <stdexcept>

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

}  // namespace tests::optimize_last_good
