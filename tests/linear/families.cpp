#include <regula/linear/coordinate_descent.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/penalty/sparse_group_lasso.hpp>
#include <regula/selection.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_families {

/// The data that R was given: fifteen samples of four features, counts, sizes, offsets and sample weights.
struct Data {
    Matrix<double> x{4, 15}, count{{0, 3, 1, 7, 2, 0, 5, 12, 1, 0, 4, 2, 9, 3, 1}}, size{1, 15};
    Matrix<double> offset{1, 15};
    Vector<double> weight{15};

    Data() {
        for (Index i = 0; i < 15; ++i) {
            for (Index j = 0; j < 4; ++j) {
                const double number = static_cast<double>(j + 1);
                x(j, i) = std::sin(static_cast<double>(i + 1) * number + 0.3 * number) + 0.1 * number;
            }
            offset(0, i) = std::log(1 + static_cast<double>(i % 4));
            weight[i] = 1 + static_cast<double>(i % 3);
        }
        size = (count.array() / 2 + 0.25).matrix();
    }

    /// The intercept and the weights of a fit are those that another program found.
    void same(const auto& loss, const Matrix<double>& t, const auto& penalty,
              const CoordinateDescent& options, const Vector<double>& expected, double most) const {
        const LinearFit fit = coordinate_descent(Design{x}, t, loss, penalty, options);
        CHECK(fit.certificate.converged);
        CHECK(std::abs(fit.intercept[0] - expected[0]) < most);
        CHECK((fit.weights.col(0) - expected.tail(4)).cwiseAbs().maxCoeff() < most);
    }
};

// by glmnet, standardize = FALSE, thresh = 1e-30, for gamma glmnet.control(epsnr = 1e-22), and by glm
TEST_CASE("Poisson and gamma models are those of glmnet, with offsets and sample weights, too") {
    const Data data;
    const PoissonLoss poisson;
    const GammaLoss gamma;
    const CoordinateDescent exact{.tolerance = 1e-14, .residual_tolerance = 1e-12};
    CoordinateDescent more = exact, through_zero = exact;
    more.offset = data.offset;
    more.sample_weights = data.weight;
    through_zero.intercept = false;
    data.same(poisson, data.count, L1{0.2}, exact,
              Vector<double>{{0.824159749061271, 0.252370141643702, 0.113830458013755, 0.350014876838109,
                              0.41558615320905}},
              1e-10);
    data.same(poisson, data.count, ElasticNet{.strength = 0.3, .l1_ratio = 0.4}, more,
              Vector<double>{{-0.238553893960228, 0.352936165538921, 0.0869596622398793, 0.250273147083347,
                              0.454440216582126}},
              1e-10);
    data.same(poisson, data.count, L1{0.1}, through_zero,
              Vector<double>{{0, 0.521377740190247, 0.346147081337651, 0.796161468497848, 0.93140500942694}},
              1e-10);
    data.same(poisson, data.count, L1{0}, more,
              Vector<double>{{-0.629503026389696, 0.605167812799209, 0.433986848259335, 0.669097025383018,
                              0.75700845556412}},
              1e-9);
    data.same(gamma, data.size, L1{0.05}, exact,
              Vector<double>{{0.346237021790308, 0.121967051232737, 0.0283218184866656, 0.368458666175856,
                              0.25088255480431}},
              1e-7);
    data.same(gamma, data.size, ElasticNet{.strength = 0.1, .l1_ratio = 0.4}, more,
              Vector<double>{{-0.700167579459309, 0.167099522055061, 0.12010503410373, 0.323383853100539,
                              0.436870926170618}},
              1e-7);
    data.same(gamma, data.size, L1{0}, exact,
              Vector<double>{{0.196376275336662, 0.18640729579945, 0.187291403090261, 0.520097823925925,
                              0.404514651150161}},
              1e-8);  // as far as glm goes
}

