#include <regula/adversarial/certified_error.hpp>

#include <regula/adversarial/interval_bounds.hpp>
#include <regula/adversarial/linear_bounds.hpp>
#include <regula/layer/average_pool2d.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/selu.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::adversarial_certified_error {

using test::drawn;

template <class Scalar = double>
Network<Scalar> bent(Network<Scalar> net) {
    for (const Block& block : net.parameters().blocks())
        if (block.role != Role::statistic)
            net.parameters()[block] += Scalar(0.3) * drawn<Scalar>(static_cast<std::uint64_t>(7 + block.rows),
                                                                   block.rows, block.cols);
    return net;
}

/// Samples that a network classifies, of three classes, a few of them wrongly.
Dataset<double> judged_by(const Network<double>& net, Index samples) {
    Dataset<double> data{.inputs = drawn(31, net.features(), samples), .labels = Labels(samples)};
    const Matrix<double> y = net.predict(data.inputs);
    for (Index j = 0; j < samples; ++j) {
        Index best = 0;
        y.col(j).maxCoeff(&best);
        data.labels[j] = static_cast<int>(j % 11 == 3 ? (best + 1) % 3 : best);
    }
    return data;
}

/// The error at the worst of all vertices of an L-infinity ball, and of random points of any ball.
double error_at_points(const Network<double>& net, const Dataset<double>& data, const Threat& threat,
                       Index vertices) {
    Eigen::Array<bool, 1, Eigen::Dynamic> wrong =
        Eigen::Array<bool, 1, Eigen::Dynamic>::Constant(1, data.size(), false);
    const auto judge = [&](const Matrix<double>& z) {
        const Matrix<double> y = net.predict(z);
        for (Index j = 0; j < z.cols(); ++j) {
            Index best = 0;
            y.col(j).maxCoeff(&best);
            wrong(j) = wrong(j) || best != data.labels[j];
        }
    };
    judge(data.inputs);
    for (Index v = 0; v < vertices; ++v) {
        Matrix<double> z = data.inputs;
        for (Index i = 0; i < z.rows(); ++i)
            z.row(i).array() += (v >> i & 1) != 0 ? threat.radius() : -threat.radius();
        threat.project(data.inputs, no_range, z);
        judge(z);
    }
    return static_cast<double>(wrong.count()) / static_cast<double>(data.size());
}

TEST_CASE("the error at all vertices is at most the certified error; linear bounds are between") {
    const auto net = bent(Network<double>{8, {Dense{10}, Relu{}, Dense{7}, Relu{}, Dense{3}}, Key{1}});
    const auto data = judged_by(net, 70);
    double before = 0, gain = 0;
    for (const double radius : {0.0, 0.02, 0.05, 0.1, 0.2}) {
        const Threat threat = LInfinityBall{radius};
        const double true_error = error_at_points(net, data, threat, 256);
        const double coarse = certified_error(net, data, LinearBounds{.threat = threat, .refine = false});
        const double fine = certified_error(net, data, LinearBounds{.threat = threat});
        const double intervals = certified_error(net, data, IntervalBounds{.threat = threat});
        INFO(radius << ": " << true_error << " " << fine << " " << coarse << " " << intervals);
        CHECK(true_error <= fine);
        CHECK(fine <= coarse);
        CHECK(coarse <= intervals);
        CHECK(intervals >= before);
        if (radius == 0) CHECK(intervals == true_error);
        before = intervals, gain += intervals - fine;
    }
    CHECK(gain > 0.1);
    CHECK(certified_errors(net, data, IntervalBounds{.threat = LInfinityBall{9}}, {0.02, 0.1}) ==
          std::vector{certified_error(net, data, IntervalBounds{.threat = LInfinityBall{0.02}}),
                      certified_error(net, data, IntervalBounds{.threat = LInfinityBall{0.1}})});
}

