#include <regula/adversarial/threat.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <vector>

using namespace regula;

namespace tests::adversarial_threat {

const std::vector<Threat> threats{LInfinityBall{0.7}, L2Ball{0.7}, L1Ball{0.7}};

double norm_of(const Threat& threat, const auto& r) {
    const bool of[] = {threat.norm() == Threat::Norm::l_infinity, threat.norm() == Threat::Norm::l2};
    return static_cast<double>(of[0] ? r.cwiseAbs().maxCoeff() : of[1] ? r.norm() : r.cwiseAbs().sum());
}
double dual_norm_of(const Threat& threat, const auto& g) {
    const bool of[] = {threat.norm() == Threat::Norm::l_infinity, threat.norm() == Threat::Norm::l2};
    return static_cast<double>(of[0] ? g.cwiseAbs().sum() : of[1] ? g.norm() : g.cwiseAbs().maxCoeff());
}

TEST_CASE("draws fill a ball uniformly: the n-th power of the norm is uniform, and directions have mean 0") {
    for (const Threat& threat : threats) {
        Matrix<double> r(3, 4000);
        threat.draw(Key{1}, r);
        double mean = 0, square = 0;
        for (Index j = 0; j < r.cols(); ++j) {
            const double u = std::pow(norm_of(threat, r.col(j)) / 0.7, 3);
            CHECK(u <= 1 + 1e-12);
            mean += u / 4000, square += u * u / 4000;
        }
        CHECK(mean == Approx(0.5).margin(4 * 0.29 / 63));
        CHECK(square == Approx(1.0 / 3).margin(4 * 0.3 / 63));
        CHECK(r.rowwise().mean().cwiseAbs().maxCoeff() < 4 * 0.4 / 63);
    }
}

TEST_CASE("a sample has the same draw in a part as in the whole, and in float nearly that in double") {
    for (const Threat& threat : threats) {
        Matrix<double> whole(6, 9), part(6, 4);
        Matrix<float> single(6, 9);
        threat.draw(Key{1}, whole), threat.draw(Key{1}.from(5), part), threat.draw(Key{1}, single);
        CHECK(part == whole.rightCols(4));
        CHECK((single.cast<double>() - whole).cwiseAbs().maxCoeff() < 1e-6);
    }
}

TEST_CASE("the steepest step has its length, and gains the dual norm of the gradient") {
    const Matrix<double> g = test::drawn(1, 6, 5), x = test::drawn(2, 6, 5);
    for (const Threat& threat : threats) {
        Matrix<double> z = x;
        threat.ascend(
            g, [](Index j) { return 0.1 * static_cast<double>(j + 1); }, 1, no_range, z);
        for (Index j = 0; j < 5; ++j) {
            const double length = 0.1 * static_cast<double>(j + 1);
            CHECK(norm_of(threat, z.col(j) - x.col(j)) == Approx(length).epsilon(1e-12));
            CHECK(g.col(j).dot(z.col(j) - x.col(j)) ==
                  Approx(length * dual_norm_of(threat, g.col(j))).epsilon(1e-12));
        }
    }
}

TEST_CASE("in L1 a feature at the end of the range gives its part to the next, and a spread shares it") {
    const Matrix<double> g{{-3.0}, {2.0}, {1.0}, {-0.5}}, x{{0.1}, {0.5}, {0.5}, {0.5}};
    const auto step = [&](double length, Index spread, const Box& range) {
        Matrix<double> z = x;
        Threat{L1Ball{1}}.ascend(
            g, [=](Index) { return length; }, spread, range, z);
        return Matrix<double>{z - x};
    };
    CHECK((step(0.4, 1, {0, 1}) - Matrix<double>{{-0.1}, {0.3}, {0.0}, {0.0}}).norm() < 1e-14);
    CHECK((step(0.4, 2, no_range) - Matrix<double>{{-0.2}, {0.2}, {0.0}, {0.0}}).norm() < 1e-14);
    CHECK((step(0.4, 2, {0, 1}) - Matrix<double>{{-0.1}, {0.2}, {0.1}, {0.0}}).norm() < 1e-14);
    CHECK((step(9, 1, {0, 1}) - Matrix<double>{{-0.1}, {0.5}, {0.5}, {-0.5}}).norm() < 1e-14);
}

TEST_CASE("a gradient of zeros or with a NaN moves nothing") {
    const Matrix<double> x = test::drawn(2, 3, 2);
    Matrix<double> g = Matrix<double>::Zero(3, 2);
    g(1, 1) = std::nan("");
    for (const Threat& threat : threats) {
        Matrix<double> z = x;
        threat.ascend(
            g, [](Index) { return 0.3; }, 1, no_range, z);
        CHECK(z == x);
    }
}

TEST_CASE("a threat model keeps its norm with another radius, and refuses a radius below 0") {
    for (const Threat& threat : threats) {
        CHECK(threat.with_radius(0.2).radius() == 0.2);
        CHECK(threat.with_radius(0.2).norm() == threat.norm());
    }
    CHECK_THROWS_WITH(Threat{L2Ball{-1}}.check(), "L2Ball: radius must be >= 0, got -1");
}

}  // namespace tests::adversarial_threat
