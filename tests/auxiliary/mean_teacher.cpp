#include <regula/auxiliary/mean_teacher.hpp>

#include <regula/auxiliary/entropy_minimization.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/sam.hpp>

#include "support/catch.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::auxiliary_mean_teacher {

const test::FewLabels data;

Sgd sgd(int epochs, double rate = 0.1) {
    return {.learning_rate = rate, .momentum = 0.5, .epochs = epochs, .batch_size = 3};
}
Network<double> trained(int epochs, const auto&... policies) {
    auto net = test::network_of_few_labels();
    fit(net, SoftmaxCrossEntropy{}, data.together(5), sgd(epochs), policies...);
    return net;
}

TEST_CASE("its mean in time is that of Ema, bit for bit") {
    const auto with_ema = trained(3, Dropout{0.3}, Ema{0.8}, when(false, EntropyMinimization{}));
    CHECK(trained(3, Dropout{0.3}, MeanTeacher{0, 0.8}).parameters().vector() ==
          with_ema.parameters().vector());
    CHECK(trained(3, Dropout{0.3}, MeanTeacher{2, 0.8}).parameters().vector() !=
          with_ema.parameters().vector());
    for (Index t = 1; t < 30; ++t)
        CHECK(MeanTeacher{.decay = 0.8}.share_of_update(t) == Ema{0.8}.share_of_update(t));
}

TEST_CASE("the teacher of a step is the mean before it") {
    // the step of epoch 3 begins at the iterate of the state, and its teacher has the parameters of the model
    auto net = test::network_of_few_labels();
    State<double> state;
    const auto run = [&](int epochs, double rate) {
        return fit(state, net, SoftmaxCrossEntropy{}, data.together(23),
                   Sgd{.learning_rate = rate, .epochs = epochs, .batch_size = 7}, MeanTeacher{0.7, 0.8});
    };
    run(2, 0.5);
    const Matrix<double> taught = log_softmax(net.predict(data.unlabelled.inputs));
    auto iterate = net;
    iterate.parameters().vector() = state.memory.back().vectors[0];
    const Matrix<double> student = log_softmax(iterate.predict(data.unlabelled.inputs));
    const double expected =
        0.7 * (student.array().exp() - taught.array().exp()).matrix().colwise().squaredNorm().mean();
    CHECK(expected > 1e-6);
    CHECK(run(3, 1e-300).last().at("MeanTeacher") == Approx(expected).epsilon(1e-10));
}

TEST_CASE("the first step has the model itself as its teacher") {
    auto net = test::network_of_few_labels();
    const auto report = fit(net, SoftmaxCrossEntropy{}, data.together(23),
                            Sgd{.learning_rate = 0.1, .epochs = 1, .batch_size = 7}, MeanTeacher{1, 0.8});
    CHECK(report.last().at("MeanTeacher") == 0);
}

TEST_CASE(
    "the mean teacher: its gradient is that of its value, the teacher a constant, with dropout and both "
    "losses") {
    const auto check_gradient = [](const auto& loss, Index outputs) {
        Network<double> net{5, {Dense{4}, Tanh{}, Dense{outputs}}, Key{5}};
        net.parameters().vector() = 0.8 * test::drawn(6, net.parameters().size());
        const Vector<double> theta = net.parameters().vector(), mean = test::drawn(7, theta.size());
        const Batch<double> batch{.inputs = test::drawn(3, 5, 11), .targets = {}, .labels = {}};
        const auto attached = pipeline(Dropout{0.3});
        auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
        hooks.mean = &mean;
        Workers alone;
        Pass<double> pass;
        Parameters<double> g = net.parameters();
        const auto value = [&](const Vector<double>& at) {
            net.parameters().vector() = at;
            pass.begin(net.parameters(), &g, hooks, alone);
            return pass.apart([&] { MeanTeacher{3, 0.8}.add_losses(pass, net, loss, batch); });
        };
        const Vector<double> slope = test::differences(theta, value, 1e-5);
        value(theta);
        pass.backward();
        CHECK((g.vector() - slope).norm() < 1e-7 * slope.norm());
    };
    check_gradient(SoftmaxCrossEntropy{}, 3);
    check_gradient(Logistic{}, 1);
}

TEST_CASE(
    "the mean teacher: a run resumes, allocates nothing in its steps, and is the same for any number of "
    "threads") {
    CHECK(test::resumes(Dropout{0.3}, MeanTeacher{2, 0.8}));
    if (allocations_are_counted()) CHECK(test::allocations_of_steps(Dropout{0.3}, MeanTeacher{2, 0.8}) == 0);
    CHECK(test::after_run(data, 2, 1, Dropout{0.3}, MeanTeacher{2, 0.8}) ==
          test::after_run(data, 2, 3, Dropout{0.3}, MeanTeacher{2, 0.8}));
}

TEST_CASE("a strength on a schedule leaves the mean in time, and an ascent has a teacher, too") {
    const auto rises = scheduled(MeanTeacher{0, 0.8}, [](double epoch) { return epoch / 3; });
    CHECK(trained(3, rises).parameters().vector() ==
          trained(3, Ema{0.8}, when(false, EntropyMinimization{})).parameters().vector());
    CHECK(trained(3, Sam{0.1}, MeanTeacher{2, 0.8}).parameters().vector() !=
          trained(3, Sam{0.1}, MeanTeacher{0, 0.8}).parameters().vector());
}

TEST_CASE("the mean teacher: bad coefficients, and a pass without a mean in time, are refused") {
    CHECK_THROWS_WITH(MeanTeacher{-1}.check(), "MeanTeacher: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((MeanTeacher{1, 1}.check()), "MeanTeacher: decay must be in [0, 1), got 1");
    const auto net = test::network_of_few_labels();
    const Batch<double> batch{.inputs = test::drawn(3, 5, 11), .targets = {}, .labels = {}};
    Pass<double> pass;
    pass.begin(net.parameters());
    CHECK_THROWS_WITH(MeanTeacher{}.add_losses(pass, net, SoftmaxCrossEntropy{}, batch),
                      "Pass: needs a mean of the 59 parameters in time, got 0; see Hooks::mean");
}

}  // namespace tests::auxiliary_mean_teacher
