#include <regula/core/when.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_when {

struct Half {
    void clip(auto& g) const { g = 0.5 * g; }
};

struct AtOnce {
    struct Watch {
        bool should_stop(auto&, const Record&) { return true; }
        void finish(auto&) {}
        int best_epoch() const { return 1; }
    };
    Watch start(const auto&, const Record& record) const {
        record.at("validation_loss");  // throws where there is none
        return {};
    }
};

Dataset<double> rows() {
    Dataset<double> data{.inputs = Matrix<double>(3, 40), .labels = Labels(40)};
    fill_normal(Key{1}, data.inputs);
    for (Index j = 0; j < 40; ++j) data.labels[j] = data.inputs(0, j) > 0.2 ? 1 : 0;
    return data;
}

const Sgd sgd{.learning_rate = 0.1, .epochs = 3, .batch_size = 16};

template <class... Ps>
std::pair<Vector<double>, Report> trained(Ps... policies) {
    auto net = mlp<double>({3, 7, 2}, Key{1});
    const Report report = fit(net, SoftmaxCrossEntropy{}, rows(), sgd, policies...);
    return {net.parameters().vector(), report};
}

TEST_CASE("policies that are off leave a run as it was without them") {
    const auto [bare, bare_report] = trained();
    const auto [off, report] = trained(
        when(false, L1{0.1}), when(false, L2{0.1} + L1{-7.0}), when(false, Dropout{0.5}),
        when(false, on(inputs, Dropout{0.5})), when(false, on(weights, Dropout{0.5})),
        when(false, on(hidden, L2{1.0})), when(false, on(weights["none"], L2{1.0})), when(false, Half{}),
        when(false, AtOnce{}), when(false, scheduled([](const StepTime&) { return Dropout{0.5}; })));
    CHECK(off == bare);
    CHECK(report.last().objective.size() == 1);
    CHECK(report.best_epoch == bare_report.best_epoch);
    CHECK(report.stop_reason == StopReason::completed);
}

TEST_CASE("policies that are on act as they do without the switch") {
    const auto same = [](const auto& a, const auto& b) {
        CHECK(a.first == b.first);
        CHECK(a.second.last().sum_of_terms() == b.second.last().sum_of_terms());
    };
    same(trained(when(true, L1{0.01} + L2{0.1})), trained(L1{0.01} + L2{0.1}));
    same(trained(when(true, Dropout{0.4})), trained(Dropout{0.4}));
    same(trained(when(true, on(weights[0], Dropout{0.4}))), trained(on(weights[0], Dropout{0.4})));
    same(trained(when(true, Half{})), trained(Half{}));
    const auto moving = scheduled([](const StepTime& now) { return Dropout{0.1 * now.epoch}; });
    same(trained(when(true, moving)), trained(moving));
    CHECK_THROWS_AS(trained(when(true, L1{-1.0})), std::invalid_argument);
    CHECK_THROWS_AS(trained(when(true, AtOnce{})), std::invalid_argument);
}

TEST_CASE("a stopping policy and an observer can be switched") {
    auto net = mlp<double>({3, 7, 2}, Key{1});
    const auto data = rows();
    int seen = 0;
    const auto count = [&](const Record&) { ++seen; };
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, data, data, sgd, when(true, AtOnce{}), when(true, count));
    CHECK(report.stop_reason == StopReason::stopped_early);
    CHECK(report.best_epoch == 1);
    CHECK(seen == 1);
    fit(net, SoftmaxCrossEntropy{}, data, data, sgd, when(false, AtOnce{}), when(false, count));
    CHECK(seen == 1);
}

TEST_CASE("a gate on one hidden layer is not a gate on all") {
    auto net = mlp<double>({3, 7, 5, 2}, Key{1});
    const auto data = rows();
    const auto first = net.predict(data.inputs, Key{3}, on(hidden[0], Dropout{0.5}));
    const auto both = net.predict(data.inputs, Key{3}, on(hidden, Dropout{0.5}));
    CHECK(first != both);
    CHECK(first != net.predict(data.inputs));
}

}  // namespace tests::core_when