TEST_CASE(
    "linear bounds hold in all three balls, for every layer with bounds, and are tighter than intervals") {
    const auto check = [](const Network<double>& net, const Threat& threat) {
        const Matrix<double> x = drawn(3, net.features(), 4);
        const Labels labels{{0, 2, 1, 2}};
        Workers workers;
        const Matrix<double> fine = LinearBounds{.threat = threat}.margins(net, x, labels, workers),
                             coarse = LinearBounds{.threat = threat, .refine = false}.margins(net, x, labels,
                                                                                              workers),
                             wide = IntervalBounds{.threat = threat}.margins(net, x, labels, workers);
        CHECK((coarse.array() <= wide.array()).all());
        CHECK(fine.sum() < coarse.sum() + 1e-9);
        CHECK(fine.sum() < wide.sum() - 0.01);
        bool holds = true;
        for (std::uint64_t k = 0; k < 300; ++k) {
            Matrix<double> z = x + (k % 2 == 0 ? 5 : 1) * threat.radius() * drawn(k + 50, net.features(), 4);
            if (k % 3 == 0) z = x + threat.radius() * drawn(k + 50, net.features(), 4).cwiseSign();
            threat.project(x, no_range, z);
            const Matrix<double> y = net.predict(z);
            for (Index j = 0; j < 4; ++j)
                holds = holds && (y.col(j).array() - y(labels[j], j) <= fine.col(j).array() + 1e-10).all();
        }
        CHECK(holds);
    };
    const auto dense = bent(
        Network<double>{6,
                        {Dense{7}, Tanh{}, Dense{6}, BatchNorm{}, LeakyRelu{0.2},
                         Residual{Dense{5}, Softplus{}, Dense{6}}, Selu{}, Dense{5}, Sigmoid{}, Dense{3}},
                        Key{1}});
    const auto images =
        bent(Network<double>{Shape{6, 5, 2},
                             {Conv2d{.channels = 3, .size = 3, .padding = 1}, Relu{}, MaxPool2d{2},
                              Conv2d{.channels = 4, .size = 2}, Relu{}, AveragePool2d{1}, Dense{3}},
                             Key{2}});
    for (const double radius : {0.05, 0.4}) {
        check(dense, LInfinityBall{radius});
        check(dense, L2Ball{radius});
        check(dense, L1Ball{radius});
        check(images, LInfinityBall{radius});
        check(images, L2Ball{radius});
        check(images, L1Ball{radius});
    }
}

TEST_CASE("of a linear model the certified error is that of the worst attack, in all three balls") {
    const auto net = bent(Network<double>{6, {Dense{3}}, Key{4}});
    const auto data = judged_by(net, 90);
    const Matrix<double> w = net.parameters()["0.weight"], y = net.predict(data.inputs);
    for (const Threat& threat : {Threat{LInfinityBall{0.1}}, Threat{L2Ball{0.3}}, Threat{L1Ball{0.4}}}) {
        Index wrong = 0;
        for (Index j = 0; j < data.size(); ++j) {
            bool right = true;
            for (Index k = 0; k < 3; ++k) {
                if (k == data.labels[j]) continue;
                const Vector<double> d = w.col(k) - w.col(data.labels[j]);
                const double norm = threat.visit([&](const auto& ball) { return largest_on(ball, d); });
                right = right && y(data.labels[j], j) - y(k, j) > norm;
            }
            wrong += right ? 0 : 1;
        }
        const double exact = worst_case_error(net, data, threat);
        CHECK(exact > 0.15);
        CHECK(exact < 0.85);
        CHECK(exact == Approx(static_cast<double>(wrong) / 90));
        CHECK(certified_error(net, data, IntervalBounds{.threat = threat}) == exact);
        CHECK(certified_error(net, data, LinearBounds{.threat = threat}) == exact);
        CHECK(error_at_points(net, data, threat, 64) <= exact);
    }
    CHECK(error_at_points(net, data, LInfinityBall{0.1}, 64) ==
          worst_case_error(net, data, LInfinityBall{0.1}));
}

TEST_CASE("in a range the worst case of a linear model is at a vertex of the part of the ball in it") {
    const auto net = bent(Network<double>{4, {Dense{1}}, Key{4}});
    Dataset<double> data{.inputs = Matrix<double>(4, 40), .labels = Labels(40)};
    fill_uniform(Key{2}, data.inputs);
    const Matrix<double> w = net.parameters()["0.weight"], y = net.predict(data.inputs);
    Index wrong = 0;
    for (Index j = 0; j < 40; ++j) {
        data.labels[j] = y(0, j) > 0.02 ? 1 : 0;
        double worst = y(0, j);
        for (Index i = 0; i < 4; ++i) {
            const double x = data.inputs(i, j), up = std::min(x + 0.2, 1.0) - x,
                         down = std::max(x - 0.2, 0.0) - x;
            const double a = w(i, 0) * up, b = w(i, 0) * down;
            worst += data.labels[j] == 1 ? std::min(a, b) : std::max(a, b);
        }
        wrong += (data.labels[j] == 1 ? worst > 0 : worst < 0) ? 0 : 1;
    }
    CHECK(wrong > 2);
    CHECK(wrong < 38);
    CHECK(worst_case_error(net, data, LInfinityBall{0.2}, {0, 1}) == Approx(static_cast<double>(wrong) / 40));
    CHECK(certified_error(net, data, LinearBounds{.threat = LInfinityBall{0.2}, .range = {0, 1}}) ==
          Approx(static_cast<double>(wrong) / 40));
}

