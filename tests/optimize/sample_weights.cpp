#include <regula/optimize/sample_weights.hpp>

#include <regula/augment/mixup.hpp>
#include <regula/auxiliary/entropy_minimization.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/weighted.hpp"

using namespace regula;

namespace tests::optimize_sample_weights {

using Catch::Matchers::ContainsSubstring;

/// The parameters after a fit, and its report.
template <class Scalar>
struct Trained {
    Network<Scalar> net;
    Report report;
};
template <class Scalar>
Trained<Scalar> trained(const Dataset<Scalar>& data, const auto& loss, const auto& optimizer) {
    auto net = mlp<Scalar>({3, 5, data.outputs()}, Key{1});
    const Report report = fit(net, loss, data, data, optimizer, L2{0.01});
    return {net, report};
}

TEMPLATE_TEST_CASE("in whole batches, whole weights are repeated samples, at any scale", "", float, double) {
    const double tolerance = std::is_same_v<TestType, float> ? 1e-4 : 1e-12;
    const auto alike = [&](Dataset<TestType> data, const auto& loss, const auto& optimizer) {
        const auto expected = trained(test::repeated(data), loss, optimizer);
        for (const double scale : {1.0, 0.17}) {
            data.sample_weights *= scale;
            const auto found = trained(data, loss, optimizer);
            CHECK((found.net.parameters().vector() - expected.net.parameters().vector()).norm() < tolerance);
            for (std::size_t e = 0; e < found.report.history.size(); ++e) {
                const Record &one = found.report.history[e], &other = expected.report.history[e];
                CHECK(one.sum_of_terms() == Approx(other.sum_of_terms()).epsilon(10 * tolerance));
                for (std::size_t k = 0; k < one.metrics.size(); ++k)
                    CHECK(one.metrics[k].value == Approx(other.metrics[k].value).epsilon(10 * tolerance));
            }
        }
        data.sample_weights.resize(0);
        CHECK((trained(data, loss, optimizer).net.parameters().vector() - expected.net.parameters().vector())
                  .norm() > 1e-2);
    };
    const Sgd sgd{.learning_rate = 0.3, .momentum = 0.5, .epochs = 6, .batch_size = 100};
    alike(test::weighted_regression<TestType>(), SquaredError{}, sgd);
    alike(test::weighted_regression<TestType>(), Huber{0.7}, sgd);
    alike(test::weighted_classes<TestType>(), SoftmaxCrossEntropy{}, sgd);
    alike(test::weighted_classes<TestType>(), SquaredError{}, sgd);  // labels as targets
    alike(test::weighted_classes<TestType>(), ClassWeights{SoftmaxCrossEntropy{}, {1, 3, 0.5}}, sgd);
}

TEST_CASE("a solver finds the minimum of repeated samples") {
    const auto data = test::weighted_classes();
    const auto solved = [&](const Dataset<double>& some) {
        auto net = linear_model<double>(3, 3);
        CHECK(fit(net, SoftmaxCrossEntropy{}, some, Lbfgs{.tolerance = 1e-12}, L2{0.1}).converged);
        return Vector<double>{net.parameters().vector()};
    };
    CHECK((solved(data) - solved(test::repeated(data))).norm() < 1e-10);
}

TEST_CASE("the minibatches of an epoch have the gradient of the data on average") {
    const auto data = test::weighted_classes();
    const auto net = mlp<double>({3, 5, 3}, Key{1});
    auto objective = objective_of(net, SoftmaxCrossEntropy{});
    Workers alone;
    Hooks<double> none;
    const auto loss_and_gradient = [&](const Batch<double>& batch, Vector<double>& g) {
        Parameters<double> gradient = net.parameters();
        const double loss = objective(net.parameters(), batch, gradient, none, alone);
        g = gradient.vector();
        return loss;
    };
    Vector<double> whole, part, mean = Vector<double>::Zero(net.parameters().size());
    const double loss = loss_and_gradient(whole_batch(data), whole);
    CHECK(loss == Approx(evaluate(net, SoftmaxCrossEntropy{}, test::repeated(data)).loss).epsilon(1e-13));
    Batches batches{data, 4, Key{3}};  // of 4, 4 and 3
    double sum = 0;
    for (Index i = 0; i < batches.count(); ++i) {
        const Batch<double>& batch = batches.load(i);
        const double share = static_cast<double>(batch.size()) / 11;
        sum += share * loss_and_gradient(batch, part);
        mean += share * part;
    }
    CHECK(sum == Approx(loss).epsilon(1e-13));
    CHECK((mean - whole).norm() < 1e-14);
}

TEST_CASE("the report of an epoch is the weighted mean") {
    const auto data = test::weighted_classes();
    auto net = mlp<double>({3, 5, 3}, Key{1});
    const double loss = evaluate(net, SoftmaxCrossEntropy{}, test::repeated(data)).loss;
    const auto report =
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 1e-14, .epochs = 1, .batch_size = 4});
    CHECK(report.history[0].sum_of_terms() == Approx(loss).epsilon(1e-12));
}

