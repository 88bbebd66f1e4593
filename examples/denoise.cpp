// Removes noise from an image by sparse codes of its overlapping patches (Elad and Aharon 2006).
//
// Each patch of 8 x 8 pixels, less its mean, is coded by orthogonal matching pursuit until the residual is as
// long as the noise. The image is the average of the coded patches where they overlap. The dictionary is an
// overcomplete cosine transform, or learned by K-SVD, from the noisy image itself or from other clean digits.
//
//     examples/run denoise --plot denoise.svg                  draws the images, and the atoms in FILE-atoms
//     examples/run denoise --image FILE.pgm --noise 0.08       adds noise to a grey image and removes it
//
// A dictionary that was learned from the noisy image alone does better than the cosines.
#include <regula/augment/smooth.hpp>
#include <regula/data/glyphs.hpp>
#include <regula/sparse/k_svd.hpp>
#include <regula/sparse/patch_grid.hpp>

#include "support/images.hpp"
#include "support/options.hpp"
#include "support/pgm.hpp"
#include "support/plot.hpp"
#include "support/progress.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numbers>
#include <numeric>

using namespace regula;

namespace {

struct Settings {
    Index digits = 4, size = 8, frequencies = 16, samples = 20'000, nonzeros = 4;
    int iterations = 10, threads = 1;
    double noise = 0.1;
    std::string image, json, plot;
    std::uint64_t seed = 1;

    Index atoms() const { return frequencies * frequencies; }
    /// Ends when the residual is as long as the noise of a patch; the factor is that of the paper.
    Omp coder() const { return {.residual = 1.15 * noise * static_cast<double>(size)}; }
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Removes noise from an image by sparse codes of its patches."};
    options.add_picture("--plot", s.plot, "draw the images, and the atoms in FILE-atoms");
    options.group("Image");
    options.add_input("--image", s.image, "a grey image, a PGM file; without it digits are drawn");
    options.add("--digits", s.digits, "of a line of the drawn image, which has as many lines");
    options.add("--noise", s.noise, "standard deviation; grey levels are from 0 to 1");
    options.group("Patches and dictionaries");
    options.add("--size", s.size, "height and width of a patch");
    options.add("--frequencies", s.frequencies,
                "of the cosines, each way; dictionaries have its square atoms");
    options.add("--iterations", s.iterations, "of K-SVD");
    options.add("--samples", s.samples, "patches to learn from, at most");
    options.add("--nonzeros", s.nonzeros, "atoms of a clean patch, to learn from clean digits");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.digits >= 1 && s.digits <= 100, "--digits must be from 1 to 100, got ", s.digits);
    require(s.noise > 0, "--noise must be > 0, got ", s.noise);
    require(s.size >= 2, "--size must be >= 2, got ", s.size);
    require(s.frequencies >= 2 && s.frequencies <= 64, "--frequencies must be from 2 to 64, got ",
            s.frequencies);
    require(s.samples >= s.atoms(), "--samples must be at least the number of atoms, ", s.atoms(), ", got ",
            s.samples);
    return s;
}

/// Lines of clean digits, each in a square of 32 x 32 pixels.
example::GreyImage drawn(Index digits, Key key) {
    constexpr Index side = GlyphCanvas::side, square = 32, margin = (square - side) / 2;
    using Pixels = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Pixels pixels = Pixels::Zero(square * digits, square * digits);
    const auto styles = glyph_styles();
    GlyphCanvas canvas;
    for (Index n = 0; n < digits * digits; ++n) {
        GlyphDraws draws{key[static_cast<std::uint64_t>(n)]};
        write_glyph(styles[static_cast<std::size_t>(draws.below(10))], draws, canvas);
        pixels.block(n / digits * square + margin, n % digits * square + margin, side, side) =
            Eigen::Map<const Pixels>(canvas.pixels().data(), side, side);
    }
    return {{square * digits, square * digits}, Eigen::Map<Vector<float>>(pixels.data(), pixels.size())};
}

