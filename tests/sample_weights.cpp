/// The law of sample weights beyond training: whole weights are repeated samples. Each function that takes a
/// Dataset obeys it, or refuses weights.

#include <regula/adversarial.hpp>
#include <regula/data/whiten.hpp>
#include <regula/ensemble.hpp>
#include <regula/inference.hpp>
#include <regula/linear.hpp>
#include <regula/multitask.hpp>
#include <regula/regula.hpp>
#include <regula/selection.hpp>
#include <regula/tangent.hpp>
#include <regula/theory/dropout_penalty.hpp>
#include <regula/theory/hessian.hpp>
#include <regula/theory/input_noise.hpp>
#include <regula/theory/least_squares.hpp>
#include <regula/theory/pseudoinverse.hpp>

#include "support/catch.hpp"
#include "support/weighted.hpp"

using namespace regula;

namespace tests::sample_weights {

using Catch::Matchers::ContainsSubstring;

/// Labels of two classes, of 24 samples with the weights 0 ... 4.
Dataset<double> two_classes() {
    Dataset<double> data{
        .inputs = test::drawn(5, 4, 24), .labels = Labels(24), .sample_weights = Vector<double>(24)};
    const Matrix<double> noise = test::drawn(6, 1, 24);
    for (Index j = 0; j < 24; ++j) {
        data.labels[j] = data.inputs(0, j) - 0.5 * data.inputs(2, j) + 0.7 * noise(0, j) > 0.2 ? 1 : 0;
        data.sample_weights[j] = static_cast<double>((3 * j + 1) % 5);
    }
    return data;
}

template <class Loss, class P>
void fits_alike(const Dataset<double>& data, const Loss& loss, const P& penalty) {
    const Dataset<double> all = test::repeated(data);
    auto unweighted = data, scaled = data;
    unweighted.sample_weights.resize(0);
    scaled.sample_weights *= 0.37;
    const Matrix<double> t = data.has_labels() ? targets_of_labels<Loss>(data.labels, data.classes())
                                               : Matrix<double>{data.targets};
    const Eigen::SparseMatrix<double> sparse = data.inputs.sparseView();
    for (const bool intercept : {true, false}) {
        const CoordinateDescent options{
            .tolerance = 1e-13, .residual_tolerance = 1e-11, .intercept = intercept};
        CoordinateDescent with_weights = options;
        with_weights.sample_weights = data.sample_weights;
        const LinearFit expected = coordinate_descent(all, loss, penalty, options);
        REQUIRE(expected.certificate.converged);
        CHECK((expected.weights - coordinate_descent(unweighted, loss, penalty, options).weights).norm() >
              1e-3);
        for (const LinearFit& fit : {coordinate_descent(data, loss, penalty, options),
                                     coordinate_descent(scaled, loss, penalty, options),
                                     coordinate_descent(Design{sparse}, t, loss, penalty, with_weights)}) {
            CAPTURE(intercept, fit.certificate.gap, fit.certificate.residual);
            CHECK(fit.certificate.converged);
            CHECK((fit.weights - expected.weights).norm() < 1e-8);
            CHECK((fit.intercept - expected.intercept).norm() < 1e-8);
            CHECK(fit.certificate.objective == Approx(expected.certificate.objective).epsilon(1e-12));
        }
    }
}

TEST_CASE("coordinate descent: whole weights are repeated samples") {
    fits_alike(test::weighted_regression(), SquaredError{}, L1{0.05});
    fits_alike(test::weighted_regression(), SquaredError{}, ElasticNet{0.1, 0.4});
    fits_alike(two_classes(), Logistic{}, L1{0.03});
    fits_alike(two_classes(), SoftmaxCrossEntropy{}, ElasticNet{0.05, 0.6});
}

TEST_CASE("the duality gap of a weighted fit is an upper bound of its error") {
    const auto data = two_classes();
    const CoordinateDescent coarse{.tolerance = 0.05, .residual_tolerance = 1};
    const LinearFit best = coordinate_descent(data, Logistic{}, L1{0.03});
    const double none =
        SampleWeights{Logistic{}, Vector<double>{}}.value(Matrix<double>{{0}}, Matrix<double>{{0}});
    const LinearFit rough = coordinate_descent(data, Logistic{}, L1{0.03}, coarse);
    CHECK(rough.certificate.objective - best.certificate.objective <= rough.certificate.gap * none + 1e-12);
}

TEST_CASE("paths, strengths and degrees of freedom: whole weights are repeated samples") {
    const auto data = test::weighted_regression(), all = test::repeated(data);
    CHECK(strength_max(data, SquaredError{}, L1{}) == Approx(strength_max(all, SquaredError{}, L1{})));
    CHECK(strength_max(two_classes(), Logistic{}, L1{}) ==
          Approx(strength_max(test::repeated(two_classes()), Logistic{}, L1{})));
    const auto alike = [&](const auto& penalties) {
        const auto one = trace(data, SquaredError{}, penalties),
                   other = trace(all, SquaredError{}, penalties);
        for (std::size_t i = 0; i < one.size(); ++i) {
            CHECK((one[i].fit.weights - other[i].fit.weights).norm() < 1e-7);
            CHECK((one[i].fit.intercept - other[i].fit.intercept).norm() < 1e-7);
            CHECK(one[i].degrees_of_freedom == Approx(other[i].degrees_of_freedom).epsilon(1e-7));
        }
    };
    alike(along(L2{}, {1, 0.1, 0.01}));
    alike(along(ElasticNet{0, 0.5}, {0.3, 0.1, 0.01}));
    alike(along(L1{}, {0.3, 0.1, 0.01}));
}

/// Folds of repeated samples that keep copies together.
Folds folds_of_copies(const Folds& folds, const Vector<double>& w) {
    const auto often = test::as_often(w);
    Folds all;
    for (const auto& fold : folds) {
        all.emplace_back();
        for (std::size_t i = 0; i < often.size(); ++i)
            if (std::find(fold.begin(), fold.end(), often[i]) != fold.end())
                all.back().push_back(static_cast<Index>(i));
    }
    return all;
}

TEST_CASE("cross-validation: whole weights are repeated samples in the same folds") {
    const auto data = two_classes(), all = test::repeated(data);
    const Folds folds = k_folds(24, 4, Key{1}), of_copies = folds_of_copies(folds, data.sample_weights);
    const auto alike = [&](Index candidates, const auto& score) {
        const auto one = cross_validate(data, folds, candidates, score),
                   other = cross_validate(all, of_copies, candidates, score);
        CHECK((one.errors - other.errors).norm() < 1e-7);
        CHECK((one.mean - other.mean).norm() < 1e-7);
        CHECK((one.standard_error - other.standard_error).norm() < 1e-7);
        CHECK(one.best == other.best);
    };
    alike(3, path_score(Logistic{}, along(L1{}, {0.1, 0.03, 0.01})));
    alike(3, standardized(path_score(Logistic{}, along(L1{}, {0.1, 0.03, 0.01}))));
    const Sgd sgd{.learning_rate = 0.5, .epochs = 10, .batch_size = 1000};
    alike(2, training_score(
                 [] {
                     return mlp<double>({4, 3, 2}, Key{1});
                 },
                 SoftmaxCrossEntropy{}, sgd, std::vector<double>{0.1, 0.01},
                 [](double strength) { return L2{strength}; }));
}

TEST_CASE("standardization and whitening: whole weights are repeated samples") {
    const auto data = test::weighted_regression(), all = test::repeated(data);
    const auto one = Standardize<double>::fit(data), other = Standardize<double>::fit(all);
    CHECK((one.mean - other.mean).norm() < 1e-14);
    CHECK((one.deviation - other.deviation).norm() < 1e-14);
    auto flat = data;
    flat.inputs.row(1).setConstant(0.1);
    flat.inputs(1, 9) = 7;  // of weight 0
    CHECK(Standardize<double>::fit(flat).mean[1] == 0.1);
    CHECK(Standardize<double>::fit(flat).deviation[1] == 1);
    const auto white = Whiten<double>::fit(data, 0.1), white_all = Whiten<double>::fit(all, 0.1);
    CHECK((white.mean - white_all.mean).norm() < 1e-14);
    CHECK((white.zca().axes - white_all.zca().axes).norm() < 1e-12);
}

TEST_CASE("weights travel with their samples") {
    const auto data = two_classes();
    // The first input tells the samples apart.
    const auto check = [&](const Dataset<double>& part) {
        REQUIRE(part.sample_weights.size() == part.size());
        for (Index j = 0; j < part.size(); ++j)
            for (Index i = 0; i < data.size(); ++i)
                if (part.inputs(0, j) == data.inputs(0, i))
                    CHECK(part.sample_weights[j] == data.sample_weights[i]);
    };
    for (const auto& [train, held_out] :
         {tail(data, 7), random_split(data, 7, Key{1}), stratified(data, 7, Key{1}),
          hold_out(data, k_folds(24, 3, Key{2})[1])}) {
        check(train);
        check(held_out);
        check(concatenate(train, held_out));
    }
    auto plain = data;
    plain.sample_weights.resize(0);
    const auto both = concatenate(data, plain);
    CHECK(both.sample_weights.head(24) == data.sample_weights);
    CHECK(both.sample_weights.tail(24) == Vector<double>::Ones(24));
    CHECK(concatenate(plain, data).sample_weights.tail(24) == data.sample_weights);
    CHECK_FALSE(concatenate(plain, plain).has_weights());

    Index members = 0;
    const auto bag = train_ensemble(
        Bagging{.members = 3, .stratified = true}, data,
        [&](const Dataset<double>& part, Key key) {
            check(part);
            ++members;
            auto net = mlp<double>({4, 3, 2}, key);
            fit(net, SoftmaxCrossEntropy{}, part, Sgd{.learning_rate = 0.1, .epochs = 3});
            return net;
        },
        Key{1});
    CHECK(members == 3);
}

TEST_CASE("evaluations: whole weights are repeated samples") {
    const auto data = two_classes(), all = test::repeated(data);
    auto net = mlp<double>({4, 3, 2}, Key{1});
    Workers alone;
    const auto alike = [](const Evaluation& one, const Evaluation& other) {
        CHECK(one.loss == Approx(other.loss).epsilon(1e-12));
        CHECK(one.error == Approx(other.error).epsilon(1e-12));
        CHECK((one.error > 0.1 && one.error < 0.9));
    };
    const SoftmaxCrossEntropy loss;
    for (const Index part : {1, 5, 24})
        alike(evaluate(net, loss, data, alone, part), evaluate(net, loss, all));
    alike(evaluate(net, SquaredError{}, data), evaluate(net, SquaredError{}, all));
    alike(evaluate_outputs(net.predict(data.inputs), loss, data),
          evaluate_outputs(net.predict(all.inputs), loss, all));
    const Fgsm attack{.threat = LInfinityBall{0.05}};
    CHECK(robust_error(net, loss, data, attack) == Approx(robust_error(net, loss, all, attack)));
    Ensemble<Network<double>> two;
    two.members.push_back({net});
    two.members.push_back({mlp<double>({4, 3, 2}, Key{2})});
    alike(evaluate(two, loss, data, AverageProbability{}), evaluate(two, loss, all, AverageProbability{}));
    const auto weights_of = balanced_weights(data), of_all = balanced_weights(all);
    CHECK(weights_of[1] == Approx(of_all[1]).epsilon(1e-13));
    const Vector<double> v = test::drawn(4, net.parameters().size());
    CHECK((hessian_vector_product(net, loss, data, v) - hessian_vector_product(net, loss, all, v)).norm() <
          1e-12);
    CHECK((theory::Hessian{net, loss, data}.times(v) - hessian_vector_product(net, loss, all, v)).norm() <
          1e-12);
    const Distillation teacher{.temperature = 2};
    CHECK(teacher.soft_targets(data, net.predict(data.inputs)).sample_weights == data.sample_weights);
}

TEST_CASE("other functions refuse weights") {
    const auto data = two_classes();
    const auto regression_data = [] {
        auto some = test::weighted_regression();
        some.targets.conservativeResize(1, Eigen::NoChange);
        return some;
    }();
    auto net = mlp<double>({4, 3, 2}, Key{1});
    const SoftmaxCrossEntropy loss;
    Ensemble<Network<double>> ensemble;
    ensemble.members.push_back({net});
    const IntervalBounds bounds{.threat = LInfinityBall{0.1}};
    const auto refused = [](const auto& call) {
        CHECK_THROWS_WITH(call(), ContainsSubstring("takes no sample weights, got"));
    };
    refused([&] { input_gradient(net, loss, data); });
    refused([&] { member_errors(ensemble, data, Average{}); });
    refused([&] { diagnose(ensemble, data); });
    refused([&] { stack(ensemble, data); });
    refused([&] { stack_out_of_bag(ensemble, data); });
    refused([&] { certified_error(net, data, bounds); });
    refused([&] { certified_loss(net, loss, data, bounds); });
    refused([&] { inference_gap(net, loss, data, 2, Key{1}, Dropout{0.5}); });
    refused([&] { NearestNeighbours<double>{data}; });
    refused([&] { theory::least_squares(regression_data); });
    refused([&] { theory::ridge(regression_data, 1); });
    refused([&] { theory::minimum_norm_least_squares(regression_data); });
    refused([&] { theory::dropout_penalty(SquaredError{}, regression_data, Vector<double>::Ones(3), 0.5); });
    refused([&] { theory::with_symmetric_noise(regression_data, 0.1); });
    FastDropout fast{net, Dropout{0.5}};
    refused([&] { fit(fast, loss, data, Sgd{.epochs = 1}); });

    NetworkDict<double> heads{{{"trunk", 3, {Dense{4}}}, {"price", 4, {Dense{1}}}}, Key{1}};
    const MultiTask tasks{heads, "trunk", Task{"price", "price", SquaredError{}}};
    refused([&] { evaluate(tasks, regression_data); });
    refused([&] { minimize(heads, tasks, regression_data, Sgd{.epochs = 1}); });
}

}  // namespace tests::sample_weights
