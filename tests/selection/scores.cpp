#include <regula/selection/scores.hpp>

#include <regula/loss/logistic.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/selection/candidates.hpp>
#include <regula/selection/cross_validate.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the fast path and training until there is no gradient give the same errors, standardized or not") {
    Dataset<double> data{.inputs = test::drawn(1, 4, 30), .targets = test::drawn(2, 1, 30)};
    data.targets += data.inputs.row(1);
    data.inputs.row(2) *= 5;
    const std::vector<double> strengths = log_spaced(2, 0.01, 3);
    const auto fast = path_score(SquaredError{}, along(L2{}, strengths));
    const auto slow = training_score([] { return linear_model<double>(4, 1); }, SquaredError{},
                                     Lbfgs{.tolerance = 1e-11}, strengths, [](double a) { return L2{a}; });
    const Folds folds = k_folds(30, 4, Key{1});
    const auto a = cross_validate(data, folds, 3, fast, Threads{2}), b = cross_validate(data, folds, 3, slow);
    CHECK((a.errors - b.errors).cwiseAbs().maxCoeff() < 1e-9);
    CHECK(a.best == b.best);

    const auto c = cross_validate(data, folds, 3, standardized(fast));
    const auto parts = hold_out(data, folds[0]);
    auto train = parts.train, held_out = parts.held_out;
    const auto scale = Standardize<double>::fit(train);
    scale.apply(train);
    scale.apply(held_out);
    CHECK(c.errors(1, 0) == fast(train, held_out)[1]);
    CHECK(std::abs(c.errors(0, 0) - a.errors(0, 0)) > 1e-3);
}

TEST_CASE("leaving one out, samples of no weight are as good as absent") {
    Dataset<double> data{.inputs = test::drawn(1, 4, 23), .targets = test::drawn(2, 1, 23)};
    data.targets += data.inputs.row(1);
    data.sample_weights.setOnes(23);
    std::vector<Index> there;
    for (Index j = 0; j < data.size(); ++j)
        if (j % 5 == 0)
            data.sample_weights[j] = 0;
        else
            there.push_back(j);
    Dataset<double> rest = subset(data, there);
    rest.sample_weights.resize(0);
    const std::vector<double> strengths = log_spaced(2, 0.01, 3);
    const auto alike = [&](const auto& score) {
        const auto found = cross_validate(data, k_folds(23, 23, Key{1}), 3, score);
        const auto expected = cross_validate(rest, k_folds(18, 18, Key{1}), 3, score);
        CHECK((found.mean - expected.mean).cwiseAbs().maxCoeff() < 1e-9);
        CHECK((found.standard_error - expected.standard_error).cwiseAbs().maxCoeff() < 1e-9);
        CHECK(found.best == expected.best);
        CHECK(found.one_standard_error == expected.one_standard_error);
    };
    alike(path_score(SquaredError{}, along(L2{}, strengths)));
    alike(path_score(SquaredError{}, along(L1{}, strengths), CoordinateDescent{.tolerance = 1e-13}));
    alike(training_score([] { return linear_model<double>(4, 1); }, SquaredError{}, Lbfgs{.tolerance = 1e-11},
                         strengths, [](double a) { return L2{a}; }));
    const auto weightless = subset(data, {0, 5});
    CHECK_THROWS_WITH(path_score(SquaredError{}, along(L2{}, strengths))(rest, weightless),
                      "path_score: a sample weight must be > 0, got 2 weights of 0");
}

TEST_CASE("a score of paths honours bounds, also in cross-validation") {
    Dataset<double> data{.inputs = test::drawn(1, 4, 30), .targets = test::drawn(2, 1, 30)};
    data.targets += data.inputs.row(1) - data.inputs.row(3);
    const auto penalties = along(L1{}, log_spaced(0.5, 0.01, 3));
    const CoordinateDescent options{.lower = Vector<double>::Zero(1)};
    const Folds folds = k_folds(30, 3, Key{5});
    const auto found = cross_validate(data, folds, 3, path_score(SquaredError{}, penalties, options));
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t f = 0; f < 3; ++f) {
            const auto parts = hold_out(data, folds[f]);
            const auto fit = coordinate_descent(parts.train, SquaredError{}, penalties[k], options);
            CHECK(fit.weights.minCoeff() == 0);
            const double error =
                SquaredError{}.value(fit.predict(parts.held_out.inputs), parts.held_out.targets);
            CHECK(std::abs(found.errors(static_cast<Index>(k), static_cast<Index>(f)) - error) < 1e-9);
        }
}