TEST_CASE("the deviances of Poisson and gamma models are those of R's glm") {
    const Data r;
    Dataset<double> data;
    data.inputs = r.x;
    data.targets = r.count;
    const auto poisson = coordinate_descent(data, PoissonLoss{}, L1{0});
    CHECK_THAT(deviance(data, PoissonLoss{}, poisson), Catch::Matchers::WithinRel(36.7356740872578, 1e-8));
    CHECK_THAT(null_deviance(data, PoissonLoss{}), Catch::Matchers::WithinRel(51.9465225629418, 1e-12));
    data.targets = r.size;
    const auto gamma = coordinate_descent(data, GammaLoss{}, L1{0});
    CHECK_THAT(deviance(data, GammaLoss{}, gamma), Catch::Matchers::WithinRel(10.6428633525662, 1e-8));
    CHECK_THAT(null_deviance(data, GammaLoss{}), Catch::Matchers::WithinRel(13.360422129322, 1e-12));
}

TEST_CASE("deviances, the largest strength and the early end of a path know of offsets") {
    const Data r;
    Dataset<double> data;
    data.inputs = r.x;
    data.targets = r.count;
    data.sample_weights = r.weight;
    const PoissonLoss loss;
    const auto fit = coordinate_descent(data, loss, L1{0}, {.offset = r.offset});
    // R weighs samples by the weights themselves, here they are in units of their mean
    const double unit = r.weight.mean();
    CHECK_THAT(deviance(data, loss, fit, r.offset) * unit,
               Catch::Matchers::WithinRel(49.2358287801446, 1e-8));
    CHECK_THAT(null_deviance(data, loss, true, r.offset) * unit,
               Catch::Matchers::WithinRel(82.3101625370682, 1e-12));
    CHECK_THAT(deviance_explained(data, loss, fit, true, r.offset),
               Catch::Matchers::WithinRel(1 - 49.2358287801446 / 82.3101625370682, 1e-8));
    const double most = strength_max(data, loss, L1{}, r.offset);
    const auto path =
        trace_until(PathLimits{.deviance_explained = 0.2}, data, loss,
                    along(L1{}, {most, 0.99 * most, 0.1 * most, 0.01 * most}), {.offset = r.offset});
    CHECK(path[0].fit.support() == 0);
    CHECK(path[1].fit.support() == 1);
    CHECK(path.size() == 3);
    const Matrix<double> turned = r.offset.transpose();
    CHECK_THROWS_WITH(strength_max(data, loss, L1{}, turned),
                      "strength_max: the offset must be 1 x 15 (outputs x samples), got 15 x 1");
    CHECK_THROWS_WITH(deviance(data, loss, fit, turned),
                      "deviance: the offset must be 1 x 15 (outputs x samples), got 15 x 1");
    CHECK_THROWS_WITH(
        cross_validated_path(data, loss, L1{}, {.options = {.offset = r.offset}}),
        "PathSettings: takes no offset, because folds have parts of it, got 1 x 15; trace takes it");
}

