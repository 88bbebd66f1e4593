// The time of sparse codes and dictionaries, one thread, double:
//
//     omp        1000 normal signals of 64 features, 256 normal atoms, 10 atoms a code
//     lasso      the same signals and atoms, strength 1, gap 1e-8
//     online     online learning of 100 atoms from 20 000 patches of 8 x 8 pixels of drawn digits, contrast
//                normalized, strength 1, 2 epochs of minibatches of 256
//     k_svd      K-SVD of 50 atoms of 20 features from 1500 signals of 3 atoms, 10 iterations
//     nmf        20 components of 1000 drawn digits of 784 pixels, HALS, 200 iterations
//
// The counter `objective` is the mean of the objective over signals at the end. --write DIRECTORY writes the
// data and the results for the comparison in bench/sklearn, without a measurement.
#include <regula/data/glyphs.hpp>
#include <regula/sparse/k_svd.hpp>
#include <regula/sparse/nmf.hpp>
#include <regula/sparse/online_dictionary.hpp>
#include <regula/sparse/patch_grid.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <string>
#include <string_view>

using namespace regula;

Matrix<double> drawn(std::uint64_t seed, Index rows, Index cols) {
    Matrix<double> m(rows, cols);
    fill_normal(Key{seed}, m);
    return m;
}

Matrix<double> unit_atoms() {
    Matrix<double> atoms = drawn(1, 64, 256);
    atoms.colwise().normalize();
    return atoms;
}

Matrix<double> patches() {
    const auto digits = glyphs<double>(2000, Key{3});
    Matrix<double> found = random_patches(PatchGrid{Shape{28, 28}, 8}, digits.inputs, 20000, Key{4});
    normalize_contrast(found, 1e-2);
    return found / 8;
}

const OnlineDictionary online_method{
    .atoms = 100, .coder = {.strength = 0.1, .tolerance = 1e-4}, .epochs = 2};

void omp(benchmark::State& state) {
    const Dictionary<double> dictionary{unit_atoms()};
    const Matrix<double> signals = drawn(2, 64, 1000);
    double objective = 0;
    for (auto _ : state) objective = mean_square(encode(dictionary, signals, Omp{.atoms = 10}));
    state.counters["objective"] = objective;
}

void lasso(benchmark::State& state) {
    const Dictionary<double> dictionary{unit_atoms()};
    const Matrix<double> signals = drawn(2, 64, 1000);
    double gap = 0;
    for (auto _ : state) gap = encode(dictionary, signals, LassoCoding{1}).gaps.maxCoeff();
    state.counters["worst_gap"] = gap;
}

void online(benchmark::State& state) {
    const Matrix<double> signals = patches();
    double objective = 0;
    for (auto _ : state) objective = learn_dictionary(signals, online_method, Key{5}).objective.back();
    state.counters["objective"] = objective;
}

void k_svd(benchmark::State& state) {
    const Matrix<double> atoms = drawn(6, 20, 50);
    Matrix<double> codes = drawn(7, 50, 1500);
    for (Index j = 0; j < 1500; ++j)
        for (Index i = 0; i < 50; ++i)
            if ((i + 7 * j) % 17 != 0) codes(i, j) = 0;
    const Matrix<double> signals = atoms * codes;
    const KSvd method{.atoms = 50, .coder = {.atoms = 3}, .iterations = 10};
    double objective = 0;
    for (auto _ : state) objective = learn_dictionary(signals, method, Key{8}).objective.back();
    state.counters["objective"] = objective;
}

const Nmf nmf_method{.components = 20, .iterations = 200, .tolerance = 0};

void nmf(benchmark::State& state) {
    const Matrix<double> digits = glyphs<double>(1000, Key{9}).inputs;
    double objective = 0;
    for (auto _ : state) objective = factorize(digits, nmf_method, Key{1}).objective.back() / 1000;
    state.counters["objective"] = objective;
}

void write(const std::string& directory, const std::string& name, const Matrix<double>& m) {
    std::ofstream file{directory + "/" + name, std::ios::binary};
    for (const double size : {static_cast<double>(m.rows()), static_cast<double>(m.cols())})
        file.write(reinterpret_cast<const char*>(&size), sizeof size);
    file.write(reinterpret_cast<const char*>(m.data()), m.size() * Index{sizeof(double)});
}

void write_all(const std::string& directory) {
    const Matrix<double> atoms = unit_atoms(), signals = drawn(2, 64, 1000), of_digits = patches();
    write(directory, "atoms", atoms);
    write(directory, "signals", signals);
    write(directory, "codes",
          Matrix<double>{encode(Dictionary<double>{atoms}, signals, Omp{.atoms = 10}).codes});
    write(directory, "patches", of_digits);
    const Matrix<double> digits = glyphs<double>(1000, Key{9}).inputs;
    const auto factors = factorize(digits, Nmf{.components = 20, .iterations = 1000, .tolerance = 0}, Key{1});
    write(directory, "digits", digits);
    write(directory, "parts", factors.w);
    write(directory, "shares", factors.h);
    const auto found = learn_dictionary(of_digits, online_method, Key{5});
    write(directory, "learned", found.dictionary.unit_atoms() * found.dictionary.norms().asDiagonal());
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view{argv[1]} == "--write") {
        write_all(argv[2]);
        return 0;
    }
    benchmark::RegisterBenchmark("pursuit/omp", omp)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("pursuit/lasso", lasso)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("pursuit/k_svd", k_svd)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("pursuit/nmf", nmf)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("pursuit/online", online)->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
