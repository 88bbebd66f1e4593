// The phase transition of sparse recovery: for how many atoms a coder finds the code of a signal.
//
// A signal is a sum of k atoms with random coefficients, without noise. Orthogonal matching pursuit,
// orthogonal least squares and the lasso look for the atoms. A coder recovers a code if the k largest
// coefficients that it finds belong to the k atoms. The dictionaries are random normal atoms, for several
// numbers of measurements, and the identity beside the Hadamard matrix.
//
//     examples/run pursuit --plot pursuit.svg            draws recovery over k, and 50 % over measurements
//     examples/run pursuit --signs --plot signs.svg      with coefficients +-1, which are harder for pursuits
//
// Recovery falls from always to never within a few atoms, far beyond Tropp's bound by the coherence.
#include <regula/core/numeric/gaussian.hpp>
#include <regula/sparse/coherence.hpp>
#include <regula/sparse/lasso_coding.hpp>
#include <regula/sparse/omp.hpp>
#include <regula/sparse/orthogonal_least_squares.hpp>
#include <regula/theory/claims/pursuit.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/progress.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::vector<Index> measurements{16, 32, 48, 64, 80, 96};
    Index atoms = 128;
    int runs = 50, threads = 1;
    double strength = 1e-3, tolerance = 1e-6;
    bool signs = false;
    std::string json, plot;
    std::uint64_t seed = 1;

    /// The features of the identity beside the Hadamard matrix: a power of two.
    Index side() const { return static_cast<Index>(std::bit_floor(static_cast<std::uint64_t>(atoms / 2))); }
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Finds how many atoms of a signal pursuits and the lasso recover."};
    options.add_picture("--plot", s.plot, "draw the recovery over k, also FILE-hadamard and FILE-map");
    options.group("Signals");
    options.add("--atoms", s.atoms, "of each dictionary");
    options.add("--measurements", s.measurements, "features of the random dictionaries");
    options.add("--signs", s.signs, "coefficients +1 and -1 instead of normal ones");
    options.add("--runs", s.runs, "signals for each k");
    options.group("Coders");
    options.add("--strength", s.strength, "of the lasso; coefficients have variance 1, atoms norm 1");
    options.add("--tolerance", s.tolerance,
                "of the lasso: its duality gap as a share of the signal's square");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.atoms >= 4 && s.atoms <= 4096, "--atoms must be from 4 to 4096, got ", s.atoms);
    require(s.runs >= 1, "--runs must be >= 1, got ", s.runs);
    require(!s.measurements.empty(), "--measurements needs a number");
    for (const Index m : s.measurements)
        require(m >= 2 && m <= s.atoms, "--measurements must be from 2 to --atoms, ", s.atoms, ", got ", m);
    return s;
}

/// The share of codes that each method recovers, over the number of atoms k.
struct Transition {
    std::string name;
    Index measurements;
    double coherence;
    Index step;                              // from one k to the next
    std::vector<std::vector<double>> rates;  // by method, then for k = step, 2 step, ...

    /// The largest number of atoms that Tropp's theorem allows, as a real number.
    double bound() const { return (1 + 1 / coherence) / 2; }
    double atoms(std::size_t i) const { return static_cast<double>(step) * (static_cast<double>(i) + 1); }
    /// Where the rate falls below 1/2, on the line between two k.
    double half(std::size_t method) const {
        const auto& all = rates[method];
        double before = 1;  // nothing is easy to recover
        for (std::size_t i = 0; i < all.size(); before = all[i++])
            if (all[i] < 0.5)
                return atoms(i) - static_cast<double>(step) * (0.5 - all[i]) / (before - all[i]);
        return atoms(all.size() - 1);
    }
};

/// Whether the coefficients at the atoms of the code are larger than all others.
bool recovers(const auto& code, const auto& found) {
    const auto sizes = found.cwiseAbs().array();
    const double least = (code.array() != 0).select(sizes, 2 * sizes.maxCoeff() + 1).minCoeff();
    const double other = (code.array() != 0).select(0, sizes).maxCoeff();
    return least > other;
}

/// The codes by the lasso. Weaker and weaker strengths, each from the codes before, keep the codes sparse on
/// the way, which takes a tenth of the time.
Matrix<double> lasso_path(const Dictionary<double>& dictionary, const Matrix<double>& signals,
                          const Settings& s) {
    Eigen::SparseMatrix<double> codes(dictionary.size(), signals.cols());
    Workers alone;
    for (double strength = std::max(1.0, s.strength);;
         strength = std::max(s.strength, strength / std::sqrt(10))) {
        const bool last = strength == s.strength;
        const LassoCoding coder{
            .strength = strength, .tolerance = last ? s.tolerance : 1e-3 * strength, .sweeps = 50};
        codes = encode(dictionary, signals, coder, alone, &codes).codes;
        if (last) return Matrix<double>{codes};
    }
}

