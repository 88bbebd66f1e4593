// The time of a training step: large = 784-1024-1024-10 with batches of 128, small = 64-64-10 with batches of
// 32; float, momentum 0.9, one thread. `products` is the lower bound: only the matrix products of such a
// step, by Eigen. The counters are samples_per_second and allocations, the heap allocations per step after
// warm-up, including those in Eigen.
#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>

#include <benchmark/benchmark.h>

#include "support/allocations.hpp"

using namespace regula;

struct Problem {
    std::vector<Index> widths;
    Index batch;
};
const Problem large{{784, 1024, 1024, 10}, 128}, small{{64, 64, 10}, 32};

void report(benchmark::State& state, const Problem& shape, std::size_t allocated) {
    state.counters["samples_per_second"] = benchmark::Counter(
        static_cast<double>(state.iterations() * shape.batch), benchmark::Counter::kIsRate);
    state.counters["allocations"] = static_cast<double>(allocated) / static_cast<double>(state.iterations());
}

void products(benchmark::State& state, const Problem& shape) {
    const std::size_t layers = shape.widths.size() - 1;
    std::vector<Matrix<float>> w(layers), g(layers), h(layers + 1), d(layers + 1);
    const auto fill = [](Matrix<float>& m, Index rows, Index cols) {
        m.resize(rows, cols);
        fill_normal(Key{1}, m);
    };
    for (std::size_t l = 0; l <= layers; ++l) {
        fill(h[l], shape.widths[l], shape.batch);
        fill(d[l], shape.widths[l], shape.batch);
        if (l == layers) break;
        fill(w[l], shape.widths[l], shape.widths[l + 1]);
        fill(g[l], shape.widths[l], shape.widths[l + 1]);
    }
    for (auto _ : state) {
        for (std::size_t l = 0; l < layers; ++l) h[l + 1].noalias() = w[l].transpose() * h[l];
        for (std::size_t l = layers; l-- > 0;) {
            g[l].noalias() = h[l] * d[l + 1].transpose();
            if (l > 0) d[l].noalias() = w[l] * d[l + 1];
        }
        benchmark::ClobberMemory();
    }
    report(state, shape, 0);
}

template <class... Ps>
void step(benchmark::State& state, const Problem& shape, Ps... policies) {
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
    auto objective = objective_of(network, SoftmaxCrossEntropy{});
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

int main(int argc, char** argv) {
    for (const auto& [name, shape] :
         {std::pair<std::string, const Problem&>{"large", large}, {"small", small}}) {
        const auto add = [&group = name, &of = shape](const char* what, auto run) {
            benchmark::RegisterBenchmark(("training/" + group + "/" + what).c_str(),
                                         [&of, run](benchmark::State& state) { run(state, of); })
                ->Unit(benchmark::kMicrosecond);
        };
        add("products", products);
        add("bare", [](auto& state, const Problem& of) { step(state, of); });
        add("dropout",
            [](auto& state, const Problem& of) { step(state, of, on(inputs, Dropout{0.2}), Dropout{0.5}); });
        add("dropout_per_minibatch", [](auto& state, const Problem& of) {
            step(state, of, on(inputs, per_minibatch(Dropout{0.2})), per_minibatch(Dropout{0.5}));
        });
        add("regularized", [](auto& state, const Problem& of) {
            step(state, of, on(inputs, Dropout{0.2}), Dropout{0.5}, L2{1e-4}, MaxNorm{3});
        });
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