TEST_CASE("objectives of a user get the weights, and must use them") {
    const auto data = test::weighted_regression(), all = test::repeated(data);
    const Sgd sgd{.learning_rate = 0.2, .epochs = 5, .batch_size = 100};
    const auto of_batch = [](Network<double>& net) {
        return [&net](auto& pass, const auto& batch) {
            pass.add_loss("error", SquaredError{}, net(pass, pass.input(batch.inputs)), batch);
        };
    };
    const auto after = [&](const auto& some, const auto& method) {
        auto net = mlp<double>({3, 5, 2}, Key{1});
        minimize(net, of_batch(net), some, method, L2{0.1});
        return Vector<double>{net.parameters().vector()};
    };
    CHECK((after(data, sgd) - after(all, sgd)).norm() < 1e-13);
    CHECK((after(data, Lbfgs{.max_iterations = 5}) - after(all, Lbfgs{.max_iterations = 5})).norm() < 1e-10);

    auto net = mlp<double>({3, 5, 2}, Key{1});
    const Vector<double> before = net.parameters().vector();
    const auto forgetful = [&](auto& pass, const auto& batch) {
        pass.add_loss("error", SquaredError{}, net(pass, pass.input(batch.inputs)), batch.targets);
    };
    const auto sentence = ContainsSubstring("the objective ignores batch.sample_weights");
    CHECK_THROWS_WITH(minimize(net, forgetful, data, sgd), sentence);
    CHECK_THROWS_WITH(minimize(net, forgetful, data, Lbfgs{}), sentence);
    CHECK(net.parameters().vector() == before);
    minimize(net, forgetful, all, sgd);  // without weights there is nothing to use

    // A minibatch of zeros tells nothing by itself.
    auto zeros = data;
    zeros.sample_weights.head(10).setZero();
    const auto with_a_term_more = [&](auto& pass, const auto& batch) {
        const Node y = net(pass, pass.input(batch.inputs));
        pass.add_loss("error", SquaredError{}, y, batch);
        pass.add_loss("size", SquaredError{}, y, Matrix<double>::Zero(2, batch.size()).eval(), 0.1);
    };
    minimize(net, with_a_term_more, zeros, Sgd{.learning_rate = 0.01, .epochs = 1, .batch_size = 1});
}

TEST_CASE("both sets of a Together have their weights") {
    const auto data = test::weighted_regression(), all = test::repeated(data);
    Dataset<double> other{.inputs = test::drawn(8, 3, 11), .sample_weights = test::whole_weights().reverse()};
    const Dataset<double> all_other = test::repeated(other);
    const auto after = [&](const auto& one, const auto& two, bool uses_second = true) {
        auto net = mlp<double>({3, 5, 2}, Key{1});
        const auto both = [&](auto& pass, const auto& batch) {
            const auto& [first, second] = batch;
            pass.add_loss("error", SquaredError{}, net(pass, pass.input(first.inputs)), first);
            const Node y = net(pass, pass.input(second.inputs));
            const Matrix<double> zero = Matrix<double>::Zero(2, second.size());
            const SquaredError size;
            if (uses_second)
                pass.add_loss("size", SampleWeights{size, second.sample_weights}, y, zero, 0.3);
            else
                pass.add_loss("size", size, y, zero, 0.3);
        };
        minimize(net, both, Together{one, two, 100},
                 Sgd{.learning_rate = 0.2, .epochs = 4, .batch_size = 100});
        return Vector<double>{net.parameters().vector()};
    };
    CHECK((after(data, other) - after(all, all_other)).norm() < 1e-13);
    CHECK_THROWS_WITH(after(data, other, false), ContainsSubstring("ignores batch.sample_weights"));
}

