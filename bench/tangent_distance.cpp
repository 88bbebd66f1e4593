// Tangent distances of drawn digits, 28 x 28 pixels and seven tangents, one thread:
//
//     two_sided       all pairs of 128 and 1024 images whose planes are there, float; items: pairs
//     two_sided/double, one_sided      the same
//     planes          the tangent planes of images from their pixels; items: images
//     one_pair        tangent_distance, by an orthogonal decomposition; items: pairs
//     shortlist       the nearest of 1024 images, a shortlist of 150; items: images that are classified
//     pruned          the nearest of all 1024; items: pairs, of which lower bounds spare most
#include <regula/data/glyphs.hpp>
#include <regula/tangent/nearest_neighbours.hpp>
#include <regula/tangent/tangent_distances.hpp>

#include <benchmark/benchmark.h>

using namespace regula;

const Shape square{28, 28};

template <class Scalar>
Matrix<Scalar> digits(Index count, std::uint64_t seed) {
    return glyphs<Scalar>(count, Key{seed}).inputs;
}

template <class Scalar, TangentSides sides>
void pairs(benchmark::State& state) {
    const TangentDistance distance{.tangents = {square}, .sides = sides};
    Workers alone;
    const TangentPlanes<Scalar> x{digits<Scalar>(128, 1), distance, alone},
        y{digits<Scalar>(1024, 2), distance, alone};
    for (auto _ : state) benchmark::DoNotOptimize(tangent_distances(x, y, distance, alone));
    state.SetItemsProcessed(state.iterations() * x.size() * y.size());
}

void planes(benchmark::State& state) {
    const TangentDistance distance{.tangents = {square}};
    const Matrix<float> x = digits<float>(128, 1);
    Workers alone;
    for (auto _ : state) benchmark::DoNotOptimize(TangentPlanes<float>{x, distance, alone}.of(0));
    state.SetItemsProcessed(state.iterations() * x.cols());
}

void one_pair(benchmark::State& state) {
    const TangentDistance distance{.tangents = {square}};
    const Matrix<double> x = digits<double>(2, 1);
    for (auto _ : state) benchmark::DoNotOptimize(tangent_distance(x.col(0), x.col(1), distance).distance);
    state.SetItemsProcessed(state.iterations());
}

void neighbours(benchmark::State& state) {
    const auto data = glyphs<float>(1024, Key{2});
    const Matrix<float> x = digits<float>(64, 1);
    const Index shortlist = state.range(0);
    const NearestNeighbours<float> nearest{data, {.tangents = {square}}};
    Workers alone;
    for (auto _ : state)
        benchmark::DoNotOptimize(nearest.find(x, {.shortlist = shortlist}, alone).numbers.sum());
    state.SetItemsProcessed(state.iterations() * x.cols() * (shortlist == 0 ? data.size() : 1));
}

BENCHMARK(pairs<float, TangentSides::both>)
    ->Name("tangent_distance/two_sided")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(pairs<double, TangentSides::both>)
    ->Name("tangent_distance/two_sided/double")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(pairs<float, TangentSides::first>)
    ->Name("tangent_distance/one_sided")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(planes)->Name("tangent_distance/planes")->Unit(benchmark::kMillisecond);
BENCHMARK(one_pair)->Name("tangent_distance/one_pair")->Unit(benchmark::kMillisecond);
BENCHMARK(neighbours)->Name("tangent_distance/shortlist")->Arg(150)->Unit(benchmark::kMillisecond);
BENCHMARK(neighbours)->Name("tangent_distance/pruned")->Arg(0)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