/// A fit has the least objective that accelerated proximal gradient steps find, and a gap above its excess.
void optimal(const auto& loss, const Matrix<double>& x, const Matrix<double>& t, const auto& penalty) {
    Dataset<double> data;
    data.inputs = x;
    data.targets = t;
    const LinearFit fit = coordinate_descent(data, loss, penalty, {.tolerance = 1e-13});
    Matrix<double> w = Matrix<double>::Zero(x.rows() + 1, t.rows());  // the last row is the intercept
    const auto value_at = [&](const Matrix<double>& weights, const Vector<double>& b) {
        const Matrix<double> y = (weights.transpose() * x).colwise() + b;
        return static_cast<double>(loss.value(y, t)) + static_cast<double>(penalty.value(weights));
    };
    double rate = 1e-2;
    for (int round = 0; round < 200000; ++round) {
        const Matrix<double> weights = w.topRows(x.rows());
        const Matrix<double> y =
            (weights.transpose() * x).colwise() + Vector<double>{w.bottomRows(1).transpose()};
        Matrix<double> g;
        loss.gradient(y, t, g);
        Matrix<double> next = weights - rate * x * g.transpose();
        penalty.prox(next, rate);
        const Vector<double> b = w.bottomRows(1).transpose() - rate * g.rowwise().sum();
        if (value_at(next, b) > value_at(weights, w.bottomRows(1).transpose())) {
            rate *= 0.5;
            if (rate < 1e-6) break;
            continue;
        }
        w.topRows(x.rows()) = next;
        w.bottomRows(1) = b.transpose();
    }
    const double best = value_at(w.topRows(x.rows()), w.bottomRows(1).transpose());
    CHECK(fit.certificate.converged);
    CHECK(std::abs(value_at(fit.weights, fit.intercept) - fit.certificate.objective) < 1e-12);
    CHECK(fit.certificate.objective <= best + 1e-12);
    CHECK(best - fit.certificate.objective < 1e-7);
    for (const int passes : {1, 2, 3}) {
        const LinearFit unfinished = coordinate_descent(data, loss, penalty, {.max_passes = passes});
        const double excess = value_at(unfinished.weights, unfinished.intercept) - fit.certificate.objective;
        Matrix<double> none = Matrix<double>::Zero(t.rows(), t.cols()), g;
        Vector<double> level = Vector<double>::Zero(t.rows());
        const Vector<double> alike;
        const double unit = add_best_intercept(SampleWeights{loss, alike}, t, none, level, g);
        CHECK(excess <= unfinished.certificate.gap * unit + 1e-12);
    }
}

TEST_CASE("Poisson, gamma and Huber models have the least objective, of two outputs and of groups, too",
          "[unsanitized]") {
    const Matrix<double> x = test::drawn(1, 6, 40), noise = test::drawn(3, 2, 40);
    Matrix<double> w = test::drawn(2, 6, 2);
    w.bottomRows(3).setZero();
    const Matrix<double> y = 0.5 * w.transpose() * x;
    const Matrix<double> count = (y.array().exp() * 2 + noise.array()).max(0).round();
    const Matrix<double> size = (y + 0.5 * noise).array().exp();
    Matrix<double> outliers = y + 0.3 * noise;
    for (Index j = 0; j < 40; j += 5) outliers.col(j) *= 30;
    const ElasticNet net{.strength = 0.2, .l1_ratio = 0.7};
    const SparseGroupLasso groups{.strength = 0.1, .l1_ratio = 0.3};
    const auto both = [&](const auto& loss, const Matrix<double>& t) {
        optimal(loss, x, t, L1{0.1});
        optimal(loss, x, t, net);
        optimal(loss, x, t, groups);
    };
    both(PoissonLoss{}, count);
    both(GammaLoss{}, size);
    both(Huber{.delta = 0.5}, outliers);
}

TEST_CASE("exposures as an offset are rates with the exposures as sample weights") {
    const Data data;
    const Vector<double> exposure = data.offset.array().exp().matrix().transpose();
    const Matrix<double> rate = data.count.cwiseQuotient(exposure.transpose());
    const double strength = 0.1;
    const auto offset = coordinate_descent(Design{data.x}, data.count, PoissonLoss{}, L1{strength},
                                           {.tolerance = 1e-14, .offset = data.offset});
    const auto weighted =
        coordinate_descent(Design{data.x}, rate, PoissonLoss{}, L1{strength / exposure.mean()},
                           {.tolerance = 1e-14, .sample_weights = exposure});
    CHECK((offset.weights - weighted.weights).norm() < 1e-9);
    CHECK((offset.intercept - weighted.intercept).norm() < 1e-9);
    CHECK((offset.weights.array() != 0).any());
}