TEST_CASE("a plain objective over data finds the weights in its batch") {
    const auto data = test::weighted_regression(), all = test::repeated(data);
    const auto least_squares = [](bool weighted) {
        return [weighted](const Parameters<double>& theta, const Batch<double>& batch,
                          Parameters<double>& gradient) {
            const SquaredError loss;
            const Vector<double> none;
            const SampleWeights judge{loss, weighted ? batch.sample_weights : none};
            Matrix<double> g;
            const Matrix<double> y = theta["w"].transpose() * batch.inputs;
            const double value = judge.value_and_gradient(y, batch.targets, g);
            gradient["w"] = batch.inputs * g.transpose();
            return value;
        };
    };
    const auto after = [&](const Dataset<double>& some, const auto& method, bool weighted = true) {
        Parameters<double> theta;
        theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
        minimize(theta, least_squares(weighted), some, method);
        return Vector<double>{theta.vector()};
    };
    const Sgd sgd{.learning_rate = 0.2, .epochs = 5, .batch_size = 100};
    CHECK((after(data, sgd) - after(all, sgd)).norm() < 1e-13);
    CHECK((after(data, Lbfgs{}) - after(all, Lbfgs{})).norm() < 1e-7);
    CHECK_THROWS_WITH(after(data, sgd, false), ContainsSubstring("ignores batch.sample_weights"));
    CHECK_THROWS_WITH(after(data, Lbfgs{}, false), ContainsSubstring("ignores batch.sample_weights"));
}

/// A mean normalised by the weights of the batch, or a mean that ignores them, of linear least squares.
double mean_of_squares(const Parameters<double>& theta, const Batch<double>& batch,
                       Parameters<double>& gradient, bool weighted) {
    const Vector<double> w = weighted && batch.sample_weights.size() > 0 ? batch.sample_weights
                                                                         : Vector<double>::Ones(batch.size());
    const Matrix<double> off = theta["w"].transpose() * batch.inputs - batch.targets;
    gradient["w"] = 2 * batch.inputs * w.asDiagonal() * off.transpose() / w.sum();
    return off.colwise().squaredNorm().dot(w) / w.sum();
}

TEST_CASE("a mean in units of the batch's weights uses them, and a mean that ignores them is seen") {
    auto data = test::weighted_regression();
    const auto after = [](const Dataset<double>& some, const auto& method, bool weighted = true) {
        Parameters<double> theta;
        theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
        const auto objective = [&](const auto& at, const auto& batch, auto& gradient) {
            return mean_of_squares(at, batch, gradient, weighted);
        };
        minimize(theta, objective, some, method);
        return Vector<double>{theta.vector()};
    };
    const auto ignored = ContainsSubstring("the objective ignores batch.sample_weights");
    const auto by_batches_of = [](Index size) {
        return Sgd{.learning_rate = 0.02, .epochs = 3, .batch_size = size};
    };
    CHECK((after(data, Lbfgs{}) - after(test::repeated(data), Lbfgs{})).norm() < 1e-7);
    CHECK_THROWS_WITH(after(data, Lbfgs{}, false), ignored);
    auto plain = data;
    plain.sample_weights.resize(0);
    data.sample_weights.setConstant(0.1);
    for (const Index size : {1, 2, 4, 11}) {
        CHECK((after(data, by_batches_of(size)) - after(plain, by_batches_of(size))).norm() < 1e-13);
        if (size > 1) CHECK_THROWS_WITH(after(data, by_batches_of(size), false), ignored);
    }
    CHECK((after(data, Lbfgs{}) - after(plain, Lbfgs{})).norm() < 1e-10);
    CHECK_THROWS_WITH(after(data, Lbfgs{}, false), ignored);

    // Equal losses at the start: the gradients tell. Equal samples tell nothing; one that differs does.
    data.targets = data.targets.cwiseQuotient(data.targets.cwiseAbs());
    after(data, by_batches_of(4));
    CHECK_THROWS_WITH(after(data, by_batches_of(4), false), ignored);
    data.inputs.colwise() = data.inputs.col(0).eval();
    data.targets.colwise() = data.targets.col(0).eval();
    after(data, by_batches_of(4));
    CHECK((after(data, by_batches_of(4), false) - after(data, by_batches_of(4))).norm() < 1e-13);
    data.inputs(0, 7) += 1;
    after(data, by_batches_of(3));
    CHECK_THROWS_WITH(after(data, by_batches_of(3), false), ignored);
}

