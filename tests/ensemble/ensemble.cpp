#include <regula/ensemble/ensemble.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::ensemble_ensemble {

using test::constant;

TEST_CASE("an ensemble says the mean of its members, equal or weighted") {
    const Matrix<double> x = Matrix<double>::Zero(3, 2);
    Ensemble<test::Constant> three{{{constant(1, 7)}, {constant(2, 0)}, {constant(6, 2)}}};
    CHECK(three.size() == 3);
    CHECK(three.predict(x).isApprox(Matrix<double>{{3, 3}, {3, 3}}, 1e-15));
    three.weights = Vector<double>{{2, 1, 1}};
    CHECK(three.shares() == Vector<double>{{0.5, 0.25, 0.25}});
    CHECK(three.predict(x) == Matrix<double>{{2.5, 2.5}, {4, 4}});
    CHECK(three.predict(x, MajorityVote{}) == Matrix<double>{{0.5, 0.5}, {0.5, 0.5}});
    CHECK(three.predict(x, AverageProbability{})
              .array()
              .exp()
              .colwise()
              .sum()
              .isApprox(Matrix<double>{{1, 1}}.array(), 1e-14));
}

TEST_CASE("a member sees its own features, and an ensemble is a model too") {
    const auto data = test::wavy(5, Key{1});
    const Dataset<double> second{.inputs = data.inputs.row(1), .targets = data.targets};
    Ensemble<test::NearestNeighbour> pair;
    pair.members.push_back({{data}});
    pair.members.push_back({{second}, {.features = {1}}});
    CHECK(pair.members[1].predict(data.inputs) == data.targets);
    CHECK(pair.predict(data.inputs) == data.targets);
    Ensemble<Ensemble<test::NearestNeighbour>> of_ensembles{{{pair}, {pair}}};
    CHECK(of_ensembles.predict(data.inputs) == data.targets);
}

TEST_CASE("no members, weights that make no sense, and outputs that differ are refused") {
    const Matrix<double> x = Matrix<double>::Zero(3, 2);
    Ensemble<test::Constant> none, two{{{constant(1, 7)}, {constant(2, 0)}}};
    CHECK_THROWS_WITH(none.predict(x), "Ensemble: needs at least one member, got none");
    two.weights = Vector<double>{{1, 2, 3}};
    CHECK_THROWS_WITH(two.predict(x), "Ensemble: needs one weight a member, got 3 weights for 2 members");
    const std::string positive = "Ensemble: weights must be >= 0, and one of them > 0";
    two.weights = Vector<double>{{1, -1}};
    CHECK_THROWS_WITH(two.predict(x), positive);
    two.weights = Vector<double>{{0, 0}};
    CHECK_THROWS_WITH(two.predict(x), positive);
    two.weights = {};
    two.members[1].model.theta = Parameters<double>{{Block{.name = "c", .rows = 3, .cols = 1}}};
    CHECK_THROWS_WITH(two.predict(x), "Ensemble: members must have the same outputs, got 2 x 2 and 3 x 2");
}

}  // namespace tests::ensemble_ensemble
