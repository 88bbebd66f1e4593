#include <regula/layer/unshared_convolution.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_unshared_convolution {

const std::vector<Filters> geometries{
    {.image = {5, 7, 2}, .channels = 3, .size = 3},
    {.image = {5, 7, 2}, .channels = 3, .size = 3, .padding = 2},
    {.image = {9, 8, 4}, .channels = 6, .size = 3, .stride = 2, .padding = 1, .groups = 2},
    {.image = {7, 7, 3}, .channels = 3, .size = 2, .stride = 3, .padding = 1, .groups = 3},
    {.image = {2, 1, 1}, .channels = 2, .size = 3, .padding = 2},
};

TEST_CASE("with equal filters it is the convolution, and its gradients add up to that of the convolution") {
    Workers workers;
    for (const Filters& f : geometries) {
        const Index pixels = f.outputs().pixels(), units = f.outputs().size();
        const Matrix<double> w = test::drawn(1, f.rows(), f.channels), x = test::drawn(2, f.image.size(), 3);
        const Matrix<double> dy = test::drawn(3, units, 3);
        Matrix<double> filters(f.rows(), units);
        for (Index unit = 0; unit < units; ++unit) filters.col(unit) = w.col(unit / pixels);

        Matrix<double> y = dy, y_shared = dy, dx = x, dx_shared = x;
        Matrix<double> dw_shared = Matrix<double>::Zero(f.rows(), f.channels), dw = 0 * filters;
        const UnsharedConvolution<double> unshared{f};
        const Convolution<double> shared{f};
        unshared.add(filters, x, y, workers), shared.add(w, x, y_shared, workers);
        unshared.add_to_images(filters, dy, dx, workers), shared.add_to_images(w, dy, dx_shared, workers);
        unshared.add_to_filters(x, dy, dw, workers), shared.add_to_filters(x, dy, dw_shared, workers);
        CAPTURE(f.image.height, f.size, f.stride, f.padding, f.groups);
        CHECK((y - y_shared).norm() < 1e-13 * y.norm());
        CHECK((dx - dx_shared).norm() < 1e-13 * dx.norm());
        for (Index o = 0; o < f.channels; ++o)
            CHECK((dw.middleCols(o * pixels, pixels).rowwise().sum() - dw_shared.col(o)).norm() <
                  1e-13 * dw_shared.norm());
    }
}

TEST_CASE("with filters of its own per unit the maps to images and to filters are the adjoints") {
    Workers workers;
    for (const Filters& f : geometries) {
        const Matrix<double> w = test::drawn(1, f.rows(), f.outputs().size()),
                             x = test::drawn(2, f.image.size(), 3);
        const Matrix<double> dy = test::drawn(3, w.cols(), 3);
        Matrix<double> y = 0 * dy, dx = 0 * x, dw = 0 * w;
        const UnsharedConvolution<double> unshared{f};
        unshared.add(w, x, y, workers);
        unshared.add_to_images(w, dy, dx, workers);
        unshared.add_to_filters(x, dy, dw, workers);
        const double expected = y.cwiseProduct(dy).sum(), scale = y.norm() * dy.norm();
        CAPTURE(f.image.height, f.size, f.stride, f.padding, f.groups);
        CHECK(scale > 0);
        CHECK(std::abs(dx.cwiseProduct(x).sum() - expected) < 1e-13 * scale);
        CHECK(std::abs(dw.cwiseProduct(w).sum() - expected) < 1e-13 * scale);
    }
}

TEST_CASE("the bits of an unshared convolution do not depend on the threads, and nothing is allocated") {
    const Filters f{.image = {9, 7, 3}, .channels = 5, .size = 5, .padding = 2};
    const Matrix<float> w = test::drawn<float>(1, f.rows(), f.outputs().size()),
                        x = test::drawn<float>(2, f.image.size(), 5);
    const Matrix<float> dy = test::drawn<float>(3, w.cols(), 5);
    const auto all = [&](int threads) {
        Workers workers{threads};
        Matrix<float> y = dy, dx = x, dw = w;
        const UnsharedConvolution<float> unshared{f};
        const std::size_t before = allocations();
        unshared.add(w, x, y, workers);
        unshared.add_to_images(w, dy, dx, workers);
        unshared.add_to_filters(x, dy, dw, workers);
        CHECK(allocations() == before);
        Matrix<float> numbers(y.size() + dx.size() + dw.size(), 1);
        numbers << y.reshaped(), dx.reshaped(), dw.reshaped();
        return numbers;
    };
    const Matrix<float> one = all(1);
    CHECK(one == all(2));
    CHECK(one == all(7));
}

}  // namespace tests::layer_unshared_convolution