TEMPLATE_TEST_CASE("a model's objective may be a mean in units of the batch's weights", "", float, double) {
    auto data = test::weighted_classes<TestType>();
    const auto after = [](const Dataset<TestType>& some, const auto& method, bool weighted = true) {
        auto net = linear_model<TestType>(3, 3);  // begins with equal losses
        const auto objective = [&](auto& pass, const auto& batch) {
            const Vector<double> w = weighted && batch.sample_weights.size() > 0
                                         ? relative_weights(batch.sample_weights)
                                         : Vector<double>::Ones(batch.size());
            const SoftmaxCrossEntropy loss;
            pass.add_loss("error", SampleWeights{loss, w}, net(pass, pass.input(batch.inputs)), batch.labels);
        };
        minimize(net, objective, some, method, L2{0.1});
        return Vector<TestType>{net.parameters().vector()};
    };
    const auto ignored = ContainsSubstring("the objective ignores batch.sample_weights");
    auto plain = data;
    plain.sample_weights.resize(0);
    for (const bool equal : {false, true}) {
        if (equal) data.sample_weights.setConstant(0.1);
        const auto& same = equal ? plain : test::repeated(data);
        const Sgd sgd{.learning_rate = 0.1, .epochs = 3, .batch_size = 100};
        CHECK((after(data, sgd) - after(same, sgd)).norm() < 1e-6);
        CHECK((after(data, Lbfgs{}) - after(same, Lbfgs{})).norm() < 1e-3);
        CHECK_THROWS_WITH(after(data, sgd, false), ignored);
        CHECK_THROWS_WITH(after(data, Lbfgs{}, false), ignored);
    }
    const Sgd one_by_one{.learning_rate = 0.1, .epochs = 3, .batch_size = 1};
    CHECK(after(data, one_by_one) == after(plain, one_by_one));
}

TEST_CASE("a run refuses weights with policies that would ignore them") {
    const auto data = test::weighted_classes();
    auto net = mlp<double>({3, 5, 3}, Key{1});
    const Vector<double> before = net.parameters().vector();
    const auto refused = [&](auto policy) {
        CHECK_THROWS_WITH(
            fit(net, SoftmaxCrossEntropy{}, data, Sgd{}, policy),
            "fit: policies that mix samples and auxiliary losses take no sample weights, got 11 "
            "of them");
        CHECK(net.parameters().vector() == before);
        auto other = net;
        fit(other, SoftmaxCrossEntropy{}, data, Sgd{.epochs = 1}, when(false, policy));
    };
    refused(Mixup{0.4});
    refused(EntropyMinimization{0.1});
    Dataset<double> unlabelled{.inputs = test::drawn(8, 3, 11), .sample_weights = test::whole_weights()},
        plain = data;
    plain.sample_weights.resize(0);
    CHECK_THROWS_WITH(
        fit(net, SoftmaxCrossEntropy{}, Together{plain, unlabelled}, Sgd{}, EntropyMinimization{1}),
        ContainsSubstring("unlabelled data: takes no sample weights, got 11"));
    auto wrong = data;
    wrong.sample_weights[2] = -1;
    CHECK_THROWS_WITH(fit(net, SoftmaxCrossEntropy{}, wrong, Sgd{}),
                      "training data: sample weights must be >= 0 and finite, got -1 of sample 2");
    CHECK_THROWS_WITH(fit(net, SoftmaxCrossEntropy{}, data, wrong, Sgd{}),
                      "validation data: sample weights must be >= 0 and finite, got -1 of sample 2");
}

TEST_CASE("a weighted step allocates nothing after the first epoch") {
    if (!allocations_are_counted()) return;
    const auto data = test::weighted_classes();
    const auto per_epoch = [&](const auto& loss, Index batch_size) {
        auto net = mlp<double>({3, 5, 3}, Key{1});
        std::vector<std::size_t> counts;
        counts.reserve(100);
        const auto count = [&](const Record&) { counts.push_back(allocations()); };
        fit(net, loss, data, Sgd{.epochs = 6, .batch_size = batch_size}, Dropout{0.3}, L2{0.1}, count);
        return counts[5] - counts[4];
    };
    CHECK(per_epoch(SoftmaxCrossEntropy{}, 2) == per_epoch(SoftmaxCrossEntropy{}, 11));
    CHECK(per_epoch(SquaredError{}, 2) == per_epoch(SquaredError{}, 11));
    CHECK(per_epoch(SoftmaxCrossEntropy{}, 11) < 20);
}

}  // namespace tests::optimize_sample_weights
