#include <regula/ensemble/diagnose.hpp>

#include <regula/data/waveform.hpp>
#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/train_ensemble.hpp>
#include <regula/loss/squared_error.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::ensemble_diagnose {

const auto train = test::wavy(40, Key{1}), held_out = test::wavy(31, Key{2});
const auto bag = train_ensemble(Bagging{5}, train, test::nearest_neighbour, Key{3});

double square_error(const Ensemble<test::NearestNeighbour>& some, const Dataset<double>& data) {
    return 2 * evaluate(some, SquaredError{}, data).loss;
}

TEST_CASE("v/k + (k - 1)/k c is the mean error of all subsets of k members, to the last digit") {
    const auto found = diagnose(bag, held_out);
    for (int k = 1; k <= 5; ++k) {
        double sum = 0, count = 0, squares = 0;
        for (unsigned bits = 0; bits < 32; ++bits) {
            Ensemble<test::NearestNeighbour> some;
            for (std::size_t i = 0; i < 5; ++i)
                if (bits >> i & 1) some.members.push_back(bag.members[i]);
            if (some.size() != k) continue;
            const double error = square_error(some, held_out);
            sum += error;
            squares += error * error;
            ++count;
        }
        const double mean = sum / count, spread = std::sqrt(std::max(squares / count - mean * mean, 0.0));
        CHECK(std::abs(found.predicted[k - 1] / mean - 1) < 1e-14);
        CHECK(std::abs(found.error_of(k) / mean - 1) < 1e-14);
        // drawn with replacement from these: within the standard error of 100 draws
        CHECK(std::abs(found.observed[k - 1] - mean) <= 4 * spread / 10 + 1e-14);
        CHECK(std::abs(found.deviation[k - 1] - spread) <= 0.3 * spread + 1e-7);
    }
    CHECK(std::abs(found.gain(3) - (found.error_of(5) - found.error_of(8))) < 1e-15);
    CHECK(found.correlation() == found.covariance / found.variance);
    CHECK(found.members == 5);
    CHECK(std::isnan(found.disagreement));
}

TEST_CASE("the ensemble is better than its members by as much as they disagree, with any weights") {
    auto weighted = bag;
    for (int trial = 0; trial < 2; ++trial) {
        const auto found = diagnose(weighted, held_out);
        CHECK(std::abs(found.error - square_error(weighted, held_out)) < 1e-15);
        CHECK(std::abs(found.error - (found.member_error - found.ambiguity)) < 1e-14 * found.member_error);
        const Vector<double> share = weighted.shares();
        double ambiguity = 0;
        for (Index i = 0; i < 5; ++i)
            ambiguity += share[i] *
                         (bag.members[static_cast<std::size_t>(i)].predict(held_out.inputs) -
                          weighted.predict(held_out.inputs))
                             .squaredNorm() /
                         31;
        CHECK(std::abs(found.ambiguity - ambiguity) < 1e-14);
        weighted.weights = Vector<double>{{3, 0, 1, 2, 0.5}};
    }
}

TEST_CASE("disagreement counts the samples on which two differ, over all pairs") {
    const auto data = waveform<double>(40, Key{1}), fresh = waveform<double>(30, Key{2});
    const auto five = train_ensemble(Bagging{5}, data, test::nearest_neighbour, Key{3});
    double differ = 0;
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < i; ++j)
            differ += (five.members[i].predict(fresh.inputs) - five.members[j].predict(fresh.inputs))
                          .cwiseAbs()
                          .sum() /
                      2;
    CHECK(std::abs(disagreement(five, fresh.inputs) - differ / 10 / 30) < 1e-14);
    CHECK(diagnose(five, fresh, MajorityVote{}).disagreement == disagreement(five, fresh.inputs));
    // of votes, the error of one member counts twice, and the ambiguity is half the disagreement of all pairs
    const auto votes = diagnose(five, fresh, MajorityVote{});
    CHECK(std::abs(votes.ambiguity - votes.disagreement * 4 / 5) < 1e-14);
    const Ensemble<test::Constant> yes_or_no{{{test::constant(1, -1)}, {test::constant(2, 1)}}};
    CHECK(disagreement(yes_or_no, Matrix<double>{{0}}) == 0);
}

TEST_CASE("one member has nothing to gain from others that are like it, and no members are refused") {
    Ensemble<test::NearestNeighbour> one{{bag.members[0]}};
    const auto found = diagnose(one, held_out);
    CHECK(found.covariance == found.variance);
    CHECK(found.gain(7) == 0);
    CHECK(disagreement(one, held_out.inputs) == 0);
    CHECK_THROWS_WITH(diagnose(one, held_out, Average{}, Key{1}, 1), "diagnose: subsets must be >= 2, got 1");
    one.members.clear();
    CHECK_THROWS_WITH(diagnose(one, held_out), "Ensemble: needs at least one member, got none");
}

}  // namespace tests::ensemble_diagnose
