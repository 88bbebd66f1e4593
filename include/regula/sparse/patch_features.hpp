// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/data/whiten.hpp>
#include <regula/sparse/patch_encoder.hpp>
#include <regula/sparse/patch_grid.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace regula::inline REGULA_ABI {

/// How PatchFeatures cuts, normalizes and pools patches.
struct PatchSettings {
    PatchGrid grid;
    double contrast = 1.5e-4;               ///< epsilon of normalize_contrast, for pixels from 0 to 1
    std::optional<double> whitening = 0.1;  ///< epsilon of the ZCA whitening; std::nullopt for none
    Index samples = 100'000;                ///< random patches to learn from
    Index regions = 2;                      ///< an image has regions x regions regions, 2 for the quadrants

    void check() const {
        grid.check();
        require(contrast >= 0, "PatchSettings: contrast must be >= 0, got ", contrast);
        require(!whitening || *whitening >= 0, "PatchSettings: whitening must be >= 0, got ",
                whitening.value_or(0));
        require(samples >= 1, "PatchSettings: samples must be >= 1, got ", samples);
        require(regions >= 1 && regions <= std::min(grid.rows(), grid.columns()),
                "PatchSettings: regions must be from 1 to the ", std::min(grid.rows(), grid.columns()),
                " patches of a line, got ", regions);
    }
};

/// Features of images for a linear classifier, learned without labels: all patches of an image, normalized
/// and whitened, are encoded in a dictionary; a feature is a mean over the patches of a region.
///
///     const PatchSettings settings{.grid = {.image = {28, 28}, .size = 6}};
///     const auto learn = [&](const Matrix<float>& patches) {
///         return cluster(patches, SphericalKMeans{.clusters = 200}, Key{2}, workers).centres;
///     };
///     const auto features = PatchFeatures<float>::fit(train.inputs, settings, learn, Key{1});
///     train.inputs = features.transform(train.inputs, SoftThreshold{1}, workers);
///
/// `learn(patches)` gives the atoms (patch numbers x atoms): of clusters, of learn_dictionary, or random
/// patches. Features of region (i, j) are the rows from (i regions + j) outputs on. Standardize them before
/// training. Coates, Ng and Lee (2011), "An analysis of single-layer networks in unsupervised feature
/// learning"; Coates and Ng (2011), "The importance of encoding versus training with sparse coding and vector
/// quantization".
template <class Scalar>
struct PatchFeatures {
    PatchSettings settings;
    std::optional<Whiten<Scalar>> whiten;
    Dictionary<Scalar> dictionary;

    /// Learns from random patches of images, a column each. Throws std::invalid_argument without images, for
    /// images of another shape or with a NaN, settings out of range, and what `learn` refuses.
    static PatchFeatures fit(const Matrix<Scalar>& images, const PatchSettings& settings, auto&& learn,
                             Key key) {
        settings.check();
        check_images(images, settings.grid);
        Dataset<Scalar> drawn{.inputs = random_patches(settings.grid, images, settings.samples, key)};
        normalize_contrast(drawn.inputs, settings.contrast);
        std::optional<Whiten<Scalar>> whiten;
        if (settings.whitening) {
            whiten = Whiten<Scalar>::fit(drawn, *settings.whitening).zca();
            whiten->apply(drawn.inputs);
        }
        Matrix<Scalar> atoms = learn(std::as_const(drawn.inputs));
        require(atoms.rows() == settings.grid.patch().size(), "PatchFeatures: atoms must have the ",
                settings.grid.patch().size(), " numbers of a patch, got ", atoms.rows());
        return {settings, std::move(whiten), Dictionary<Scalar>{std::move(atoms)}};
    }

    /// All patches of an image, normalized and whitened, as the encoder sees them.
    Matrix<Scalar> prepared_patches(const auto& image) const {
        Matrix<Scalar> all = all_patches(settings.grid, image);
        normalize_contrast(all, settings.contrast);
        if (whiten) whiten->apply(all);
        return all;
    }

    /// The number of features of an image.
    Index outputs(const PatchEncoder auto& encoder) const {
        return settings.regions * settings.regions * encoder.outputs(dictionary);
    }

    /// The features of images, outputs x images. A thread takes one image after another, so memory does not
    /// grow with the number of patches; bits do not depend on the number of threads. Throws
    /// std::invalid_argument for images of another shape or with a NaN, and what the encoder refuses.
    Matrix<Scalar> transform(const Matrix<Scalar>& images, const PatchEncoder auto& encoder,
                             Workers& workers) const {
        check_images(images, settings.grid);
        encoder.check(dictionary);
        Matrix<Scalar> found(outputs(encoder), images.cols());
        workers.each(images.cols(), [&](Index image) {
            found.col(image) = pool(encoder.features(dictionary, prepared_patches(images.col(image))));
        });
        return found;
    }

private:
    static void check_images(const Matrix<Scalar>& images, const PatchGrid& grid) {
        grid.check_images(images);
        require(images.allFinite(), "PatchFeatures: every number of the images must be finite");
    }
    /// The mean over the patches of each region.
    Vector<Scalar> pool(const Matrix<Scalar>& of_patches) const {
        const Index rows = settings.grid.rows(), columns = settings.grid.columns(), n = settings.regions;
        Matrix<Scalar> sums = Matrix<Scalar>::Zero(of_patches.rows(), n * n);
        Vector<Scalar> sizes = Vector<Scalar>::Zero(n * n);
        for (Index patch = 0; patch < of_patches.cols(); ++patch) {
            const Index region = patch / columns * n / rows * n + patch % columns * n / columns;
            sums.col(region) += of_patches.col(patch);
            sizes[region] += 1;
        }
        return (sums * sizes.cwiseInverse().asDiagonal()).reshaped();
    }
};

}  // namespace regula::inline REGULA_ABI