/// The overcomplete DCT: products of cosines of the rows and of the columns of a patch, more than pixels.
Dictionary<float> cosines(Index size, Index frequencies) {
    Matrix<float> line(size, frequencies);
    for (Index k = 0; k < frequencies; ++k) {
        for (Index x = 0; x < size; ++x)
            line(x, k) = static_cast<float>(
                std::cos(std::numbers::pi * static_cast<double>(x * k) / static_cast<double>(frequencies)));
        if (k > 0) line.col(k).array() -= line.col(k).mean();
    }
    Matrix<float> atoms(size * size, frequencies * frequencies);
    for (Index j = 0; j < atoms.cols(); ++j)
        for (Index y = 0; y < size; ++y)
            atoms.col(j).segment(y * size, size) = line(y, j / frequencies) * line.col(j % frequencies);
    return Dictionary<float>{atoms};
}

/// Takes the mean of each patch from it, and returns the means.
Eigen::RowVectorXf remove_means(Matrix<float>& patches) {
    const Eigen::RowVectorXf means = patches.colwise().mean();
    patches.rowwise() -= means;
    return means;
}

/// Patches to learn from, without their means.
Matrix<float> patches_of(const example::GreyImage& image, const Settings& s, Key key) {
    const PatchGrid grid{.image = image.shape, .size = s.size};
    Matrix<float> patches = grid.count() <= s.samples
                                ? all_patches(grid, image.pixels)
                                : random_patches(grid, Matrix<float>{image.pixels}, s.samples, key);
    remove_means(patches);
    return patches;
}

/// 10 log10(1 / mean square), in dB.
double psnr(const Vector<float>& image, const Vector<float>& clean) {
    return -10 * std::log10((image - clean).cast<double>().squaredNorm() / static_cast<double>(clean.size()));
}

struct Denoised {
    std::string name;
    Vector<float> image, blended;  // blended: with the noisy image
    double atoms_per_patch = 0;
    Matrix<float> most_used = {};
};

