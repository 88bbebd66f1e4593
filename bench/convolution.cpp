// The time of a convolutional layer: its outputs, the gradient of its inputs and that of its weights; float,
// batches of 64, one thread. `products` is the lower bound: the same number of multiplications as three
// matrix products, by Eigen. Where CMake finds libtorch (Debian package libtorch-dev), `torch` is the same
// layer there. The counters are Gflops, and allocations, the heap allocations per pass after warm-up.
#include <regula/core/random.hpp>
#include <regula/layer/convolution.hpp>

#include <benchmark/benchmark.h>

#ifdef REGULA_TORCH
#include <torch/torch.h>
#endif

#include "support/allocations.hpp"

using namespace regula;

struct Case {
    Shape image;
    Index channels, size;
    static constexpr Index batch = 64;

    Index inputs_per_output() const { return size * size * image.channels; }
    Index pixels() const { return image.pixels() * batch; }
    double flops() const { return 6.0 * double(inputs_per_output()) * double(channels) * double(pixels()); }
};

void report(benchmark::State& state, const Case& of, std::size_t allocated) {
    state.counters["Gflops"] =
        benchmark::Counter(1e-9 * of.flops() * double(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["allocations"] = double(allocated) / double(state.iterations());
}

Matrix<float> drawn(Index rows, Index cols) {
    Matrix<float> m(rows, cols);
    fill_normal(Key{1}, m);
    return m;
}

void products(benchmark::State& state, Case of) {
    const auto patches = drawn(of.inputs_per_output(), of.pixels()), w = drawn(patches.rows(), of.channels);
    Matrix<float> y = drawn(of.channels, of.pixels()), g = w, dx = patches;
    for (auto _ : state) {
        y.noalias() = w.transpose() * patches;
        dx.noalias() = w * y;
        g.noalias() = patches * y.transpose();
        benchmark::ClobberMemory();
    }
    report(state, of, 0);
}

void layer(benchmark::State& state, Case of) {
    const Convolution<float> convolution{{.image = of.image,
                                          .channels = of.channels,
                                          .size = of.size,
                                          .stride = 1,
                                          .padding = of.size / 2,
                                          .groups = 1}};
    const auto x = drawn(of.image.size(), of.batch), w = drawn(of.inputs_per_output(), of.channels);
    Matrix<float> y = drawn(of.image.pixels() * of.channels, of.batch), dx = x, g = w;
    Workers alone;
    const auto run = [&] {
        y.setZero(), dx.setZero(), g.setZero();
        convolution.add(w, x, y, alone);
        convolution.add_to_images(w, y, dx, alone);
        convolution.add_to_filters(x, y, g, alone);
    };
    run();
    const std::size_t before = allocations();
    for (auto _ : state) {
        run();
        benchmark::ClobberMemory();
    }
    report(state, of, allocations() - before);
}

#ifdef REGULA_TORCH
void torch_layer(benchmark::State& state, Case of) {
    torch::set_num_threads(1);
    const auto options =
        torch::nn::Conv2dOptions(of.image.channels, of.channels, of.size).padding(of.size / 2).bias(false);
    torch::nn::Conv2d conv{options};
    const auto x =
        torch::randn({of.batch, of.image.channels, of.image.height, of.image.width}, torch::requires_grad());
    const auto dy = torch::randn({of.batch, of.channels, of.image.height, of.image.width});
    const auto run = [&] {
        conv->zero_grad();
        x.mutable_grad() = torch::Tensor{};
        conv(x).backward(dy);
    };
    run();
    for (auto _ : state) run();
    report(state, of, 0);
}
#endif

int main(int argc, char** argv) {
    for (const auto& [name, of] : {std::pair<std::string, Case>{"28x28x32/5x5", {{28, 28, 32}, 64, 5}},
                                   {"28x28x32/3x3", {{28, 28, 32}, 64, 3}},
                                   {"14x14x64/5x5", {{14, 14, 64}, 64, 5}},
                                   {"14x14x64/3x3", {{14, 14, 64}, 64, 3}}}) {
        const auto add = [&group = name, of = of](const char* what, auto run) {
            benchmark::RegisterBenchmark(("convolution/" + group + "/" + what).c_str(),
                                         [of, run](benchmark::State& state) { run(state, of); })
                ->Unit(benchmark::kMillisecond);
        };
        add("products", products);
        add("layer", layer);
#ifdef REGULA_TORCH
        add("torch", torch_layer);
#endif
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
