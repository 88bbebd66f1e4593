#include <regula/distributed/data_parallel.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "distributed/job.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::distributed_data_parallel {

/// 43 samples: the last minibatch of each epoch has 3, fewer than there are shards.
template <class Scalar>
Dataset<Scalar> data(std::uint64_t seed) {
    Dataset<Scalar> drawn{.inputs = test::drawn<Scalar>(seed, 5, 43), .labels = Labels(43)};
    for (Index j = 0; j < 43; ++j)
        drawn.labels[j] = drawn.inputs(0, j) > 0 ? 2 : drawn.inputs(1, j) > 0 ? 1 : 0;
    return drawn;
}

const Sgd sgd{.learning_rate = 0.1, .momentum = 0.8, .epochs = 3, .batch_size = 20};

/// A run with policies in all places, in which ranks agree.
template <class Scalar>
Report run(auto& model, const Sgd& optimizer = sgd) {
    static const auto train = data<Scalar>(1), validation = data<Scalar>(2);
    return fit(model, SoftmaxCrossEntropy{}, train, validation, optimizer, on(inputs, GaussianNoise{0.2}),
               on(hidden[0], Dropout{0.3}), on(hidden[1], per_minibatch(Dropout{0.4})),
               on(hidden[1], GaussianNoise{0.1}), on(hidden, L1{0.01}), on(outputs, L2{0.02}),
               on(weights, GaussianNoise{0.05}), L1{1e-3}, MaxNorm{2}, mpi::Agreement{});
}

template <class Scalar>
Network<Scalar> network() {
    return mlp<Scalar>({5, 9, 7, 3}, Key{4});
}

/// The largest difference of what two runs report.
double difference(const Report& a, const Report& b) {
    REQUIRE(a.history.size() == b.history.size());
    double most = 0;
    for (std::size_t e = 0; e < a.history.size(); ++e) {
        for (std::size_t i = 0; i < a.history[e].objective.size(); ++i)
            most =
                std::max(most, std::abs(a.history[e].objective[i].value - b.history[e].objective[i].value));
        for (std::size_t i = 0; i < a.history[e].metrics.size(); ++i)
            most = std::max(most, std::abs(a.history[e].metrics[i].value - b.history[e].metrics[i].value));
    }
    return most;
}

TEMPLATE_TEST_CASE("a divided run has the same bits for any number of ranks and threads", "", float, double) {
    const test::Job job;
    auto here = network<TestType>(), there = here;
    mpi::DataParallel alone{here, mpi::Ranks{MPI_COMM_SELF}}, together{there};
    Sgd with_threads = sgd;
    with_threads.threads = 2;
    const Report expected = run<TestType>(alone), found = run<TestType>(together, with_threads);
    CHECK(there.parameters().vector() == here.parameters().vector());
    CHECK(difference(found, expected) == 0);
    CHECK(here.parameters().vector() != network<TestType>().parameters().vector());
    CHECK(expected.last().at("validation_loss") < expected.history.front().at("validation_loss"));
}

TEST_CASE("with one shard a divided run is the run without ranks, bit for bit, and with eight to rounding") {
    const test::Job job;
    auto plain = network<double>(), one = plain, eight = plain;
    mpi::DataParallel in_one{one, mpi::Ranks{}, 1}, in_eight{eight, mpi::Ranks{}, 8};
    const Report expected = run<double>(plain);
    CHECK(difference(run<double>(in_one), expected) == 0);
    CHECK(one.parameters().vector() == plain.parameters().vector());

    CHECK(difference(run<double>(in_eight), expected) < 1e-13);
    CHECK((eight.parameters().vector() - plain.parameters().vector()).cwiseAbs().maxCoeff() < 1e-13);
}

TEST_CASE("mpi::fit divides, and holds the ranks to the same parameters") {
    const test::Job job;
    const auto train = data<double>(1), validation = data<double>(2);
    auto net = network<double>(), divided_net = net, other = net;
    const SoftmaxCrossEntropy loss;
    const Report report = mpi::fit(mpi::Ranks{}, net, loss, train, validation, sgd, Dropout{0.5});
    mpi::DataParallel divided{divided_net};
    CHECK(difference(report, fit(divided, loss, train, validation, sgd, Dropout{0.5}, mpi::Agreement{})) ==
          0);
    CHECK(net.parameters().vector() == divided_net.parameters().vector());
    CHECK_NOTHROW(mpi::fit(mpi::Ranks{}, other, loss, train, sgd));

    other.initialize(Key{job.rank == job.ranks - 1 ? 7u : 4u});
    if (job.ranks > 1)
        CHECK_THROWS_WITH(mpi::fit(mpi::Ranks{}, other, loss, train, sgd),
                          Catch::Matchers::ContainsSubstring("not those of rank 0, before the first step"));
}

TEST_CASE("wrong use of a divided model is answered as that of the model") {
    const test::Job job;
    auto net = network<double>();
    CHECK_THROWS_WITH((mpi::DataParallel{net, mpi::Ranks{}, 0}),
                      "mpi::DataParallel: shards must be >= 1, got 0");
    Dataset<double> narrow = data<double>(1);
    narrow.inputs.conservativeResize(4, Eigen::NoChange);
    CHECK_THROWS_WITH(mpi::fit(mpi::Ranks{}, net, SoftmaxCrossEntropy{}, narrow, sgd),
                      "training data: the network takes 5 features, the data have 4");
}

TEST_CASE("after the first minibatch of a size a divided step allocates nothing of its own") {
    if (!allocations_are_counted()) return;
    const test::Job job;
    const auto train = data<double>(1);
    auto net = network<double>();
    const mpi::DataParallel divided{net, mpi::Ranks{MPI_COMM_SELF}};  // of messages MPI may allocate
    auto objective = objective_of(divided, SoftmaxCrossEntropy{});
    const auto attached = pipeline(Dropout{0.5}, on(hidden, L1{0.1}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{1}});
    Parameters<double> gradient = net.parameters();
    Workers alone;
    const Batch<double> batch{train.inputs, {}, train.labels};
    const auto step = [&] { return objective(net.parameters(), batch, gradient, hooks, alone); };
    const double first = step();
    const auto before = allocations();
    const double second = step();
    const auto after = allocations();
    CHECK(after == before);
    CHECK(second == first);
}

}  // namespace tests::distributed_data_parallel
