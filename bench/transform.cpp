// The cost of augmentation, beside the training step on its images: batches of 100 images of 28 x 28 in
// float, and the step of a network 784-1024-1024-10 with momentum. `colour` are images of 32 x 32 with three
// channels. One thread. The counters are images_per_second and allocations, the heap allocations per batch
// after warm-up.
#include <regula/augment.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include <benchmark/benchmark.h>

#include "support/allocations.hpp"

using namespace regula;

constexpr Index images_each = 100;
constexpr Shape digit{28, 28}, colour{32, 32, 3};

void report(benchmark::State& state, std::size_t allocated) {
    state.counters["images_per_second"] = benchmark::Counter(
        static_cast<double>(state.iterations() * images_each), benchmark::Counter::kIsRate);
    state.counters["allocations"] = static_cast<double>(allocated) / static_cast<double>(state.iterations());
}

void transform(benchmark::State& state, const Shape& shape, const auto& transforms) {
    const Augment augment{shape, transforms};
    Matrix<float> fresh(shape.size(), images_each);
    fill_uniform(Key{1}, fresh);
    Matrix<float> images = fresh;
    const std::size_t before = allocations();
    std::uint64_t step = 0;
    for (auto _ : state) {
        images = fresh;
        augment.perturb(images, Key{step++});
        benchmark::DoNotOptimize(images.data());
        benchmark::ClobberMemory();
    }
    report(state, allocations() - before);
}

void train(benchmark::State& state, const auto&... policies) {
    const Sgd sgd{.learning_rate = 1e-3, .momentum = 0.9, .epochs = 1, .batch_size = images_each};
    auto network = mlp<float>({digit.size(), 1024, 1024, 10}, Key{1});
    Dataset<float> data{.inputs = Matrix<float>(digit.size(), 20 * images_each),
                        .labels = Labels(20 * images_each)};
    fill_uniform(Key{2}, data.inputs);
    for (Index j = 0; j < data.size(); ++j) data.labels[j] = static_cast<int>(j % 10);
    for (auto _ : state) fit(network, SoftmaxCrossEntropy{}, data, sgd, policies...);
    state.counters["images_per_second"] = benchmark::Counter(
        static_cast<double>(state.iterations() * data.size()), benchmark::Counter::kIsRate);
}

int main(int argc, char** argv) {
    const auto add = [](const char* what, auto run) {
        benchmark::RegisterBenchmark((std::string{"transform/"} + what).c_str(), run)
            ->Unit(benchmark::kMicrosecond);
    };
    const auto digits = [&](const char* what, const auto& transforms) {
        add(what, [=](auto& state) { transform(state, digit, transforms); });
    };
    const auto colours = [&](const char* what, const auto& transforms) {
        add(what, [=](auto& state) { transform(state, colour, transforms); });
    };
    const Affine affine{.x = 2, .y = 2, .degrees = 15, .scale = 0.1, .shear = 0.1};
    const Elastic elastic{.alpha = 34, .sigma = 4};
    add("training_of_20_steps", [](auto& state) { train(state); });
    add("training_of_20_steps_augmented", [=](auto& state) {
        train(state, Augment{digit, affine | elastic});
    });
    digits("Translate", Translate{2, 2});
    digits("Rotate", Rotate{15});
    digits("Scale", Scale{0.1});
    digits("Shear", Shear{0.1});
    digits("Affine", affine);
    digits("Perspective", Perspective{0.2, 0.2});
    digits("Elastic", elastic);
    digits("Affine_Elastic", affine | elastic);
    digits("Elastic_Affine", elastic | affine);
    digits("FlipLeftRight", FlipLeftRight{});
    digits("FlipUpDown", FlipUpDown{});
    digits("Crop", Crop{.padding = 4});
    digits("Brightness", Brightness{0.2});
    digits("Contrast", Contrast{0.2});
    digits("Gamma", Gamma{0.2});
    digits("Blur", Blur{{0, 1}});
    digits("Erase", sometimes(0.5, Erase{}));
    digits("Clamp", Clamp{});
    colours("Saturation_colour", Saturation{0.3});
    colours("Hue_colour", Hue{20});
    colours("Crop_Flip_colour", Crop{.padding = 4} | FlipLeftRight{});
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