const std::vector<std::string> methods{"OMP", "orthogonal least squares", "lasso"};

Matrix<double> found_by(std::size_t method, const Dictionary<double>& dictionary,
                        const Matrix<double>& signals, Index k, const Settings& s) {
    if (method == 0) return Matrix<double>{encode(dictionary, signals, Omp{.atoms = k}).codes};
    if (method == 1)
        return Matrix<double>{encode(dictionary, signals, OrthogonalLeastSquares{.atoms = k}).codes};
    return lasso_path(dictionary, signals, s);
}

/// The share of codes of k atoms that a method recovers. A code of k + 1 atoms is one of k and another atom.
double rate_of(std::size_t method, const Dictionary<double>& dictionary, Index k, Key key,
               const Settings& s) {
    Matrix<double> codes(dictionary.size(), s.runs);
    for (Index run = 0; run < s.runs; ++run)
        codes.col(run) = theory::random_code(key[static_cast<std::uint64_t>(run)], dictionary.size(), k);
    if (s.signs) codes = codes.cwiseSign().eval();
    const Matrix<double> found = found_by(method, dictionary, dictionary.unit_atoms() * codes, k, s);
    double recovered = 0;
    for (Index run = 0; run < s.runs; ++run)
        recovered += recovers(codes.col(run), found.col(run).cwiseProduct(dictionary.norms()));
    return recovered / s.runs;
}

/// Raises k until a method fails nearly always.
std::vector<double> rates_of(std::size_t method, const Dictionary<double>& dictionary, Index step, Key key,
                             const Settings& s, Workers& workers) {
    constexpr Index together = 4;  // numbers of atoms, for threads
    std::vector<double> rates;
    for (Index first = step; first <= dictionary.features(); first += together * step) {
        const Index count = std::min(together, (dictionary.features() - first) / step + 1);
        const std::size_t before = rates.size();
        rates.resize(before + static_cast<std::size_t>(count));
        workers.each(count, [&](Index i) {
            rates[before + static_cast<std::size_t>(i)] =
                rate_of(method, dictionary, first + i * step, key, s);
        });
        if (rates.back() <= 0.05) break;
    }
    return rates;
}

Transition find(const std::string& name, const Matrix<double>& atoms, Key key, const Settings& s,
                Workers& workers) {
    const Dictionary<double> dictionary{atoms};
    Transition found{name, atoms.rows(), coherence(dictionary), std::max<Index>(1, atoms.rows() / 32), {}};
    for (std::size_t n = 0; n < methods.size(); ++n)
        found.rates.push_back(rates_of(n, dictionary, found.step, key.stream("codes"), s, workers));
    return found;
}

std::string size_of(const Transition& found, const Settings& s) {
    const Index atoms = found.name == "normal" ? s.atoms : 2 * s.side();
    return std::to_string(found.measurements) + " x " + std::to_string(atoms);
}

void print(const std::vector<Transition>& all, const Settings& s) {
    std::cout << "Atoms k at which recovery falls below 50 %, and the bound below which it never fails\n\n";
    std::vector<std::string> header{"dictionary"};
    header.insert(header.end(), methods.begin(), methods.end());
    header.insert(header.end(), {"coherence", "bound"});
    example::Table table{header};
    for (const Transition& found : all) {
        std::vector<std::string> row{found.name + ", " + size_of(found, s)};
        for (std::size_t n = 0; n < methods.size(); ++n) row.push_back(example::number(found.half(n), 3));
        row.push_back(example::number(found.coherence, 3));
        row.push_back(example::number(found.bound(), 3));
        table.row(row);
    }
    table.print();
}

example::Results results(const Transition& found) {
    example::Results all;
    all.add("dictionary", found.name).add("measurements", found.measurements);
    all.add("coherence", found.coherence).add("bound", found.bound());
    for (std::size_t n = 0; n < methods.size(); ++n) {
        std::vector<example::Results> points;
        for (std::size_t i = 0; i < found.rates[n].size(); ++i)
            points.push_back(
                example::Results{}.add("atoms", found.atoms(i)).add("recovered", found.rates[n][i]));
        all.add(methods[n], example::Results{}.add("half", found.half(n)).add("points", points));
    }
    return all;
}

