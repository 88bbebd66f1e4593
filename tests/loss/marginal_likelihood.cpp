#include <regula/loss/marginal_likelihood.hpp>

#include <regula/layer/gaussian_naive_bayes.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_marginal_likelihood {

TEST_CASE("MarginalLikelihood is -log of the sum of densities, whatever the targets, without overflow") {
    const Matrix<double> y{{std::log(0.2), -1000}, {std::log(0.5), -1000}};
    CHECK(MarginalLikelihood{}.value(y, Labels{{0, 1}}) ==
          Approx((-std::log(0.7) + 1000 - std::log(2)) / 2).epsilon(1e-14));
    CHECK(MarginalLikelihood{}.value(y, Labels{{1, 1}}) == MarginalLikelihood{}.value(y, y));
    CHECK_THROWS_WITH(MarginalLikelihood{}.value(Matrix<double>(0, 3), y),
                      "MarginalLikelihood: needs outputs of at least one sample, got 0 x 3");
}

TEMPLATE_TEST_CASE("its gradient is the slope of its value, its curvature that of its gradient", "", float,
                   double) {
    const Matrix<double> y = 2 * test::drawn(1, 3, 5), u = test::drawn(2, 3, 5);
    const MarginalLikelihood loss{};
    Matrix<TestType> g, v;
    loss.gradient(Matrix<TestType>{y.cast<TestType>()}, Labels{}, g);
    CHECK((g.template cast<double>() - test::differences(y, [&](const auto& z) {
               return loss.value(z, Labels{});
           })).norm() < (sizeof(TestType) == 4 ? 1e-6 : 1e-8));
    loss.curvature(Matrix<TestType>{y.cast<TestType>()}, Labels{}, Matrix<TestType>{u.cast<TestType>()}, v);
    Matrix<double> above, below;
    loss.gradient(Matrix<double>{y + 1e-5 * u}, Labels{}, above);
    loss.gradient(Matrix<double>{y - 1e-5 * u}, Labels{}, below);
    CHECK((v.template cast<double>() - (above - below) / 2e-5).norm() <
          (sizeof(TestType) == 4 ? 1e-6 : 1e-8));
    CHECK(v.norm() > 1e-2);
}

/// The hybrid of Lasserre, Bishop and Minka: one model of p(c | x), one of p(x), and a tie.
struct Hybrid {
    Dataset<double> data{.inputs = test::drawn(4, 2, 90), .labels = Labels(90)};
    NetworkDict<double> nets{
        {{"discriminative", 2, {GaussianNaiveBayes{2}}}, {"generative", 2, {GaussianNaiveBayes{2}}}}, Key{5}};

    Hybrid() {  // classes with correlated features, so the generative model is wrong
        for (Index j = 0; j < 90; ++j) {
            data.labels[j] = static_cast<int>(j % 3 == 0);
            data.inputs(1, j) += 0.8 * data.inputs(0, j);
            data.inputs(0, j) += 1.3 * data.labels[j];
        }
        Parameters<double>& theta = nets.parameters();
        theta["generative.0.mean"] = theta["discriminative.0.mean"];
    }
    Certificate train(double strength) {
        const auto objective = [this](auto& pass, const auto& batch) {
            const Node x = pass.input(batch.inputs);
            pass.add_loss("class", SoftmaxCrossEntropy{}, nets["discriminative"](pass, x), batch.labels);
            pass.add_loss("inputs", MarginalLikelihood{}, nets["generative"](pass, x), batch.inputs);
        };
        const auto of = [](char first) {
            return parameters.such([first](const Block& block) { return block.name[0] == first; });
        };
        return minimize(nets, objective, data, Lbfgs{.tolerance = 1e-9, .max_iterations = 20000},
                        tie(of('d'), of('g'), L2{strength}));
    }
    Matrix<double> log_probabilities() const {
        return log_softmax(nets.predict("discriminative", data.inputs));
    }

