#pragma once

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include <benchmark/benchmark.h>

#include "support/allocations.hpp"

// A training step of a network on uniform inputs, float, momentum 0.9, one thread. The counters are
// samples_per_second and allocations, the heap allocations per step after warm-up, including those in Eigen.

struct Problem {
    std::vector<regula::Index> widths;
    regula::Index batch;
};
const Problem large{{784, 1024, 1024, 10}, 128}, small{{64, 64, 10}, 32};

inline void report(benchmark::State& state, const Problem& shape, std::size_t allocated) {
    state.counters["samples_per_second"] = benchmark::Counter(
        static_cast<double>(state.iterations() * shape.batch), benchmark::Counter::kIsRate);
    state.counters["allocations"] = static_cast<double>(allocated) / static_cast<double>(state.iterations());
}

template <class... Ps>
void step(benchmark::State& state, const Problem& shape, Ps... policies) {
    using namespace regula;
    const Sgd sgd{.learning_rate = 1e-3, .momentum = 0.9, .batch_size = shape.batch};
    auto network = mlp<float>(shape.widths, Key{1});
    Dataset<float> data{.inputs = Matrix<float>(shape.widths.front(), 10 * shape.batch),
                        .labels = Labels(10 * shape.batch)};
    fill_uniform(Key{2}, data.inputs);
    for (Index i = 0; i < data.size(); ++i) data.labels[i] = static_cast<int>(i % shape.widths.back());

    const auto attached = run_pipeline(sgd, policies...);
    using Policies = std::remove_const_t<decltype(attached)>;
    State<float> memory;
    Step one{sgd, attached, network.parameters(), memory};
    auto objective = objective_of(network, SoftmaxCrossEntropy{}, attached);
    Batches<float> batches{data, sgd.batch_size, Key{3}};
    Workers workers;
    std::array<double, Policies::size> terms{};
    Index number = 0;
    const auto train = [&] {
        if (number % batches.count() == 0)
            batches.start(static_cast<std::uint64_t>(number / batches.count()));
        const StepTime now{Key{4}[static_cast<std::uint64_t>(number)], number, 0};
        benchmark::DoNotOptimize(one(objective, batches.load(number % batches.count()), now, workers, terms));
        ++number;
    };
    for (int i = 0; i < 20; ++i) train();  // warm-up: parts of a network have several sizes
    const std::size_t before = allocations();
    for (auto _ : state) train();
    report(state, shape, allocations() - before);
}