TEST_CASE("an offset of squared error is subtracted from the targets, by all solvers of a path") {
    const Matrix<double> t = test::drawn(7, 2, 15), offset = 3 * test::drawn(8, 2, 15);
    Dataset<double> data, less;
    data.inputs = less.inputs = Data{}.x;
    data.targets = t;
    less.targets = t - offset;
    const auto same = [&](const auto& penalties) {
        const auto one = trace(data, SquaredError{}, penalties, {.offset = offset}),
                   two = trace(less, SquaredError{}, penalties);
        for (std::size_t i = 0; i < one.size(); ++i) {
            CHECK((one[i].fit.weights - two[i].fit.weights).norm() < 1e-8);
            CHECK((one[i].fit.intercept - two[i].fit.intercept).norm() < 1e-8);
            CHECK(one[i].fit.weights.norm() > 0);
        }
    };
    same(std::vector{L1{0.1}, L1{0.01}});
    same(std::vector{L2{0.1}, L2{0.01}});
    same(std::vector{L21{0.1}, L21{0.01}});
}

TEST_CASE("Huber's model of clean data is that of squared error, and an outlier hardly moves it") {
    const Matrix<double> x = test::drawn(1, 5, 60), w = test::drawn(2, 5, 1);
    Matrix<double> t = w.transpose() * x + 0.1 * test::drawn(3, 1, 60);
    const Design design{x};
    const auto robust = [&] { return coordinate_descent(design, t, Huber{.delta = 1}, L1{0.01}); };
    const Matrix<double> clean = robust().weights;
    CHECK((clean - coordinate_descent(design, t, SquaredError{}, L1{0.01}).weights).norm() < 1e-8);
    t(0, 7) = 1e6;
    CHECK((robust().weights - clean).norm() < 0.2);
    CHECK((coordinate_descent(design, t, SquaredError{}, L1{0.01}).weights - clean).norm() > 1e3);
}

TEST_CASE("paths, penalties that are not convex and cross-validation take the families") {
    const Data r;
    Dataset<double> data;
    data.inputs = r.x;
    data.targets = r.count;
    const double most = strength_max(data, PoissonLoss{}, L1{});
    const auto path = trace(data, PoissonLoss{}, along(L1{}, {most, 0.99 * most, 0.1 * most}));
    CHECK(path[0].fit.support() == 0);
    CHECK(path[1].fit.support() == 1);
    CHECK(deviance_explained(data, PoissonLoss{}, path[2].fit) > 0.2);
    CHECK(coordinate_descent(data, PoissonLoss{}, Mcp{.strength = 0.2}).certificate.converged);
    const auto score = path_score(PoissonLoss{}, along(L1{}, {most, 0.1 * most}));
    const auto found = cross_validate(data, k_folds(15, 5, Key{1}), 2, score);
    CHECK(found.mean.allFinite());
}

TEST_CASE("targets and offsets that do not fit a family are refused in words") {
    const Data data;
    const Design design{data.x};
    const Matrix<double> below = data.count.array() - 1;
    const L1 penalty{0.1};
    CHECK_THROWS_WITH(coordinate_descent(design, below, PoissonLoss{}, penalty),
                      "coordinate_descent: PoissonLoss asks for targets >= 0, got -1");
    CHECK_THROWS_WITH(
        coordinate_descent(design, Matrix<double>{0 * data.count}, PoissonLoss{}, penalty),
        "coordinate_descent: PoissonLoss asks for a target > 0 of each output, got zeros alone");
    CHECK_THROWS_WITH(coordinate_descent(design, data.count, GammaLoss{}, penalty),
                      "coordinate_descent: GammaLoss asks for targets > 0, got 0");
    CHECK_THROWS_WITH(
        coordinate_descent(design, data.count, PoissonLoss{}, penalty, {.offset = data.offset.transpose()}),
        "CoordinateDescent: the offset must be 1 x 15 (outputs x samples), got 15 x 1");
    CHECK_THROWS_WITH(coordinate_descent(design, data.count, Huber{.delta = -1}, penalty),
                      "Huber: delta must be > 0, got -1");
    Matrix<double> unknown = data.offset;
    unknown(3) = NAN;
    CHECK_THROWS_WITH(coordinate_descent(design, data.count, PoissonLoss{}, penalty, {.offset = unknown}),
                      "CoordinateDescent: every offset must be finite");
}

}  // namespace tests::linear_families
