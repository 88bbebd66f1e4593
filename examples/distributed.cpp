// The ranks of an MPI job choose a drop probability and train a network: mpirun -np 2
// build/release/examples/distributed
#include <regula/distributed/mpi.hpp>
#include <regula/regula.hpp>
#include <regula/selection/cross_validate.hpp>
#include <regula/selection/scores.hpp>

#include "support/options.hpp"
#include "support/results.hpp"

using namespace regula;

int main(int argc, char** argv) {
    int epochs = 20, threads = 1;
    std::ptrdiff_t train_size = 2000, units = 256, shards = 8;
    example::Options options{
        "Chooses a drop probability by cross-validation, the folds on the ranks of an MPI job, and trains a "
        "network, "
        "its minibatches divided among them. The results have the same bits for any number of ranks."};
    options.add("--epochs", epochs, "passes over the data");
    options.add("--threads", threads, "threads of each rank");
    options.add("--train-size", train_size, "synthetic digits to train on");
    options.add("--units", units, "units of each of two hidden layers");
    options.add("--shards", shards, "parts of a minibatch, the ranks that can share it");
    options.parse(argc, argv);

    const mpi::Session session;
    return session.run([&] {
        const mpi::Ranks ranks{.threads = threads};
        const Key key{options.seed};
        const auto train = glyphs<float>(train_size, key[1]), test = glyphs<float>(1000, key[2]);
        const SoftmaxCrossEntropy loss;
        Sgd sgd{.learning_rate = 0.02, .momentum = 0.9, .epochs = (epochs + 3) / 4, .batch_size = 128};
        const auto make = [&] { return mlp<float>({784, units, units, 10}, key[3]); };

        const std::vector<double> candidates{0, 0.25, 0.5};
        const auto score = training_score(make, loss, sgd, candidates, [](double p) { return Dropout{p}; });
        const auto chosen = cross_validate(train, k_folds(train_size, 4, key[4]), 3, score, ranks);
        const double probability = candidates[static_cast<std::size_t>(chosen.best)];

        sgd.epochs = epochs;
        sgd.threads = threads;
        auto net = make();
        mpi::DataParallel divided{net, ranks, shards};
        const auto report = fit(divided, loss, train, sgd, Dropout{probability}, mpi::Agreement{},
                                when(ranks.rank() == 0, Progress{}));

        if (ranks.rank() != 0) return;
        example::Results results;
        results.add("ranks", ranks.size())
            .add("drop_probability", probability)
            .add("loss", report.last().at("loss"))
            .add("test_error", evaluate(net, loss, test).error)
            .add("milliseconds_per_step", 1e3 * report.training_seconds / static_cast<double>(report.steps))
            .add("parameters", net.parameters().size());
        results.print();
        results.write(options.json);
    });
}
