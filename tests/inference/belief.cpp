#include <regula/inference/belief.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_belief {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::drawn;

/// Members whose probabilities are given: with one sample, and scores that are their logarithms.
Belief of_members(const std::vector<Vector<double>>& members) {
    Opinions opinions;
    for (const Vector<double>& p : members)
        opinions.add(opinion(SoftmaxCrossEntropy{}, Matrix<double>{p.array().log()}));
    return belief_of(opinions, true);
}

TEST_CASE("the belief of three members is what their definitions say") {
    const Vector<double> p{{0.7, 0.2, 0.1}}, q{{0.1, 0.3, 0.6}}, r{{0.5, 0.25, 0.25}};
    const Belief b = of_members({p, q, r});
    const Vector<double> mean = (p + q + r) / 3,
                         product = (p.array() * q.array() * r.array()).pow(1.0 / 3).matrix();
    const auto entropy = [](const Vector<double>& of) { return -of.dot(of.array().log().matrix()); };
    const auto divergence = [&](const Vector<double>& of) {
        return of.dot((of.array() / mean.array()).log().matrix());
    };
    CHECK((b.mean - mean).norm() < 1e-14);
    CHECK((b.geometric - product / product.sum()).norm() < 1e-14);
    CHECK_THAT(b.log_normalizer[0], WithinRel(std::log(product.sum()), 1e-12));
    CHECK_THAT(b.entropy[0], WithinRel(entropy(mean), 1e-13));
    CHECK_THAT(b.expected_entropy[0], WithinRel((entropy(p) + entropy(q) + entropy(r)) / 3, 1e-13));
    CHECK_THAT(b.mutual_information[0],
               WithinRel((divergence(p) + divergence(q) + divergence(r)) / 3, 1e-12));
    CHECK_THAT(b.variation_ratio[0], WithinRel(1.0 / 3, 1e-12));
    CHECK_THAT(b.standard_error(1, 0), WithinRel(std::sqrt((0.05 * 0.05 + 0.05 * 0.05) / 2 / 3), 1e-12));
    CHECK(b.members == 3);
}

TEST_CASE("members who agree have nothing to tell each other, even if they are sure beyond all bounds") {
    Opinions opinions;
    for (int i = 0; i < 3; ++i) opinions.add(opinion(SoftmaxCrossEntropy{}, Matrix<double>{{1000}, {-1000}}));
    const Belief b = belief_of(opinions, true);
    const double nothing = 1e-300;  // a vectorised exp(-2000) is the smallest number, not 0
    for (const auto& p : {b.mean, b.geometric}) CHECK((p(0, 0) == 1 && p(1, 0) < nothing));
    CHECK((b.entropy[0] < nothing && b.mutual_information[0] < nothing && b.variation_ratio[0] == 0));
    CHECK(std::abs(b.log_normalizer[0]) < nothing);
}

TEST_CASE("a class of no weight in one member has none in the geometric mean") {
    const Matrix<double> a{{0}, {0}, {-5000}}, b{{-5000}, {0}, {0}};
    Opinions opinions;
    for (const auto& scores : {a, b}) opinions.add(opinion(SoftmaxCrossEntropy{}, scores));
    const Belief found = belief_of(opinions, true);
    CHECK((found.geometric - Matrix<double>{{0}, {1}, {0}}).norm() < 1e-14);
    CHECK_THAT(found.log_normalizer[0], WithinRel(std::log(0.5), 1e-12));
}

TEST_CASE("beliefs that are less than any number have logarithms, and a class that is ruled out has none") {
    const Matrix<double> a{{0}, {-2000}, {-HUGE_VAL}, {0}}, b{{0}, {-3000}, {-HUGE_VAL}, {-HUGE_VAL}};
    Opinions opinions, other;
    opinions.add(opinion(SoftmaxCrossEntropy{}, a));
    other.add(opinion(SoftmaxCrossEntropy{}, b));
    opinions.add(Opinions::of_flat(other.flat()));
    const Belief found = belief_of(opinions, true);
    CHECK_THAT(found.log_mean(1, 0), WithinRel(-2000 - 2 * std::log(2.0), 1e-14));
    CHECK_THAT(found.log_geometric(1, 0), WithinRel(-2500, 1e-14));
    CHECK((found.log_mean(2, 0) == -HUGE_VAL && found.geometric(2, 0) < 1e-300 &&
           found.geometric(3, 0) < 1e-300));
    CHECK_THAT(found.mean(0, 0), WithinRel(0.75, 1e-14));
    CHECK_THAT(found.expected_entropy[0], WithinRel(std::log(2.0) / 2, 1e-12));
    CHECK_THAT(found.geometric(0, 0), WithinRel(1, 1e-14));
}

