#include <regula/ensemble/out_of_bag.hpp>

#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/committee.hpp>
#include <regula/ensemble/diagnose.hpp>
#include <regula/ensemble/stack.hpp>
#include <regula/ensemble/train_ensemble.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/theory/claim.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::ensemble_out_of_bag {

using test::constant;

/// Three constants, trained on some of four samples.
const Ensemble<test::Constant> three{{{constant(1, 7), {.samples = {0, 0, 2}}},
                                      {constant(2, 0), {.samples = {1, 2, 3}}},
                                      {constant(6, 2), {.samples = {2, 3, 3}}}}};
const Dataset<double> data{.inputs = test::drawn(1, 3, 4), .targets = test::drawn(2, 2, 4)};

TEST_CASE("a sample is judged by those that were not trained on it, and counted if there is none") {
    const auto found = out_of_bag(three, data);
    CHECK(found.members == std::vector<int>{2, 2, 0, 1});
    CHECK(found.judged == std::vector<Index>{0, 1, 3});
    CHECK(found.never == 1);
    CHECK(found.outputs.col(0).isApprox(Vector<double>{{4, 1}}, 1e-15));
    CHECK(found.outputs.col(1).isApprox(Vector<double>{{3.5, 4.5}}, 1e-15));
    CHECK(found.outputs.col(2).array().isNaN().all());
    CHECK(found.outputs.col(3).isApprox(Vector<double>{{1, 7}}, 1e-15));
    double error = 0;
    for (const Index j : {0, 1, 3}) error += (found.outputs.col(j) - data.targets.col(j)).squaredNorm() / 6;
    CHECK(std::abs(evaluate(found, SquaredError{}, data).loss - error) < 1e-14);
}

TEST_CASE("the weights are those of the members that were asked") {
    auto weighted = three;
    weighted.weights = Vector<double>{{3, 1, 0}};
    const auto found = out_of_bag(weighted, data);
    CHECK(found.outputs.col(0).isApprox(Vector<double>{{2, 0}}, 1e-15));
    CHECK(found.outputs.col(1).isApprox(Vector<double>{{1, 7}}, 1e-15));
    CHECK(found.members == std::vector<int>{1, 1, 0, 1});
    const auto votes = out_of_bag(three, data, MajorityVote{});
    CHECK(votes.outputs.col(0).isApprox(Vector<double>{{1, 0}}, 1e-15));
    CHECK(votes.outputs.col(1).isApprox(Vector<double>{{0.5, 0.5}}, 1e-15));
}

TEST_CASE("out of bag, sure members have the mean of their probabilities") {
    const Ensemble<test::Constant> sure{{{constant(2000, 0), {.samples = {0, 2}}},
                                         {constant(1000, 0), {.samples = {1, 2}}},
                                         {constant(0, 500), {.samples = {3}}}},
                                        Vector<double>{{1, 2, 1}}};
    const auto found = out_of_bag(sure, data, AverageProbability{});
    CHECK(std::abs(found.outputs(1, 0) - std::log(1.0 / 3)) <= 1e-12);  // by the second and the third
    CHECK(std::abs(found.outputs(0, 1) - std::log(0.5)) <= 1e-12);
    CHECK(std::abs(found.outputs(1, 3) + 1000 - std::log(2.0 / 3)) <= 1e-10);
    CHECK(found.outputs.allFinite());
}

TEST_CASE("where all have seen all, or the data are others, it says so") {
    const Ensemble<test::Constant> restarts{{{constant(1, 7)}, {constant(2, 0)}}};
    CHECK_THROWS_WITH(out_of_bag(restarts, data),
                      "out_of_bag: every member was trained on all samples, so none can test it");
    const Dataset<double> fewer{.inputs = test::drawn(1, 3, 3), .targets = test::drawn(2, 2, 3)};
    CHECK_THROWS_WITH(
        out_of_bag(three, fewer),
        "multiplicities: a member was trained on sample 3, the data have 3 samples: other data");
}