TEST_CASE("models are compared over several coefficients as if each fold was trained by hand") {
    Dataset<double> data{.inputs = test::drawn(1, 4, 30), .targets = test::drawn(2, 2, 30)};
    data.targets.row(0) += data.inputs.row(1);
    const auto candidates = grid_candidates({{0.3, 0.01}, {0, 0.5, 2}});
    const auto train = [](const auto& candidate, const auto& samples) {
        const auto& [l1, l2] = candidate;
        auto net = linear_model<double>(4, 2);
        fit(net, SquaredError{}, samples, Sgd{.learning_rate = 0.05, .epochs = 7}, L1{l1}, L2{l2});
        return net;
    };
    const Folds folds = k_folds(30, 4, Key{1});
    const auto found = cross_validate(data, folds, std::ssize(candidates),
                                      model_score(SquaredError{}, candidates, train), Threads{2});
    for (std::size_t k = 0; k < candidates.size(); ++k)
        for (std::size_t f = 0; f < folds.size(); ++f) {
            const auto parts = hold_out(data, folds[f]);
            CHECK(found.errors(static_cast<Index>(k), static_cast<Index>(f)) ==
                  evaluate(train(candidates[k], parts.train), SquaredError{}, parts.held_out).loss);
        }
}

TEST_CASE("a path is judged by a measure as each of its fits by hand, and so is any model") {
    Dataset<double> data{.inputs = test::drawn(1, 4, 60), .labels = Labels(60)};
    const Matrix<double> noise = test::drawn(2, 1, 60);
    for (Index j = 0; j < 60; ++j) data.labels[j] = data.inputs(1, j) + noise(0, j) > 0.4;
    const auto penalties = along(L1{}, log_spaced(0.2, 0.05, 4));
    const Folds folds = stratified_folds(data.labels, 3, Key{1});
    const auto by_hand = [&](const auto& measure, Index k, Index f) {
        const auto parts = hold_out(data, folds[static_cast<std::size_t>(f)]);
        const LinearFit fit = trace(parts.train, Logistic{}, penalties)[static_cast<std::size_t>(k)].fit;
        return measure.error(fit.predict(parts.held_out.inputs), parts.held_out);
    };
    const auto judged_by = [&](const auto& measure) {
        const auto found = cross_validate(data, folds, 4, path_score(Logistic{}, penalties, {}, measure));
        CHECK(found.errors(2, 1) == by_hand(measure, 2, 1));
        CHECK(found.errors(0, 2) == by_hand(measure, 0, 2));
        return found;
    };
    const auto classes = judged_by(ClassError{});
    CHECK(std::abs(20 * classes.errors(2, 1) - std::round(20 * classes.errors(2, 1))) < 1e-12);
    CHECK(judged_by(RankingError{}).errors.maxCoeff() < 0.5);  // better than chance
    const auto by_loss = judged_by(MeanLoss<Logistic>{});
    CHECK(by_loss.errors == cross_validate(data, folds, 4, path_score(Logistic{}, penalties)).errors);

    const std::vector<double> strengths{0.3, 0.01};
    const auto make = [] { return linear_model<double>(4, 1); };
    const auto policy = [](double a) { return L2{a}; };
    const auto trained = cross_validate(
        data, folds, 2, training_score(make, Logistic{}, Lbfgs{}, strengths, policy, RankingError{}));
    auto net = make();
    const auto parts = hold_out(data, folds[1]);
    fit(net, Logistic{}, parts.train, Lbfgs{}, L2{0.01});
    CHECK(trained.errors(1, 1) == RankingError{}.error(net.predict(parts.held_out.inputs), parts.held_out));
}
