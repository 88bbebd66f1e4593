#include <regula/layer/standout.hpp>

#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/model/network.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_standout {

using test::drawn;

TEST_CASE("Standout obeys the laws of a layer, on average and as it draws") {
    for (const auto& broken : {check_layer(Standout{1.5, -0.4}, 5), check_layer(Standout{-0.7, 0.3}, 5),
                               check_layer(Standout{1.5, -0.4}, 5, true, 1e-6, Key{3})}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEMPLATE_TEST_CASE("a unit is kept with the logistic function of its own pre-activation", "", float, double) {
    const Index samples = 40000;
    const Standout layer{1.5, -0.4};
    const Vector<double> z{{-1, 0.3, 2}};
    const Matrix<TestType> all = z.cast<TestType>().replicate(1, samples);
    Matrix<TestType> h, mean, v;
    layer.value(all, h, Key{5});
    layer.value(all, mean);
    layer.derivative(all, h, all, v, Key{5});
    CHECK(h.row(0).isZero());
    CHECK(((h.array() == 0) || (h.array() == all.array())).all());
    CHECK(v.bottomRows(2) == h.bottomRows(2));  // the gradient passes where the unit was kept, unscaled
    for (Index i = 1; i < 3; ++i) {
        const double s = 1 / (1 + std::exp(-(1.5 * z[i] - 0.4)));
        const double kept = static_cast<double>((h.row(i).array() > 0).count()) / samples;
        CHECK(std::abs(kept - s) < 4 * std::sqrt(s * (1 - s) / samples));
        CHECK(static_cast<double>(mean(i, 0)) == Approx(z[i] * s).epsilon(1e-6));
    }
}

TEST_CASE("a network with Standout draws where a key is given, and predicts the mean without") {
    const Network<double> net{3, {Dense{6}, Standout{1, -0.5}, Dense{2}}, Key{2}};
    CHECK(net.draws());
    CHECK_FALSE(Network<double>{3, {Dense{2}}}.draws());
    const auto x = drawn(1, 3, 1);
    const Matrix<double> exact = net.predict(x);
    const Index samples = 20000;
    const Matrix<double> drawn_y = net.predict(x.replicate(1, samples), Key{7});
    for (Index i = 0; i < 2; ++i) {
        const double mean = drawn_y.row(i).mean(),
                     se = std::sqrt((drawn_y.row(i).array() - mean).square().mean() / samples);
        CHECK(se > 1e-4);
        CHECK(std::abs(mean - exact(i)) < 4 * se);
    }
    CHECK(net.predict(x, Key{7}) == net.predict(x, Key{7}));
    CHECK(net.predict(x.replicate(1, 50), Key{7}) == drawn_y.leftCols(50));
}

}  // namespace tests::layer_standout