/// The 64 atoms that most patches use.
Matrix<float> most_used_atoms(const Dictionary<float>& dictionary, const SparseCodes<float>& found) {
    const std::vector<Index> used = uses(found);
    std::vector<Index> order(used.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::stable_sort(order, std::greater<>{},
                             [&](Index j) { return used[static_cast<std::size_t>(j)]; });
    order.resize(std::min<std::size_t>(64, order.size()));
    return dictionary.unit_atoms()(Eigen::all, order);
}

/// Codes all patches of the noisy image. `blended` weighs the noisy image as much as 30/sigma patches, for
/// grey levels from 0 to 255, as in the paper.
Denoised denoise(const std::string& name, const Dictionary<float>& dictionary,
                 const example::GreyImage& noisy, const Settings& s, Workers& workers) {
    const PatchGrid grid{.image = noisy.shape, .size = s.size};
    Matrix<float> patches = all_patches(grid, noisy.pixels);
    const Eigen::RowVectorXf means = remove_means(patches);
    const SparseCodes<float> found = encode(dictionary, patches, s.coder(), workers);
    patches = (patches - found.residuals).rowwise() + means;

    const auto weight = static_cast<float>(30 / (255 * s.noise));
    Vector<float> sum = weight * noisy.pixels, times = Vector<float>::Constant(sum.size(), weight);
    add_patches(grid, patches, sum);
    add_patches<float>(grid, Matrix<float>::Ones(patches.rows(), patches.cols()), times);
    return {name, average_patches(grid, patches), sum.cwiseQuotient(times),
            static_cast<double>(found.codes.nonZeros()) / static_cast<double>(patches.cols()),
            most_used_atoms(dictionary, found)};
}

/// The Gaussian blur of the width that is best for the clean image, which only an experiment knows.
Denoised blur(const example::GreyImage& noisy, const Vector<float>& clean) {
    Denoised best{.name = "Gaussian blur", .image = noisy.pixels, .blended = {}};
    for (double sigma = 0.3; sigma < 3; sigma += 0.05) {
        Vector<float> plane = noisy.pixels, spare = plane;
        smooth(noisy.shape, plane, spare, GaussianKernel{sigma}, Border::edge);
        if (psnr(plane, clean) > psnr(best.image, clean)) best.image = plane;
    }
    return best;
}

std::vector<Denoised> denoise_all(const example::GreyImage& noisy, const Vector<float>& clean,
                                  const Settings& s) {
    const Key key = Key{s.seed}.stream("learning");
    Workers workers{s.threads};
    example::Progress progress{4};
    std::vector<Denoised> all;
    const auto add = [&](const Denoised& done) {
        all.push_back(done);
        progress.step(done.name + ": " + example::number(psnr(done.image, clean), 4) + " dB");
    };
    const auto learned = [&](const example::GreyImage& image, const Omp& coder,
                             const Dictionary<float>& begin) {
        const KSvd method{.atoms = s.atoms(), .coder = coder, .iterations = s.iterations};
        return learn_dictionary(patches_of(image, s, key.stream("patches")), method, begin, key, workers)
            .dictionary;
    };
    const Dictionary<float> begin = cosines(s.size, s.frequencies);
    add(blur(noisy, clean));
    add(denoise("overcomplete DCT", begin, noisy, s, workers));
    add(denoise("K-SVD, noisy image", learned(noisy, s.coder(), begin), noisy, s, workers));
    const auto others = drawn(2 * s.digits, key.stream("others"));
    add(denoise("K-SVD, clean digits", learned(others, Omp{.atoms = s.nonzeros}, begin), noisy, s, workers));
    return all;
}

void report(const std::vector<Denoised>& all, double noisy, const Vector<float>& clean, const Settings& s) {
    example::Table table{{"PSNR in dB", "average", "with the noisy image", "atoms a patch"}};
    table.row({"noisy image", example::number(noisy, 4), "", ""});
    example::Results results;
    results.add("noisy", example::Results{}.add("psnr", noisy));
    for (const Denoised& done : all) {
        const bool sparse = done.blended.size() > 0;
        const double average = psnr(done.image, clean);
        auto of_method = example::Results{}.add("psnr", average);
        if (sparse)
            of_method.add("psnr_with_noisy_image", psnr(done.blended, clean))
                .add("atoms_per_patch", done.atoms_per_patch);
        table.row({done.name, example::number(average, 4),
                   sparse ? example::number(psnr(done.blended, clean), 4) : "",
                   sparse ? example::number(done.atoms_per_patch, 3) : ""});
        results.add(done.name, of_method);
    }
    table.print();
    results.write(s.json);
}

void draw(const std::vector<Denoised>& all, const example::GreyImage& noisy, const Vector<float>& clean,
          const Settings& s) {
    std::vector<example::Images> images, atoms;
    const auto add = [&](const std::string& name, const Vector<float>& pixels) {
        images.push_back({.title = name + ", " + example::number(psnr(pixels, clean), 3) + " dB",
                          .columns = pixels,
                          .width = static_cast<int>(noisy.shape.width),
                          .height = static_cast<int>(noisy.shape.height),
                          .grey = true});
    };
    add("clean", clean);
    images.back().title = "clean";
    add("noisy", noisy.pixels);
    const int side = static_cast<int>(s.size);
    for (const Denoised& done : all) {
        add(done.name, done.image);
        if (done.most_used.size() > 0)
            atoms.push_back({.title = done.name, .columns = done.most_used, .width = side, .height = side});
    }
    example::draw(s.plot, images);
    example::draw(example::beside(s.plot, "atoms"), atoms, "pixel of an atom");
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    const Key key{s.seed};
    const example::GreyImage clean =
        s.image.empty() ? drawn(s.digits, key.stream("digits")) : example::read_pgm(s.image);
    PatchGrid{.image = clean.shape, .size = s.size}.check();
    example::GreyImage noisy = clean;
    add_normal(key.stream("noise"), noisy.pixels, s.noise);
    const std::vector<Denoised> all = denoise_all(noisy, clean.pixels, s);
    report(all, psnr(noisy.pixels, clean.pixels), clean.pixels, s);
    if (!s.plot.empty()) draw(all, noisy, clean.pixels, s);
} catch (const std::exception& error) {
    return example::failed(error);
}