/// Recovery over k in one dictionary, with the bound as a vertical line.
example::Plot over_atoms(const Transition& found, const std::string& title) {
    example::Plot plot{.title = title, .x_label = "atoms k of a signal", .y_label = "recovered codes (%)"};
    for (std::size_t n = 0; n < methods.size(); ++n) {
        example::Series series{.name = methods[n], .colour = static_cast<int>(n)};
        for (std::size_t i = 0; i < found.rates[n].size(); ++i) {
            series.x.push_back(found.atoms(i));
            series.y.push_back(100 * found.rates[n][i]);
        }
        plot.series.push_back(series);
    }
    plot.series.push_back({.name = "bound by the coherence",
                           .x = {found.bound(), found.bound()},
                           .y = {0, 100},
                           .colour = 3,
                           .dashed = true});
    return plot;
}

/// Where L1 fails in the limit of many atoms, for normal dictionaries: the weak threshold, with z as its
/// parameter. Donoho and Tanner (2009); the form is that of Donoho, Maleki and Montanari (2009).
example::Series threshold(double atoms, double most) {
    example::Series limit{.name = "lasso, in theory", .colour = 2, .dashed = true};
    for (double z = 4; z > 0.02; z -= 0.02) {
        const double density = normal_density(z), tail = normal_distribution(-z);
        const double measurements = atoms * 2 * density / (z + 2 * (density - z * tail));
        if (measurements > most) break;
        limit.x.push_back(measurements);
        limit.y.push_back(measurements * (1 - z * tail / density));
    }
    return limit;
}

/// The k of 50 % recovery over the number of measurements.
example::Plot over_measurements(const std::vector<Transition>& all, const Settings& s) {
    example::Plot plot{.title = "Half of the codes recovered, " + std::to_string(s.atoms) + " normal atoms",
                       .x_label = "measurements m",
                       .y_label = "atoms k of a signal"};
    for (std::size_t n = 0; n < methods.size(); ++n) {
        example::Series series{.name = methods[n], .colour = static_cast<int>(n)};
        for (const Transition& found : all)
            if (found.name == "normal") {
                series.x.push_back(static_cast<double>(found.measurements));
                series.y.push_back(found.half(n));
            }
        plot.series.push_back(series);
    }
    plot.series.push_back(
        threshold(static_cast<double>(s.atoms), static_cast<double>(s.measurements.back())));
    return plot;
}

void draw(const std::vector<Transition>& all, const Settings& s) {
    const auto middle = std::ranges::find_if(all, [&](const auto& t) { return t.measurements == s.side(); });
    const std::string coefficients = s.signs ? ", coefficients +-1" : ", normal coefficients";
    const auto draw = [&](const std::string& path, const example::Plot& plot) {
        example::draw(path, std::vector{plot});
    };
    draw(s.plot, over_atoms(*middle, "Normal atoms, " + size_of(*middle, s) + coefficients));
    draw(example::beside(s.plot, "hadamard"),
         over_atoms(all.back(), "Identity and Hadamard, " + size_of(all.back(), s) + coefficients));
    draw(example::beside(s.plot, "map"), over_measurements(all, s));
}

}  // namespace

int main(int argc, char** argv) try {
    Settings s = parse(argc, argv);
    s.measurements.push_back(s.side());  // to compare with the identity and Hadamard
    std::ranges::sort(s.measurements);
    s.measurements.erase(std::unique(s.measurements.begin(), s.measurements.end()), s.measurements.end());
    Workers workers{s.threads};
    std::vector<Transition> all;
    {
        example::Progress progress{static_cast<int>(s.measurements.size()) + 1};
        const auto add = [&](const std::string& name, const Matrix<double>& atoms, Key key) {
            all.push_back(find(name, atoms, key, s, workers));
            progress.step(name + ", " + size_of(all.back(), s) + ": OMP recovers half of the codes of " +
                          example::number(all.back().half(0), 3) + " atoms");
        };
        for (const Index m : s.measurements) {
            const Key key = Key{s.seed}.stream("normal")[static_cast<std::uint64_t>(m)];
            add("normal", theory::normal_matrix(key.stream("atoms"), m, s.atoms), key);
        }
        add("identity and Hadamard", theory::identity_and_hadamard(s.side()), Key{s.seed}.stream("hadamard"));
    }
    print(all, s);
    std::vector<example::Results> list;
    for (const Transition& found : all) list.push_back(results(found));
    example::Results{}.add("dictionaries", list).write(s.json);
    if (!s.plot.empty()) draw(all, s);
} catch (const std::exception& error) {
    return example::failed(error);
}