TEST_CASE("the certified loss of one linear output is that of the worst perturbation") {
    const auto net = bent(Network<double>{5, {Dense{1}}, Key{4}});
    Dataset<double> labelled{.inputs = drawn(2, 5, 30), .labels = Labels(30)};
    for (Index j = 0; j < 30; ++j) labelled.labels[j] = j % 3 == 0 ? 1 : 0;
    const Dataset<double> valued{.inputs = labelled.inputs, .targets = drawn(9, 1, 30)};
    const Matrix<double> y = net.predict(labelled.inputs), w = net.parameters()["0.weight"];
    double logistic = 0, squared = 0;
    for (Index j = 0; j < 30; ++j) {
        const double score = labelled.labels[j] == 1 ? -y(0, j) : y(0, j);
        logistic += std::log1p(std::exp(score + 0.3 * w.norm())) / 30;
        squared += std::pow(std::abs(y(0, j) - valued.targets(0, j)) + 0.3 * w.norm(), 2) / 60;
    }
    const IntervalBounds bounds{.threat = L2Ball{0.3}};
    CHECK(certified_loss(net, Logistic{}, labelled, bounds) == Approx(logistic).epsilon(1e-10));
    CHECK(certified_loss(net, SquaredError{}, valued, bounds) == Approx(squared).epsilon(1e-10));
}

TEST_CASE("the certified loss of classes bounds the loss at points of the ball, and that at radius 0 is it") {
    const auto net = bent(Network<double>{6, {Dense{9}, Relu{}, Dense{3}}, Key{4}});
    const auto data = judged_by(net, 40);
    const auto loss_at = [&](const Matrix<double>& z) {
        return SoftmaxCrossEntropy{}.value(net.predict(z), data.labels);
    };
    const double bound =
        certified_loss(net, SoftmaxCrossEntropy{}, data, IntervalBounds{.threat = LInfinityBall{0.1}});
    for (std::uint64_t k = 0; k < 50; ++k)
        CHECK(loss_at(data.inputs + 0.1 * drawn(k + 70, 6, 40).cwiseSign()) < bound);
    CHECK(certified_loss(net, SoftmaxCrossEntropy{}, data, IntervalBounds{.threat = LInfinityBall{0}}) ==
          Approx(loss_at(data.inputs)).epsilon(1e-10));
    Dataset<double> soft{.inputs = data.inputs, .targets = Matrix<double>::Constant(3, 40, 1.0 / 3)};
    CHECK_THROWS_AS(
        certified_loss(net, SoftmaxCrossEntropy{}, soft, IntervalBounds{.threat = LInfinityBall{0}}),
        std::invalid_argument);
}

TEST_CASE("certified errors have the same bits for several threads and parts of any size") {
    const auto net = bent(Network<double>{8, {Dense{10}, Relu{}, Dense{3}}, Key{1}});
    const auto data = judged_by(net, 37);
    Workers alone, three{3};
    const LinearBounds bounds{.threat = LInfinityBall{0.1}};
    const Matrix<double> once = bounds.margins(net, data.inputs, data.labels, alone);
    CHECK(once == bounds.margins(net, data.inputs, data.labels, three));
    const double error = certified_error(net, data, bounds, alone);
    CHECK(error > 0.05);
    CHECK(error == certified_error(net, data, bounds, three, 5));
}

TEST_CASE("certificates refuse data without labels, deep models for a closed form, and bad settings") {
    const auto net = bent(Network<double>{8, {Dense{10}, Relu{}, Dense{3}}, Key{1}});
    const auto data = judged_by(net, 9);
    const IntervalBounds bounds{.threat = LInfinityBall{0.1}};
    CHECK_THROWS_AS(
        certified_error(net, Dataset<double>{.inputs = data.inputs, .targets = drawn(1, 3, 9)}, bounds),
        std::invalid_argument);
    CHECK_THROWS_AS(certified_error(net, data, IntervalBounds{.threat = LInfinityBall{-1}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(certified_error(net, data, LinearBounds{.threat = L2Ball{1}, .range = {1, 0}}),
                    std::invalid_argument);
    for (const Threat& threat : {Threat{LInfinityBall{0.1}}, Threat{L2Ball{0.1}}, Threat{L1Ball{0.1}}})
        CHECK_THROWS_WITH(
            certified_error(net, data, IntervalBounds{threat, {0, 1e-3}}),
            Catch::Matchers::ContainsSubstring("certificate: inputs must lie in the range 0 to 0.001, got "));
    CHECK_THROWS_WITH(certified_error(net, data, IntervalBounds{LInfinityBall{HUGE_VAL}}),
                      "IntervalPass: the radius must be finite, got inf");
    CHECK_THROWS_WITH(
        worst_case_error(net, data, LInfinityBall{0.1}),
        "worst_case_error: needs a network of one Dense layer, got 3 layers; certified_error has "
        "bounds for others");
    CHECK_THROWS_AS(
        worst_case_error(bent(Network<double>{8, {Dense{3}}, Key{1}}), data, L2Ball{0.1}, {-9, 9}),
        std::invalid_argument);
}

}  // namespace tests::adversarial_certified_error
