#include <regula/sparse/omp.hpp>
#include <regula/sparse/patch_features.hpp>
#include <regula/sparse/signed_codes.hpp>
#include <regula/sparse/soft_threshold.hpp>
#include <regula/sparse/spherical_k_means.hpp>
#include <regula/sparse/triangle.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_patch_features {

const PatchSettings settings{.grid = {.image = {9, 8, 2}, .size = 3}, .contrast = 0.1, .samples = 300};

template <class Scalar>
Matrix<Scalar> images() {
    return test::drawn<Scalar>(1, 144, 7);
}
template <class Scalar>
PatchFeatures<Scalar> fitted(const PatchSettings& with) {
    const auto learn = [](const Matrix<Scalar>& patches) {
        return cluster(patches, SphericalKMeans{.clusters = 5, .iterations = 3}, Key{2}).centres;
    };
    return PatchFeatures<Scalar>::fit(images<Scalar>(), with, learn, Key{1});
}

TEMPLATE_TEST_CASE("features are means over the patches of each region", "", float, double) {
    Workers workers;
    const auto features = fitted<TestType>(settings);
    const Matrix<TestType> x = images<TestType>();
    const Triangle encoder;
    const Matrix<TestType> found = features.transform(x, encoder, workers);
    REQUIRE((found.rows() == 20 && found.cols() == 7 && features.outputs(encoder) == 20));
    for (Index image = 0; image < 7; ++image) {
        const Matrix<TestType> of_patches =
            encoder.features(features.dictionary, features.prepared_patches(x.col(image)));
        for (Index i = 0; i < 2; ++i)
            for (Index j = 0; j < 2; ++j) {  // 7 x 6 patches; the first region has 4 lines of them
                Vector<TestType> sum = Vector<TestType>::Zero(5);
                TestType size = 0;
                for (Index y = i == 0 ? 0 : 4; y < (i == 0 ? 4 : 7); ++y)
                    for (Index column = 3 * j; column < 3 * j + 3; ++column)
                        sum += of_patches.col(6 * y + column), size += 1;
                CHECK((sum / size - found.col(image).segment((2 * i + j) * 5, 5)).norm() < 1e-5);
            }
    }
}

TEST_CASE("learning sees normalized and whitened patches, and so does the encoder") {
    PatchSettings with = settings;
    with.samples = 4000;
    Matrix<double> seen;
    const auto learn = [&](const Matrix<double>& patches) -> Matrix<double> {
        seen = patches;
        return patches.leftCols(3);
    };
    for (const bool whitened : {true, false}) {
        with.whitening.reset();
        if (whitened) with.whitening = 1e-6;
        const auto features = PatchFeatures<double>::fit(images<double>(), with, learn, Key{4});
        Matrix<double> expected = random_patches(with.grid, images<double>(), 4000, Key{4});
        normalize_contrast(expected, 0.1);
        if (whitened) {
            const Matrix<double> centred = seen.colwise() - seen.rowwise().mean().eval();
            const Vector<double> variance = centred.cwiseAbs2().rowwise().mean();
            // Patches have mean 0, so one direction of 18 has no variance.
            CHECK(variance.sum() == Approx(17).epsilon(1e-3));
            features.whiten->apply(expected);
        }
        CHECK(seen == expected);
        CHECK(features.dictionary.size() == 3);
        Matrix<double> patches = all_patches(with.grid, images<double>().col(2));
        normalize_contrast(patches, 0.1);
        if (whitened) features.whiten->apply(patches);
        CHECK(features.prepared_patches(images<double>().col(2)) == patches);
    }
}

TEST_CASE("features do not depend on the number of threads, nor on other images") {
    const auto features = fitted<float>(settings);
    const Matrix<float> x = images<float>();
    const auto check = [&](const auto& encoder) {
        Workers alone, three{3};
        const Matrix<float> found = features.transform(x, encoder, alone);
        CHECK(features.transform(x, encoder, three) == found);
        CHECK(features.transform(Matrix<float>{x.col(4)}, encoder, three) == found.col(4));
        CHECK(found.allFinite());
        CHECK((found.array() > 0).any());
    };
    check(SoftThreshold{0.2});
    check(Triangle{});
    check(SignedCodes{Omp{.atoms = 2}});
}

TEST_CASE("a wrong use of patch features is refused in a sentence") {
    const auto fit = [](PatchSettings with, const Matrix<double>& x) {
        const auto learn = [](const Matrix<double>& patches) -> Matrix<double> {
            return patches.leftCols(2);
        };
        return PatchFeatures<double>::fit(x, with, learn, Key{1});
    };
    PatchSettings other = settings;
    other.regions = 7;
    CHECK_THROWS_WITH(fit(other, images<double>()),
                      "PatchSettings: regions must be from 1 to the 6 patches of a line, got 7");
    other = settings;
    other.contrast = -1;
    CHECK_THROWS_WITH(fit(other, images<double>()), "PatchSettings: contrast must be >= 0, got -1");
    other = settings;
    other.whitening = -2;
    CHECK_THROWS_WITH(fit(other, images<double>()), "PatchSettings: whitening must be >= 0, got -2");
    other = settings;
    other.samples = 0;
    CHECK_THROWS_WITH(fit(other, images<double>()), "PatchSettings: samples must be >= 1, got 0");
    Matrix<double> broken = images<double>();
    broken(3, 2) = std::nan("");
    CHECK_THROWS_WITH(fit(settings, broken), "PatchFeatures: every number of the images must be finite");
    const auto features = fit(settings, images<double>());
    Workers workers;
    CHECK_THROWS_WITH(features.transform(broken, Triangle{}, workers),
                      "PatchFeatures: every number of the images must be finite");
    CHECK_THROWS_WITH(features.transform(Matrix<double>{Matrix<double>::Ones(9, 1)}, Triangle{}, workers),
                      "PatchGrid: an image of 9 x 8 x 2 has 144 numbers, got 9");
    CHECK_THROWS_WITH(features.transform(images<double>(), SoftThreshold{-1}, workers),
                      "SoftThreshold: threshold must be finite and >= 0, got -1");
    const auto short_atoms = [](const Matrix<double>&) -> Matrix<double> {
        return Matrix<double>::Ones(2, 2);
    };
    CHECK_THROWS_WITH(PatchFeatures<double>::fit(images<double>(), settings, short_atoms, Key{1}),
                      "PatchFeatures: atoms must have the 18 numbers of a patch, got 2");
}

}  // namespace tests::sparse_patch_features