    /// The maximum of the joint likelihood: means, pooled variances and frequencies, with uniform shifts of
    /// the priors left out.
    Matrix<double> generative_log_probabilities() const {
        Matrix<double> mean = Matrix<double>::Zero(2, 2), scores(2, 90);
        Vector<double> variance = Vector<double>::Zero(2);
        for (Index j = 0; j < 90; ++j)
            mean.col(data.labels[j]) += data.inputs.col(j) / (data.labels[j] == 1 ? 30 : 60);
        for (Index j = 0; j < 90; ++j)
            variance += (data.inputs.col(j) - mean.col(data.labels[j])).cwiseAbs2() / 90;
        for (Index j = 0; j < 90; ++j)
            for (Index c = 0; c < 2; ++c)
                scores(c, j) =
                    std::log(c == 1 ? 1.0 / 3 : 2.0 / 3) -
                    (data.inputs.col(j) - mean.col(c)).cwiseAbs2().cwiseQuotient(variance).sum() / 2;
        return log_softmax(scores);
    }
};

TEST_CASE("a hybrid without a tie has the discriminative model alone: logistic regression") {
    Hybrid hybrid;
    CHECK(hybrid.train(0).converged);
    auto linear = linear_model<double>(2, 2);
    const auto alone = [&](auto& pass, const auto& batch) {
        pass.add_loss("class", SoftmaxCrossEntropy{}, linear(pass, pass.input(batch.inputs)), batch.labels);
    };
    CHECK(minimize(linear, alone, hybrid.data, Lbfgs{.tolerance = 1e-9}).converged);
    CHECK(
        (hybrid.log_probabilities() - log_softmax(linear.predict(hybrid.data.inputs))).cwiseAbs().maxCoeff() <
        1e-6);
    // and the two models differ, so the limits are two
    CHECK((hybrid.log_probabilities() - hybrid.generative_log_probabilities()).cwiseAbs().maxCoeff() > 0.1);
}

TEST_CASE("a hybrid tends to the generative maximum likelihood as 1 / the strength of its tie") {
    Hybrid hybrid;
    const Matrix<double> limit = hybrid.generative_log_probabilities();
    const auto error = [&](double strength) {
        const Certificate end = hybrid.train(strength);
        CAPTURE(strength, end.iterations);
        CHECK(end.converged);
        return (hybrid.log_probabilities() - limit).norm();
    };
    const double weak = error(1e2), strong = error(1e3);
    CAPTURE(weak, strong);
    CHECK(strong < 0.1);
    CHECK(std::abs(std::log10(strong / weak) + 1) < 0.02);
}

TEST_CASE(
    "minibatches of labelled and unlabelled samples lead a hybrid where a solver on all samples leads it",
    "[unsanitized]") {
    Hybrid by_sgd, by_solver;
    const Dataset<double> unlabelled{.inputs = test::drawn(8, 2, 50)};
    const auto objective = [](NetworkDict<double>& nets, auto& pass, const auto& labelled,
                              const auto& others) {
        const Node x = pass.input(labelled.inputs);
        pass.add_loss("class", SoftmaxCrossEntropy{}, nets["discriminative"](pass, x), labelled.labels);
        pass.add_loss("inputs", MarginalLikelihood{}, nets["generative"](pass, x), labelled.inputs);
        const Node y = nets["generative"](pass, pass.input(others.inputs));
        pass.add_loss("others", MarginalLikelihood{}, y, others.inputs, 50.0 / 90);
    };
    const auto tied = tie(parameters.such([](const Block& block) { return block.name[0] == 'd'; }),
                          parameters.such([](const Block& block) { return block.name[0] == 'g'; }), L2{1});
    const auto of_pairs = [&](auto& pass, const auto& batch) {
        const auto& [labelled, others] = batch;
        objective(by_sgd.nets, pass, labelled, others);
    };
    const auto of_all = [&](auto& pass, const auto& batch) {
        objective(by_solver.nets, pass, batch, unlabelled);
    };
    const Sgd sgd{.learning_rate = 0.1, .momentum = 0.8, .epochs = 3000, .batch_size = 100};
    const Report report = minimize(by_sgd.nets, of_pairs, Together{by_sgd.data, unlabelled}, sgd, tied);
    CHECK(minimize(by_solver.nets, of_all, by_solver.data, Lbfgs{.tolerance = 1e-9}, tied).converged);
    CHECK((by_sgd.log_probabilities() - by_solver.log_probabilities()).norm() < 1e-5);
    CHECK(report.last().losses.size() == 3);
}

}  // namespace tests::loss_marginal_likelihood
