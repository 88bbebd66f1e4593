#include <regula/ensemble/train_ensemble.hpp>

#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/committee.hpp>
#include <regula/ensemble/restarts.hpp>
#include <regula/ensemble/subspaces.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/gradient_accumulation.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::ensemble_train_ensemble {

/// Takes the tasks from the last to the first, and carries vectors of numbers alone, as a network would.
struct Backwards {
    template <class Task>
    auto map(Index count, const Task& task) const {
        using Result = std::invoke_result_t<const Task&, Index>;
        static_assert(std::same_as<Result, double> || std::same_as<Result, Vector<double>>);
        std::vector<Result> results(static_cast<std::size_t>(count));
        for (Index i = count; i-- > 0;) results[static_cast<std::size_t>(i)] = task(i);
        return results;
    }
};

Network<double> train(const Dataset<double>& data, Key key) {
    auto net = mlp<double>({data.features(), 4, 1}, key);
    fit(net, SquaredError{}, data, Sgd{.epochs = 2, .batch_size = 7, .seed = key.seed()});
    return net;
}

const auto theta_of = [](const auto& member) { return member.model.parameters().vector(); };

TEST_CASE("a bag of samples without weight is drawn again, and the others stay") {
    auto data = test::wavy(23, Key{1});
    const Bagging bagging{.members = 40};
    const auto before = subsamples_of(bagging, data, Key{2});
    data.sample_weights.setZero(23);
    data.sample_weights[7] = 3;
    const auto after = subsamples_of(bagging, data, Key{2});
    int again = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(has_weight(data, after[i]));
        CHECK(after[i].samples.size() == 23);
        CHECK((after[i] == before[i]) == has_weight(data, before[i]));
        again += after[i] != before[i];
    }
    CHECK(again > 5);  // of 40 bags 14 lack a sample on average
    CHECK(train_ensemble(Bagging{.members = 5}, data, train, Key{2}).size() == 5);

    // The only sample with a weight is held out of one member of a committee.
    CHECK_THROWS_WITH(train_ensemble(Committee{23}, data, train, Key{2}),
                      Catch::Matchers::ContainsSubstring(" needs a sample weight > 0, got 22 weights of 0"));
}

TEST_CASE("a member is trained on its share, by its key, wherever it is trained") {
    const auto data = test::wavy(23, Key{1});
    const Bagging bagging{.members = 5, .sample_fraction = 0.8};
    const auto alone = train_ensemble(bagging, data, train, Key{2}),
               together = train_ensemble(bagging, data, train, Key{2}, Threads{3}),
               afar = train_ensemble(bagging, data, train, Key{2}, Backwards{}, train(data, Key{9}));
    REQUIRE(alone.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(theta_of(together.members[i]) == theta_of(alone.members[i]));
        CHECK(theta_of(afar.members[i]) == theta_of(alone.members[i]));
        CHECK(alone.members[i].subsample ==
              bagging.subsample(data, Key{2}.stream("share"), static_cast<Index>(i)));
        CHECK(together.members[i].subsample == alone.members[i].subsample);
        CHECK(afar.members[i].subsample == alone.members[i].subsample);
        const auto by_hand = train(subset(data, alone.members[i].subsample), Key{2}.stream("member")[i]);
        CHECK(by_hand.parameters().vector() == theta_of(alone.members[i]));
    }
    CHECK(theta_of(alone.members[0]) != theta_of(alone.members[1]));
    CHECK(theta_of(train_ensemble(bagging, data, train, Key{3}).members[0]) != theta_of(alone.members[0]));
    CHECK(afar.predict(data.inputs) == alone.predict(data.inputs));
}

TEST_CASE("restarts differ by their keys alone, and more members begin with the same ones") {
    const auto data = test::wavy(23, Key{1});
    const auto two = train_ensemble(Restarts{2}, data, train, Key{1}),
               three = train_ensemble(Restarts{3}, data, train, Key{1});
    CHECK(theta_of(two.members[0]) != theta_of(two.members[1]));
    CHECK(theta_of(two.members[1]) == theta_of(three.members[1]));
    CHECK(two.members[0].subsample == Subsample{});
}

TEST_CASE("in a subspace a network has as many inputs, and any type of model is a member") {
    const auto data = test::wavy(40, Key{1});
    const auto nets = train_ensemble(Subspaces{.members = 4, .features = 1}, data, train, Key{1});
    CHECK(nets.members[0].model.features() == 1);
    CHECK(nets.predict(data.inputs).cols() == 40);

    // the mean, as a linear model of slope 0; leaving out one fold of five they have the mean of all
    const auto mean = [](const Dataset<double>& part, Key) {
        return LinearFit{Matrix<double>::Zero(part.features(), 1), part.targets.rowwise().mean(), {}};
    };
    const auto committee = train_ensemble(Committee{.folds = 5}, data, mean, Key{1});
    CHECK(committee.predict(data.inputs).isConstant(data.targets.mean(), 1e-14));
    const auto near = train_ensemble(Restarts{2}, data, test::nearest_neighbour, Key{1});
    CHECK(near.predict(data.inputs) == data.targets);
}

TEST_CASE("data, schemes and prototypes that make no sense are refused, and what a member throws comes out") {
    const auto data = test::wavy(5, Key{1});
    CHECK_THROWS_WITH(train_ensemble(Bagging{0}, data, train, Key{1}),
                      "Bagging: members must be >= 1, got 0");
    CHECK_THROWS_WITH(train_ensemble(Bagging{2}, Dataset<double>{}, train, Key{1}),
                      "train_ensemble: must hold at least one sample, got 0 x 0");
    CHECK_THROWS_WITH(
        train_ensemble(Restarts{2}, data, train, Key{1}, Threads{1}, mlp<double>({2, 3, 1}, Key{1})),
        "train_ensemble: the prototype has 13 parameters, a member has 17");
    auto net = mlp<double>({2, 4, 1}, Key{1});
    const auto refer = [&](const Dataset<double>&, Key) { return GradientAccumulation{net, 2}; };
    CHECK_THROWS_WITH(
        train_ensemble(Restarts{2}, data, refer, Key{1}, Threads{1}, GradientAccumulation{net, 2}),
        "train_ensemble: members are copies of a model and need parameters of their own, got a model that "
        "refers to those of another");
    const auto fails = [](const Dataset<double>&, Key) -> test::Constant { throw std::runtime_error("no"); };
    CHECK_THROWS_WITH(train_ensemble(Bagging{3}, data, fails, Key{1}, Threads{2}), "no");
}

}  // namespace tests::ensemble_train_ensemble