TEMPLATE_TEST_CASE("random passes of a classifier make its belief, with any number of threads", "", float,
                   double) {
    const auto net = mlp<TestType>({4, 9, 3}, Key{1});
    const auto x = drawn<TestType>(2, 4, 5);
    const SoftmaxCrossEntropy loss;
    const Belief b = monte_carlo(net, loss, x, 33, Key{3}, Dropout{0.3});
    Matrix<double> mean = Matrix<double>::Zero(3, 5), logs;
    for (std::uint64_t i = 0; i < 33; ++i) {
        loss.log_probabilities(net.predict(x, Key{3}[i], Dropout{0.3}).template cast<double>(), logs);
        mean += logs.array().exp().matrix() / 33;
    }
    CHECK((b.mean - mean).norm() < 1e-13);
    CHECK((b.mean.colwise().sum().array() - 1).abs().maxCoeff() < 1e-13);
    CHECK((b.geometric.colwise().sum().array() - 1).abs().maxCoeff() < 1e-13);
    CHECK((b.log_normalizer.maxCoeff() < 0 && b.mutual_information.minCoeff() > 0));
    const Belief more = monte_carlo(Threads{3}, net, loss, x, 33, Key{3}, Dropout{0.3});
    CHECK((more.mean == b.mean && more.geometric == b.geometric && more.entropy == b.entropy));
}

TEST_CASE("one output with the logistic loss is two classes") {
    const auto net = mlp<double>({4, 9, 1}, Key{1});
    const auto x = drawn(2, 4, 5);
    const Belief b = monte_carlo(net, Logistic{}, x, 20, Key{3}, Dropout{0.3});
    double yes = 0, votes = 0;
    for (std::uint64_t i = 0; i < 20; ++i) {
        const double y = net.predict(x, Key{3}[i], Dropout{0.3})(0, 2);
        yes += 1 / (1 + std::exp(-y)) / 20;
        votes += (y > 0) / 20.0;
    }
    CHECK_THAT(b.mean(1, 2), WithinRel(yes, 1e-13));
    CHECK_THAT(b.mean(0, 2), WithinRel(1 - yes, 1e-13));
    CHECK_THAT(b.variation_ratio[2], WithinAbs(std::min(votes, 1 - votes), 1e-13));
    CHECK_THROWS_WITH(monte_carlo(mlp<double>({4, 2}, Key{1}), Logistic{}, x, 2, Key{3}),
                      "Logistic: classes 0 and 1 need one output, got 2");
}

TEST_CASE("of one pass the belief is that of the pass, and its error is not known") {
    const Belief b = monte_carlo(mlp<double>({4, 9, 3}, Key{1}), SoftmaxCrossEntropy{}, drawn(2, 4, 5), 1,
                                 Key{3}, Dropout{0.3});
    CHECK((b.mean - b.geometric).norm() < 1e-14);
    CHECK(b.mutual_information.maxCoeff() < 1e-14);
    CHECK(b.standard_error.array().isNaN().all());
}

TEST_CASE("NaN of one member is no opinion: the belief of its sample is NaN, that of others is not") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Opinions opinions;
    const Matrix<double> logs = drawn(4, 3, 2).array().abs().log();
    Matrix<double> broken = logs;
    broken(1, 0) = nan;
    opinions.add(logs), opinions.add(broken);
    const Belief b = belief_of(opinions, true);
    for (const Vector<double>& v :
         {b.entropy, b.expected_entropy, b.mutual_information, b.variation_ratio, b.log_normalizer}) {
        CHECK(std::isnan(v[0]));
        CHECK(std::isfinite(v[1]));
    }
    for (const Matrix<double>& m : {b.mean, b.geometric, b.log_geometric, b.standard_error}) {
        CHECK(m.col(0).array().isNaN().all());
        CHECK(m.col(1).allFinite());
    }
    CHECK(std::isnan(b.log_mean(1, 0)));
}

TEST_CASE("the mutual information of k passes is too small by about the variance over 2 k p") {
    const auto net = mlp<double>({3, 10, 3}, Key{1});
    const auto x = drawn(2, 3, 1).replicate(1, 2000).eval();  // 2000 runs at once
    const Index k = 10;
    const Belief few = monte_carlo(net, SoftmaxCrossEntropy{}, x, k, Key{3}, Dropout{0.3}),
                 many = monte_carlo(net, SoftmaxCrossEntropy{}, x.leftCols(50).eval(), 40 * k, Key{4},
                                    Dropout{0.3});
    const Matrix<double> variance = few.standard_error.cwiseAbs2() * static_cast<double>(k);
    const Vector<double> p = few.mean.rowwise().mean();
    const double bias = (variance.rowwise().mean().array() / p.array()).sum() / (2 * static_cast<double>(k));
    CHECK_THAT(few.mutual_information.mean() + bias,
               WithinAbs(many.mutual_information.mean() + bias / 40, 0.1 * bias));
}

}  // namespace tests::inference_belief
