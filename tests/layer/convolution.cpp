#include <regula/layer/convolution.hpp>

#include <regula/core/random.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_convolution {

/// The definition, term by term.
template <class Scalar>
Matrix<Scalar> by_definition(const Filters& f, const Matrix<Scalar>& w, const Matrix<Scalar>& x) {
    const Shape in = f.image, out = f.outputs();
    const Index seen = in.channels / f.groups, made = f.channels / f.groups;
    Matrix<Scalar> y = Matrix<Scalar>::Zero(out.size(), x.cols());
    for (Index sample = 0; sample < x.cols(); ++sample)
        for (Index o = 0; o < out.channels; ++o)
            for (Index i = 0; i < out.height; ++i)
                for (Index j = 0; j < out.width; ++j)
                    for (Index k = 0; k < f.rows(); ++k) {
                        const Index c = k / (f.size * f.size) + o / made * seen;
                        const Index row = i * f.stride + k / f.size % f.size - f.padding;
                        const Index col = j * f.stride + k % f.size - f.padding;
                        if (row < 0 || row >= in.height || col < 0 || col >= in.width) continue;
                        y((o * out.height + i) * out.width + j, sample) +=
                            w(k, o) * x((c * in.height + row) * in.width + col, sample);
                    }
    return y;
}

/// Geometries that meet every branch: borders, strides, groups, several tiles of pixels, rows and channels.
const std::vector<Filters> geometries{
    {.image = {5, 7, 2}, .channels = 3, .size = 3},
    {.image = {5, 7, 2}, .channels = 3, .size = 3, .padding = 2},
    {.image = {6, 4, 1}, .channels = 2, .size = 1},
    {.image = {9, 8, 4}, .channels = 6, .size = 3, .stride = 2, .padding = 1, .groups = 2},
    {.image = {7, 7, 3}, .channels = 3, .size = 2, .stride = 3, .padding = 1, .groups = 3},
    {.image = {2, 1, 1}, .channels = 2, .size = 3, .padding = 2},
    {.image = {19, 17, 2}, .channels = 3, .size = 5, .padding = 2},
    {.image = {4, 4, 33}, .channels = 130, .size = 2},
};

TEMPLATE_TEST_CASE("a convolution is its definition", "", float, double) {
    const double tolerance = std::same_as<TestType, float> ? 2e-5 : 1e-13;
    Workers workers{2};
    for (const Filters& f : geometries) {
        const Matrix<TestType> w = test::drawn<TestType>(1, f.rows(), f.channels);
        const Matrix<TestType> x = test::drawn<TestType>(2, f.image.size(), 3);
        Matrix<TestType> y = test::drawn<TestType>(3, f.outputs().size(), 3);
        const Matrix<TestType> expected = y + by_definition(f, w, x);
        Convolution<TestType>{f}.add(w, x, y, workers);
        CAPTURE(f.image.height, f.size, f.stride, f.padding, f.groups);
        CHECK(static_cast<double>((y - expected).norm() / expected.norm()) < tolerance);
    }
}

TEST_CASE("the maps to images and to filters are the adjoints") {
    Workers workers;
    for (const Filters& f : geometries) {
        const Matrix<double> w = test::drawn(1, f.rows(), f.channels), x = test::drawn(2, f.image.size(), 3);
        const Matrix<double> dy = test::drawn(3, f.outputs().size(), 3);
        const Matrix<double> y = by_definition(f, w, x);
        Matrix<double> dx = test::drawn(4, x.rows(), 3), dw = test::drawn(5, w.rows(), w.cols());
        const double of_x = dx.cwiseProduct(x).sum(), of_w = dw.cwiseProduct(w).sum();
        const Convolution<double> convolution{f};
        convolution.add_to_images(w, dy, dx, workers);
        convolution.add_to_filters(x, dy, dw, workers);
        const double expected = y.cwiseProduct(dy).sum(), scale = y.norm() * dy.norm();
        CAPTURE(f.image.height, f.size, f.stride, f.padding, f.groups);
        CHECK(std::abs(dx.cwiseProduct(x).sum() - of_x - expected) < 1e-13 * scale);
        CHECK(std::abs(dw.cwiseProduct(w).sum() - of_w - expected) < 1e-13 * scale);
    }
}

TEST_CASE("the bits do not depend on the number of threads, and nothing is allocated") {
    const Filters f{.image = {19, 17, 8}, .channels = 12, .size = 5, .padding = 2};
    const Matrix<float> w = test::drawn<float>(1, f.rows(), f.channels),
                        x = test::drawn<float>(2, f.image.size(), 5);
    const Matrix<float> dy = test::drawn<float>(3, f.outputs().size(), 5);
    const Convolution<float> convolution{f};
    const auto all = [&](int threads) {
        Workers workers{threads};
        Matrix<float> y = dy, dx = x, dw = w;
        const std::size_t before = allocations();
        convolution.add(w, x, y, workers);
        convolution.add_to_images(w, dy, dx, workers);
        convolution.add_to_filters(x, dy, dw, workers);
        CHECK(allocations() == before);
        Matrix<float> numbers(y.size() + dx.size() + dw.size(), 1);
        numbers << y.reshaped(), dx.reshaped(), dw.reshaped();
        return numbers;
    };
    const Matrix<float> one = all(1);
    CHECK(one == all(2));
    CHECK(one == all(7));
}

}  // namespace tests::layer_convolution
