#include <regula/ensemble/distillation.hpp>

#include <regula/data/waveform.hpp>
#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/train_ensemble.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::ensemble_distillation {

Matrix<double> softmax(const Matrix<double>& y) { return log_softmax(y).array().exp(); }

/// CE(p, q), a mean over the columns.
double cross_entropy(const Matrix<double>& p, const Matrix<double>& scores) {
    return -p.cwiseProduct(log_softmax(scores)).sum() / static_cast<double>(p.cols());
}

const Dataset<double> data{.inputs = test::drawn(1, 2, 5), .targets = {}, .labels = Labels{{0, 2, 1, 1, 2}}};
const Matrix<double> teacher = 3 * test::drawn(2, 3, 5), student = test::drawn(3, 3, 5);

TEST_CASE("the loss is that of the paper, though labels and teacher share one matrix of targets") {
    for (const double temperature : {1.0, 2.5, 0.7})
        for (const double hard : {0.0, 0.3, 1.0}) {
            const Distillation loss{.temperature = temperature, .hard = hard};
            const auto taught_data = loss.soft_targets(data, teacher);
            CHECK(taught_data.inputs == data.inputs);
            Matrix<double> labels;
            one_hot(data.labels, 3, labels);
            const double expected = (1 - hard) * temperature * temperature *
                                        cross_entropy(softmax(teacher / temperature), student / temperature) +
                                    hard * cross_entropy(labels, student);
            CHECK(std::abs(loss.value(student, taught_data.targets) - expected) < 1e-13);
            Matrix<double> g;
            loss.gradient(student, taught_data.targets, g);
            const auto value = [&](const Matrix<double>& y) { return loss.value(y, taught_data.targets); };
            CHECK((g - test::differences(student, value)).cwiseAbs().maxCoeff() < 1e-8);
        }
}

TEST_CASE("in single precision it is the same, to rounding") {
    const Distillation loss{.temperature = 2.5, .hard = 0.3};
    const Dataset<float> single{.inputs = data.inputs.cast<float>(), .targets = {}, .labels = data.labels};
    const auto taught_data = loss.soft_targets(single, Matrix<float>{teacher.cast<float>()});
    const Matrix<float> y = student.cast<float>();
    Matrix<float> g;
    loss.gradient(y, taught_data.targets, g);
    Matrix<double> exact;
    const auto targets_exact = loss.soft_targets(data, teacher).targets;
    loss.gradient(student, targets_exact, exact);
    CHECK((g.cast<double>() - exact).cwiseAbs().maxCoeff() < 1e-6);
    CHECK(std::abs(loss.value(y, taught_data.targets) - loss.value(student, targets_exact)) < 1e-5);
}

TEST_CASE("a student that says what the teacher says is right, and labels alone are judged as ever") {
    const Distillation loss{.temperature = 3};
    Matrix<double> g;
    const Matrix<double> shifted = teacher.array() + 5;
    loss.gradient(shifted, loss.soft_targets(data, teacher).targets, g);
    CHECK(g.cwiseAbs().maxCoeff() < 1e-14);
    CHECK(loss.value(student, data.labels) == SoftmaxCrossEntropy{}.value(student, data.labels));
    Matrix<double> plain;
    loss.gradient(student, data.labels, g);
    SoftmaxCrossEntropy{}.gradient(student, data.labels, plain);
    CHECK(g == plain);
    const Dataset<double> unlabelled{.inputs = data.inputs};
    CHECK(loss.soft_targets(unlabelled, teacher).targets == loss.soft_targets(data, teacher).targets);
}

TEST_CASE("distillation that makes no sense is refused") {
    const Dataset<double> unlabelled{.inputs = data.inputs};
    CHECK_THROWS_WITH((Distillation{.temperature = 0}.check()),
                      "Distillation: temperature must be > 0, got 0");
    CHECK_THROWS_WITH((Distillation{.temperature = 1, .hard = 1.5}.check()),
                      "Distillation: hard must be in [0, 1], got 1.5");
    CHECK_THROWS_WITH((Distillation{.temperature = 1, .hard = 0.5}.soft_targets(unlabelled, teacher)),
                      "Distillation: hard > 0 needs labels, got data without");
    CHECK_THROWS_WITH(Distillation{}.soft_targets(data, Matrix<double>{teacher.leftCols(4)}),
                      "Distillation: needs scores of 2 classes or more for 5 samples, got 3 x 4");
}

TEST_CASE("a student of an ensemble is better than the same network that learns alone") {
    const Adam adam{.learning_rate = 0.01, .epochs = 60, .batch_size = 20};
    const auto train = [&](const Dataset<double>& part, Key key) {
        auto net = mlp<double>({21, 10, 3}, key);
        fit(net, SoftmaxCrossEntropy{}, part, adam);
        return net;
    };
    // the teacher has 100 labels; the student asks it about 300 samples more, which have none
    const Distillation loss{.temperature = 3};
    theory::Mean gain;
    for (std::uint64_t run = 0; run < 12; ++run) {
        const Key key = Key{21}[run];
        const auto all = waveform<double>(400, key[1]), test = waveform<double>(2000, key[2]);
        const auto few = tail(all, 300).train;
        const auto bag = train_ensemble(Bagging{8}, few, train, key[3]);
        const auto alone = train(few, key[4]);
        auto taught = mlp<double>({21, 10, 3}, key[4]);
        fit(taught, loss, loss.soft_targets(all, bag.predict(all.inputs, AverageProbability{})), adam);
        const double error = evaluate(alone, SoftmaxCrossEntropy{}, test).error;
        gain.add(error - evaluate(taught, SoftmaxCrossEntropy{}, test).error);
    }
    INFO("gain " << gain.mean() << " +- " << gain.standard_error());
    CHECK(gain.mean() > 4 * gain.standard_error());
}

}  // namespace tests::ensemble_distillation