TEST_CASE("out of bag, a committee finds what cross-validation finds") {
    const auto train = test::wavy(29, Key{4});
    const Committee committee{.folds = 7};
    const auto found = out_of_bag(train_ensemble(committee, train, test::nearest_neighbour, Key{1}), train);
    CHECK(found.never == 0);
    CHECK(found.members == std::vector<int>(29, 1));
    for (const auto& fold : k_folds(29, 7, Key{1}.stream("share"))) {
        const auto parts = hold_out(train, fold);
        const auto y = test::nearest_neighbour(parts.train, Key{1}).predict(parts.held_out.inputs);
        for (std::size_t n = 0; n < fold.size(); ++n)
            CHECK(found.outputs.col(fold[n]).isApprox(y.col(static_cast<Index>(n)), 1e-15));
    }
}

TEST_CASE("the error out of bag is the test error, but for the members that a sample has less") {
    const Index members = 40;
    theory::Mean honest, naive;
    for (std::uint64_t run = 0; run < 40; ++run) {
        const Key key = Key{11}[run];
        const auto train = test::wavy(50, key[1]), fresh = test::wavy(200, key[2]);
        const auto bag = train_ensemble(Bagging{members}, train, test::nearest_neighbour, key);
        const auto found = out_of_bag(bag, train);
        const auto test = diagnose(bag, fresh, Average{}, Key{1}, 2);
        double fewer = 0;  // the mean of 1/m over samples, m the members that judge them
        for (const Index j : found.judged) fewer += 1.0 / found.members[static_cast<std::size_t>(j)];
        fewer /= static_cast<double>(found.judged.size());
        const double expected =
            test.error + (test.variance - test.covariance) * (fewer - 1.0 / static_cast<double>(members));
        honest.add(2 * evaluate(found, SquaredError{}, train).loss - expected);
        naive.add(2 * evaluate(bag, SquaredError{}, train).loss - test.error);
    }
    CHECK(honest.z(0, 0.01) < 4);
    CHECK(naive.z(0, 0.01) > 10);  // on its own data it looks better than it is
    CHECK(naive.mean() < 0);
}

TEST_CASE("in single precision all of it is the same, to rounding") {
    Ensemble<Network<float>> single;
    Ensemble<Network<double>> exact;
    const Dataset<double> labelled{
        .inputs = test::drawn(5, 4, 9), .targets = {}, .labels = Labels{{0, 2, 1, 1, 0, 2, 0, 1, 2}}};
    const Dataset<float> rounded{
        .inputs = labelled.inputs.cast<float>(), .targets = {}, .labels = labelled.labels};
    for (std::uint64_t i = 0; i < 3; ++i) {
        const Subsample share = Bagging{3}.subsample(labelled, Key{2}, static_cast<Index>(i));
        single.members.push_back({mlp<float>({4, 3, 3}, Key{i}), share});
        exact.members.push_back({mlp<double>({4, 3, 3}, Key{i}), share});
        exact.members.back().model.parameters().vector() =
            single.members.back().model.parameters().vector().cast<double>();
    }
    single.weights = exact.weights = Vector<double>{{2, 1, 1.5}};
    const AverageProbability mean;
    const auto close = [](const Matrix<float>& a, const Matrix<double>& b) {
        return (a.cast<double>() - b).cwiseAbs().maxCoeff() < 1e-5;
    };
    CHECK(close(single.predict(rounded.inputs, mean), exact.predict(labelled.inputs, mean)));
    const auto found = out_of_bag(single, rounded, mean);
    REQUIRE(found.never < 9);
    const auto expected = out_of_bag(exact, labelled, mean);
    for (const Index j : found.judged) CHECK(close(found.outputs.col(j), expected.outputs.col(j)));
    CHECK(std::abs(evaluate(found, SquaredError{}, rounded).loss -
                   evaluate(expected, SquaredError{}, labelled).loss) < 1e-5);
    CHECK(std::abs(diagnose(single, rounded, mean).covariance - diagnose(exact, labelled, mean).covariance) <
          1e-5);
    CHECK((stack(single, rounded, mean) - stack(exact, labelled, mean)).norm() < 1e-4);
}

}  // namespace tests::ensemble_out_of_bag
