#include <regula/optimize/fit_together.hpp>

#include <regula/augment/mixup.hpp>
#include <regula/auxiliary/entropy_minimization.hpp>
#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::optimize_fit_together {

const Sgd whole{.learning_rate = 0.3, .epochs = 1, .batch_size = 7};

TEST_CASE("without a charge the unlabelled samples move nothing, whatever labels they have") {
    const test::FewLabels data, other{5};
    Dataset<double> wrong = data.unlabelled;
    wrong.labels = Labels::Constant(23, 2);
    const auto after = [&](const Dataset<double>& unlabelled, auto policy) {
        auto net = test::network_of_few_labels();
        fit(net, SoftmaxCrossEntropy{}, Together{data.labelled, unlabelled, 5},
            Sgd{.learning_rate = 0.3, .epochs = 2, .batch_size = 3}, L2{0.1}, policy);
        return Vector<double>{net.parameters().vector()};
    };
    const auto off = when(false, EntropyMinimization{1});
    CHECK(after(data.unlabelled, off) == after(other.unlabelled, off));
    CHECK(after(data.unlabelled, EntropyMinimization{0}) == after(data.unlabelled, off));
    CHECK(after(data.unlabelled, EntropyMinimization{1}) == after(wrong, EntropyMinimization{1}));
    CHECK(after(data.unlabelled, EntropyMinimization{1}) != after(other.unlabelled, EntropyMinimization{1}));
}

TEST_CASE("the loss is the mean over the labelled samples, for any number of others") {
    const test::FewLabels data;
    auto net = test::network_of_few_labels(), alone = net;
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, data.together(23), whole, when(false, EntropyMinimization{}));
    fit(alone, SoftmaxCrossEntropy{}, data.labelled, whole);
    const double expected =
        evaluate(test::network_of_few_labels(), SoftmaxCrossEntropy{}, data.labelled).loss;
    CHECK(report.last().at("loss") == Approx(expected).epsilon(1e-13));
    CHECK((net.parameters().vector() - alone.parameters().vector()).norm() < 1e-14);
    CHECK(report.last().objective.size() == 1);
}

TEST_CASE("validation and stopping policies work as they do in other runs") {
    const test::FewLabels data;
    auto net = test::network_of_few_labels();
    const auto report = fit(net, SoftmaxCrossEntropy{}, data.together(5), data.labelled,
                            Sgd{.learning_rate = 0.1, .epochs = 3, .batch_size = 3}, EntropyMinimization{});
    CHECK(report.last().at("validation_error") == evaluate(net, SoftmaxCrossEntropy{}, data.labelled).error);
    CHECK(report.steps == 15);  // 23 unlabelled samples in 5 minibatches
}

TEST_CASE("mixing and policies on targets act on the labelled samples alone") {
    const test::FewLabels data;
    const auto charge = [&](const auto&... policies) {
        auto net = test::network_of_few_labels();
        return fit(net, SoftmaxCrossEntropy{}, data.together(23), whole, policies..., EntropyMinimization{})
            .last()
            .at("EntropyMinimization");
    };
    CHECK(charge(Mixup{1}) == charge());
    CHECK(charge(on(targets, LabelSmoothing{0.1})) == charge());
}

TEST_CASE("other auxiliary losses get the labelled samples, as without the others") {
    const test::FewLabels data;
    auto net = test::network_of_few_labels(), alone = net;
    const double with = fit(net, SoftmaxCrossEntropy{}, data.together(23), whole, InputGradientPenalty{0.3},
                            EntropyMinimization{})
                            .last()
                            .at("InputGradientPenalty");
    CHECK(with == Approx(fit(alone, SoftmaxCrossEntropy{}, data.labelled, whole, InputGradientPenalty{0.3})
                             .last()
                             .at("InputGradientPenalty"))
                      .epsilon(1e-12));
}

TEST_CASE("in a run of one data set the training samples are the unlabelled ones") {
    const test::FewLabels data;
    const Dataset<double> same{.inputs = data.labelled.inputs};
    auto net = test::network_of_few_labels(), other = net;
    const auto one = fit(net, SoftmaxCrossEntropy{}, data.labelled, whole, EntropyMinimization{0.4});
    const auto two =
        fit(other, SoftmaxCrossEntropy{}, Together{data.labelled, same, 7}, whole, EntropyMinimization{0.4});
    CHECK(one.last().at("objective") == Approx(two.last().at("objective")).epsilon(1e-13));
    CHECK((net.parameters().vector() - other.parameters().vector()).norm() < 1e-14);
}

TEST_CASE("batch normalization of each part is by its own samples, and both move the running statistics") {
    const test::FewLabels data;
    const auto mean_after = [&](double strength) {
        Network<double> net{5, {BatchNorm{.update_rate = 0.1}, Dense{3}}, Key{1}};
        fit(net, SoftmaxCrossEntropy{}, data.together(23), whole,
            when(strength > 0, EntropyMinimization{strength}));
        for (const Block& block : net.parameters().blocks())
            if (block.role == Role::statistic) return Matrix<double>{net.parameters()[block]};
        return Matrix<double>{};
    };
    const Matrix<double> first = 0.1 * data.labelled.inputs.rowwise().mean(),
                         second = 0.1 * data.unlabelled.inputs.rowwise().mean();
    CHECK((mean_after(0) - first).norm() < 1e-14);
    CHECK((mean_after(0.3) - (first + second) / 2).norm() < 1e-14);  // the mean of both moves
}

TEST_CASE("bad data are refused, and change nothing") {
    const test::FewLabels data;
    const Dataset<double> wide{.inputs = test::drawn(1, 6, 3)};
    auto net = test::network_of_few_labels();
    const Vector<double> before = net.parameters().vector();
    CHECK_THROWS_WITH(
        fit(net, SoftmaxCrossEntropy{}, Together{data.labelled, wide}, whole, EntropyMinimization{}),
        "unlabelled data: the labelled data have 5 features, the unlabelled 6");
    CHECK_THROWS_WITH(
        fit(net, SoftmaxCrossEntropy{}, Together{data.unlabelled, wide}, whole, EntropyMinimization{}),
        "training data: must have either targets or labels, got neither");
    CHECK(net.parameters().vector() == before);
}

}  // namespace tests::optimize_fit_together
