#include <regula/adversarial/project_in_range.hpp>

#include <regula/adversarial/threat.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::adversarial_project_in_range {

/// Whether each projected column is in both sets, and no nearer point of both is among many draws:
///
///     (z - p)'(u - p) <= 0     for all u in the ball and the range
template <class Scalar>
void check_nearest(const Threat& threat, const auto& norm, const Box& range, double tolerance) {
    const Index n = 9, samples = 40;
    Matrix<Scalar> x(n, samples), r(n, samples);
    fill_uniform(Key{1}, x);
    const Matrix<Scalar> z = x + Scalar(0.6) * test::drawn<Scalar>(2, n, samples);
    Matrix<Scalar> p = z;
    threat.project(x, range, p);
    Index moved = 0;
    for (Index j = 0; j < samples; ++j) {
        const auto size = static_cast<double>(norm(p.col(j) - x.col(j)));
        CHECK(size <= threat.radius() + tolerance);
        CHECK((p.col(j).minCoeff() >= Scalar(range.lower) - Scalar(tolerance)));
        CHECK((p.col(j).maxCoeff() <= Scalar(range.upper) + Scalar(tolerance)));
        moved += p.col(j) != z.col(j);
    }
    CHECK(moved > samples / 2);
    for (std::uint64_t draw = 0; draw < 200; ++draw) {
        threat.draw(Key{100 + draw}, r);
        Matrix<Scalar> u = (x + r).cwiseMax(Scalar(range.lower)).cwiseMin(Scalar(range.upper));
        const auto products = ((z - p).cwiseProduct(u - p)).colwise().sum().eval();
        CHECK(static_cast<double>(products.maxCoeff()) <= 10 * tolerance);
    }
}

const auto l1 = [](const auto& r) { return r.cwiseAbs().sum(); };
const auto l2 = [](const auto& r) { return r.norm(); };
const auto largest = [](const auto& r) { return r.cwiseAbs().maxCoeff(); };

TEST_CASE("a projection on ball and range is in both, and no point of both is nearer") {
    for (const Box& range : {Box{0, 1}, Box{-0.1, 1.3}, no_range}) {
        check_nearest<double>(LInfinityBall{0.3}, largest, range, 1e-13);
        check_nearest<double>(L2Ball{0.5}, l2, range, 1e-13);
        check_nearest<double>(L1Ball{1.1}, l1, range, 1e-13);
        check_nearest<float>(LInfinityBall{0.3}, largest, range, 1e-6);
        check_nearest<float>(L2Ball{0.5}, l2, range, 1e-6);
        check_nearest<float>(L1Ball{1.1}, l1, range, 1e-6);
    }
}

TEST_CASE("without a range the projections are those of the balls") {
    const Matrix<double> x = test::drawn(1, 7, 1), z = x + test::drawn(2, 7, 1);
    const auto check = [&](const auto& ball) {
        Matrix<double> p = z, r = z - x;
        project_in_range(ball, x.col(0), no_range, p.col(0));
        ball.project(r);
        CHECK((p - x - r).norm() < 1e-14);
    };
    check(LInfinityBall{0.3}), check(L2Ball{0.4}), check(L1Ball{0.9});
}

TEST_CASE("a point of both stays, bit for bit, and a radius of 0 leads back to the sample") {
    Matrix<double> x(5, 1);
    fill_uniform(Key{3}, x);
    Matrix<double> near = (x + 0.01 * test::drawn(4, 5, 1)).cwiseMax(0).cwiseMin(1);
    const auto check = [&](auto ball) {
        Matrix<double> p = near;
        project_in_range(ball, x.col(0), Box{0, 1}, p.col(0));
        CHECK(p == near);
        ball.radius = 0;
        project_in_range(ball, x.col(0), Box{0, 1}, p.col(0));
        CHECK((p - x).norm() < 1e-15);
    };
    check(LInfinityBall{0.2}), check(L2Ball{0.5}), check(L1Ball{1});
}

TEST_CASE("a feature outside the range goes no farther, and may come back") {
    const Matrix<double> x{{1.4}, {-0.3}, {0.5}}, out{{1.6}, {-0.9}, {0.5}}, back{{1.3}, {-0.2}, {0.5}};
    const auto check = [&](const auto& ball) {
        Matrix<double> p = out;
        project_in_range(ball, x.col(0), Box{0, 1}, p.col(0));
        CHECK((p - x).norm() < 1e-15);
        p = back;
        project_in_range(ball, x.col(0), Box{0, 1}, p.col(0));
        CHECK(p == back);
    };
    check(LInfinityBall{0.2}), check(L2Ball{0.5}), check(L1Ball{1});
}

}  // namespace tests::adversarial_project_in_range
