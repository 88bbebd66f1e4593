#include <regula/model/objective.hpp>

#include <regula/loss.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::model_objective {

static Batch<double> batch_of(Index samples) {
    Batch<double> batch;
    batch.inputs.resize(4, samples);
    fill_normal(Key{2}, batch.inputs);
    batch.labels.resize(samples);
    for (Index i = 0; i < samples; ++i) batch.labels[i] = static_cast<int>(i % 3);
    return batch;
}

TEST_CASE("the objective's gradient is that of its value") {
    auto net = mlp<double>({4, 6, 3}, Key{1});
    fill_normal(Key{3}, net.parameters()["0.bias"]);
    const auto batch = batch_of(7);
    auto objective = objective_of(net, SoftmaxCrossEntropy{});
    auto g = net.parameters(), unused = g;
    Workers workers;
    Hooks<double> none;
    const double loss = objective(net.parameters(), batch, g, none, workers);
    // With the gradient, the exponentials are summed after they are stored, so in another order.
    CHECK(loss ==
          Approx(SoftmaxCrossEntropy{}.value(net.predict(batch.inputs), batch.labels)).epsilon(1e-15));
    const Matrix<double> expected =
        test::differences(net.parameters().vector(), [&](const Vector<double>& z) {
            auto at = net.parameters();
            at.vector() = z;
            return objective(at, batch, unused, none, workers);
        });
    CHECK((g.vector() - expected).norm() < 1e-6 * expected.norm());
}

TEST_CASE("data that do not fit a network are refused in words") {
    const auto net = mlp<double>({4, 6, 3}, Key{1});
    Dataset<double> data{.inputs = Matrix<double>::Ones(5, 2), .labels = Labels{{0, 1}}};
    CHECK_THROWS_WITH(require_fits(net, data, "training data"),
                      "training data: the network takes 4 features, the data have 5");
    data.inputs = Matrix<double>::Ones(4, 2);
    CHECK_NOTHROW(require_fits(net, data, "training data"));
    data.labels = Labels{{0, 3}};
    CHECK_THROWS_WITH(require_fits(net, data, "training data"),
                      "training data: the network has 3 outputs, the data need 4");
    const Dataset<double> regression{.inputs = Matrix<double>::Ones(4, 2),
                                     .targets = Matrix<double>::Ones(1, 2)};
    CHECK_THROWS_WITH(require_fits(net, regression, "training data"),
                      "training data: the network has 3 outputs, the data need 1");
    CHECK_THROWS_WITH(require_fits(net, Dataset<double>{}, "training data"),
                      Catch::Matchers::StartsWith("training data: must hold at least one sample"));
    data.labels = Labels{{0, 1}};
    CHECK_NOTHROW(require_fits(linear_model<double>(4, 1), data, "two classes, one logistic output"));
}

}  // namespace tests::model_objective
