// Dictionaries of image patches by four methods, as pictures, and how well codes in them describe others.
//
// Patches of 8 x 8 pixels of synthetic digits, or of MNIST, each minus its mean. K-SVD and spherical k-means
// learn for codes of few atoms, online learning for codes with an L1 penalty, and a sparse autoencoder learns
// by gradients. All are judged alike: OMP codes new patches with as many atoms.
//
//     examples/run sparse_features --plot atoms.svg        draws the atoms of each
//     examples/run sparse_features --data DIR              with the digits of MNIST
#include <regula/layer/dense.hpp>
#include <regula/layer/k_sparse.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/sparse.hpp>

#include "support/digits.hpp"
#include "support/images.hpp"
#include "support/mean.hpp"
#include "support/options.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <chrono>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, json, plot;
    Index digits = 3000, patches = 10000, size = 8, atoms = 100, nonzeros = 4;
    int iterations = 20, repeats = 3, threads = 1;
    double strength = 0.1;
    std::uint64_t seed = 1;
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Learns dictionaries of image patches, and shows them."};
    options.add_picture("--plot", s.plot, "draw the atoms of the first repeat");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--digits", s.digits, "digits to take patches from, as many again to test on");
    options.add("--patches", s.patches, "patches to learn from, as many again to test on");
    options.add("--size", s.size, "height and width of a patch");
    options.add("--repeats", s.repeats, "times with other patches and other first atoms");
    options.group("Dictionaries");
    options.add("--atoms", s.atoms, "atoms of a dictionary");
    options.add("--nonzeros", s.nonzeros, "atoms of a code");
    options.add("--strength", s.strength,
                "of the L1 penalty of online learning, relative to the length of a patch");
    options.add("--iterations", s.iterations, "iterations of a method, or epochs");
    options.add("--threads", s.threads, "threads; the results are the same for any number");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.repeats >= 1, "--repeats must be >= 1, got ", s.repeats);
    require(s.digits >= 10, "--digits must be >= 10, got ", s.digits);
    require(s.atoms >= 1 && s.patches >= s.atoms, "--patches must be at least --atoms, got ", s.patches,
            " and ", s.atoms);
    require(s.nonzeros >= 1 && s.nonzeros <= std::min(s.atoms, s.size * s.size),
            "--nonzeros must be from 1 to the atoms and pixels, got ", s.nonzeros);
    require(s.strength > 0, "--strength must be > 0, got ", s.strength);
    return s;
}

/// Patches in units of their mean length, each minus its mean.
struct Patches {
    Matrix<float> train, test;
};

Patches patches(const Mnist<float>& digits, const Settings& s, Key key) {
    const auto from = [&](const Matrix<float>& images, const char* name) {
        Matrix<float> found =
            random_patches(PatchGrid{Shape{28, 28}, s.size}, images, s.patches, key.stream(name));
        found.rowwise() -= found.colwise().mean().eval();
        return found;
    };
    Patches all{from(digits.train.inputs, "train"), from(digits.test.inputs, "test")};
    const float length = all.train.colwise().norm().mean();
    all.train /= length, all.test /= length;
    return all;
}

Dictionary<float> by_autoencoder(const Matrix<float>& x, const Settings& s, Key key) {
    Network<float> net{x.rows(), {Dense{s.atoms}, KSparse{s.nonzeros}, Dense{x.rows()}}, key};
    fit(net, SquaredError{}, Dataset<float>{.inputs = x, .targets = x},
        Adam{.learning_rate = 1e-3, .epochs = s.iterations, .batch_size = 100, .seed = s.seed});
    const Matrix<float> decoder = net.parameters()["1.weight"].transpose();  // an atom a hidden unit
    return Dictionary<float>{decoder};
}

const std::vector<std::string> names{"random patches", "spherical k-means", "K-SVD", "online, L1",
                                     "sparse autoencoder"};

