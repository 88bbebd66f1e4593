// The time of a training step: large = 784-1024-1024-10 with batches of 128, small = 64-64-10 with batches of
// 32; float, momentum 0.9, one thread. `products` is the lower bound: only the matrix products of such a
// step, by Eigen. The counters are samples_per_second and allocations, the heap allocations per step after
// warm-up, including those in Eigen.
#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/penalty/l2.hpp>

#include "training_step.hpp"

using namespace regula;

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
