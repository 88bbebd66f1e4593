// The cost of the random policies at hidden units of 1024 x 128 in float; the pipeline draws and applies them
// as in a step. For comparison, `copy` copies a matrix of that size, within the caches, and
// `copy_beyond_caches` a much larger one, at the bandwidth of the memory. In all of them `bytes_per_second`
// counts one read and one write of the matrix. One thread.
#include <regula/core/pipeline.hpp>
#include <regula/gate.hpp>
#include <regula/noise.hpp>

#include <benchmark/benchmark.h>

using namespace regula;

constexpr Index rows = 1024, columns = 128, beyond_caches = 65536;

void report(benchmark::State& state, const Matrix<float>& x) {
    state.SetBytesProcessed(2 * state.iterations() * x.size() * Index{sizeof(float)});
    state.counters["ns_per_entry"] =
        benchmark::Counter(1e-9 * static_cast<double>(state.iterations() * x.size()),
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void copy(benchmark::State& state, Index cols) {
    const Matrix<float> from = Matrix<float>::Ones(rows, cols);
    Matrix<float> to = from;
    for (auto _ : state) {
        to = from;
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
    }
    report(state, to);
}

void disturb(benchmark::State& state, const auto& policy) {
    const auto attached = pipeline(on(hidden, policy));
    const Block units{.role = Role::hidden, .name = "units", .rows = rows, .cols = columns};
    Matrix<float> x = Matrix<float>::Ones(rows, columns), gain = x;
    StepTime now;
    for (auto _ : state) {
        now.key = Key{static_cast<std::uint64_t>(now.step++)};
        attached.disturb(Slot<Role::hidden>{units}, x, gain, now);
        benchmark::DoNotOptimize(x.data());
        benchmark::ClobberMemory();
        if (now.step % 8 == 0) x.setOnes();  // products of gains would leave the range of float
    }
    report(state, x);
}

int main(int argc, char** argv) {
    const auto add = [](const char* what, auto run) {
        benchmark::RegisterBenchmark((std::string{"gates/"} + what).c_str(), run)
            ->Unit(benchmark::kMicrosecond);
    };
    add("copy", [](auto& state) { copy(state, columns); });
    add("copy_beyond_caches", [](auto& state) { copy(state, beyond_caches); });
    add("Dropout", [](auto& state) { disturb(state, Dropout{0.5}); });
    add("AlphaDropout", [](auto& state) { disturb(state, AlphaDropout{0.5}); });
    add("SpatialDropout", [](auto& state) { disturb(state, SpatialDropout{0.5, 64}); });
    add("DropBlock", [](auto& state) { disturb(state, DropBlock{0.1, 7, 32, 32}); });
    add("GaussianGate", [](auto& state) { disturb(state, GaussianGate{0.3}); });
    add("GaussianNoise", [](auto& state) { disturb(state, GaussianNoise{0.1}); });
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