Dictionary<float> learned(const std::string& name, const Matrix<float>& x, const Settings& s, Key key,
                          Workers& workers) {
    const Omp coder{.atoms = s.nonzeros};
    if (name == "random patches") return random_signals(x, s.atoms, key);
    if (name == "spherical k-means")
        return Dictionary<float>{cluster(x, SphericalKMeans{.clusters = s.atoms}, key, workers).centres};
    if (name == "K-SVD")
        return learn_dictionary(x, KSvd{.atoms = s.atoms, .coder = coder, .iterations = s.iterations}, key,
                                workers)
            .dictionary;
    if (name == "online, L1")
        return learn_dictionary(x,
                                OnlineDictionary{.atoms = s.atoms,
                                                 .coder = {.strength = s.strength, .tolerance = 1e-3},
                                                 .epochs = s.iterations},
                                key, workers)
            .dictionary;
    return by_autoencoder(x, s, key);
}

/// How well codes in a dictionary describe patches that it has not learned from.
struct Judged {
    double error;  ///< |x - D h|^2 over |x|^2
    double coherence;
    double used;          ///< atoms that the codes use
    Matrix<float> atoms;  ///< the more the codes use one, the longer it is
};

Judged judge(const Dictionary<float>& dictionary, const Matrix<float>& test, const Settings& s,
             Workers& workers) {
    const auto codes = encode(dictionary, test, Omp{.atoms = s.nonzeros}, workers);
    Vector<float> energy = Vector<float>::Zero(dictionary.size());
    for (Index k = 0; k < codes.codes.nonZeros(); ++k)
        energy[codes.codes.innerIndexPtr()[k]] += std::abs(codes.codes.valuePtr()[k]);
    return {static_cast<double>(codes.residuals.squaredNorm() / test.squaredNorm()), coherence(dictionary),
            static_cast<double>((energy.array() > 0).count()),
            dictionary.unit_atoms() * (1 + 0.1f * energy.array() / energy.maxCoeff()).matrix().asDiagonal()};
}

struct Outcome {
    theory::Mean error, coherence, used, seconds;
    Matrix<float> atoms;
};

std::vector<Outcome> run(const Settings& s) {
    std::vector<Outcome> outcomes(names.size());
    Workers workers{s.threads};
    for (int repeat = 0; repeat < s.repeats; ++repeat) {
        const Key key = Key{s.seed}[static_cast<std::uint64_t>(repeat)];
        const Patches of = patches(example::digits(s.data, s.digits, s.digits, key), s, key);
        for (std::size_t n = 0; n < names.size(); ++n) {
            const auto begin = std::chrono::steady_clock::now();
            const Dictionary<float> dictionary = learned(names[n], of.train, s, key.stream("begin"), workers);
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            Judged judged = judge(dictionary, of.test, s, workers);
            outcomes[n].error.add(judged.error);
            outcomes[n].coherence.add(judged.coherence);
            outcomes[n].used.add(judged.used);
            outcomes[n].seconds.add(seconds);
            if (repeat == 0) outcomes[n].atoms = std::move(judged.atoms);
            std::cerr << names[n] << ", repeat " << repeat + 1 << ": error "
                      << example::number(100 * judged.error, 3) << " %\n";
        }
    }
    return outcomes;
}

void print(const std::vector<Outcome>& outcomes) {
    example::Table table{{"", "squared error of codes", "coherence", "atoms used", "seconds"}};
    for (std::size_t n = 0; n < names.size(); ++n)
        table.row({names[n], example::with_error(outcomes[n].error),
                   example::number(outcomes[n].coherence.mean(), 3),
                   example::number(outcomes[n].used.mean(), 3),
                   example::number(outcomes[n].seconds.mean(), 2)});
    table.print();
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const std::vector<Outcome> outcomes = run(s);
    print(outcomes);
    example::Results all;
    std::vector<example::Images> pictures;
    for (std::size_t n = 0; n < names.size(); ++n) {
        example::Results one;
        one.add("error", example::results(outcomes[n].error));
        one.add("coherence", outcomes[n].coherence.mean());
        one.add("atoms_used", outcomes[n].used.mean());
        one.add("seconds", outcomes[n].seconds.mean());
        all.add(names[n], one);
        if (n > 0) pictures.push_back(example::features(names[n], outcomes[n].atoms));
    }
    all.write(s.json);
    if (!s.plot.empty()) example::draw(s.plot, pictures, "pixel of an atom");
} catch (const std::exception& error) {
    return example::failed(error);
}
