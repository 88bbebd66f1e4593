#include <regula/adversarial/robust_error.hpp>

#include <regula/adversarial/auto_pgd.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/random_perturbation.hpp>
#include <regula/loss/squared_error.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace regula;

namespace tests::adversarial_robust_error {

const std::vector<Threat> threats{LInfinityBall{0.12}, L2Ball{0.25}, L1Ball{0.4}};
const SoftmaxCrossEntropy loss;

TEST_CASE("stronger attacks find no less: clean, random, Fgsm, Pgd, restarts, in each norm") {
    for (const Box& range : {Box{0, 1}, no_range})
        for (const Threat& threat : threats) {
            double gained = 0;
            for (std::uint64_t seed = 1; seed < 5; ++seed) {
                const auto net = test::attacked_network(seed);
                const auto data = test::almost_solved(net, 203);
                const auto error = [&](const auto& attack) { return robust_error(net, loss, data, attack); };
                const double clean = evaluate(net, loss, data).error;
                const double random = error(RandomPerturbation{.threat = threat, .range = range});
                const double fast = error(Fgsm{.threat = threat, .range = range});
                const double pgd = error(Pgd{.threat = threat, .steps = 10, .range = range});
                const double again = error(Pgd{.threat = threat, .steps = 10, .restarts = 3, .range = range});
                const double self = error(AutoPgd{.threat = threat, .steps = 20, .range = range});
                const double both =
                    error(AutoPgd{.threat = threat, .steps = 20, .restarts = 3, .range = range});
                CAPTURE(seed, threat.radius(), range.lower, clean, random, fast, pgd, again, self, both);
                CHECK((clean <= random && random <= fast && fast <= pgd && pgd <= again));
                CHECK((fast <= self && self <= both));
                CHECK(self >= pgd);  // not by construction
                gained += pgd - clean;
            }
            CHECK(gained > 0.1);
        }
}

TEST_CASE("an attack that contains a weaker one finds no less, sample by sample") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net);
    const auto losses = [&](const Matrix<double>& x) {
        const Matrix<double> logs = log_softmax(net.predict(x));
        Vector<double> of(data.size());
        for (Index j = 0; j < of.size(); ++j) {
            of[j] = -logs(data.labels[j], j);
            if (class_of(logs.col(j)) != data.labels[j]) of[j] += 100;  // a wrong class comes first
        }
        return of;
    };
    for (const Threat& threat : threats) {
        const auto worst = [&](const auto& attack) {
            return losses(adversarial_examples(net, loss, data, attack));
        };
        const Vector<double> clean = losses(data.inputs),
                             random = worst(RandomPerturbation{.threat = threat});
        const Vector<double> fast = worst(Fgsm{.threat = threat}),
                             pgd = worst(Pgd{.threat = threat, .steps = 4});
        const Vector<double> again = worst(Pgd{.threat = threat, .steps = 4, .restarts = 2});
        const Vector<double> self = worst(AutoPgd{.threat = threat, .steps = 9});
        CHECK((random - clean).minCoeff() >= 0);
        CHECK((fast - clean).minCoeff() >= 0);
        CHECK((pgd - fast).minCoeff() >= 0);
        CHECK((again - pgd).minCoeff() >= 0);
        CHECK((again - random).minCoeff() >= 0);
        CHECK((self - fast).minCoeff() >= 0);
        CHECK((worst(Fgsm{.threat = threat, .random_start = true}) - random).minCoeff() >= 0);
        for (const double start : {0.01, 1.0}) {
            const Pgd drawn{.threat = threat, .steps = 1, .step_size = 1e-9, .random_start = start};
            CHECK((worst(drawn) - fast).minCoeff() >= 0);
            auto twice = drawn;
            twice.restarts = 2;
            CHECK((worst(twice) - random).minCoeff() >= 0);
        }
    }
}

TEST_CASE("adversarial examples are in the ball and in the range") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net);
    const auto check = [&](const auto& attack) {
        const Matrix<double> r = adversarial_examples(net, loss, data, attack) - data.inputs;
        Matrix<double> z = data.inputs + r, back = z;
        attack.threat.project(data.inputs, attack.range, back);
        CHECK((back - z).cwiseAbs().maxCoeff() < 1e-12);
        CHECK((z.minCoeff() >= 0 && z.maxCoeff() <= 1));
        CHECK(r.norm() > 0);
    };
    for (const Threat& threat : threats) {
        check(RandomPerturbation{.threat = threat, .range = {0, 1}});
        check(Fgsm{.threat = threat, .range = {0, 1}, .random_start = true});
        check(Pgd{.threat = threat, .steps = 7, .restarts = 2, .momentum = 0.9, .range = {0, 1}});
        check(AutoPgd{.threat = threat, .steps = 20, .restarts = 2, .range = {0, 1}});
    }
}

TEST_CASE("the same bits for any number of threads, and the same points of a sample in any part") {
    const auto net = test::attacked_network<float>();
    const auto data = test::almost_solved(net, 1203);
    const Pgd attack{.threat = LInfinityBall{0.1}, .steps = 3, .restarts = 2, .range = {0, 1}};
    Workers two{2}, three{3};
    const auto one = adversarial_examples(net, loss, data, attack, Key{3});
    CHECK(one == adversarial_examples(net, loss, data, attack, Key{3}, two));
    CHECK(one == adversarial_examples(net, loss, data, attack, Key{3}, three));
    CHECK(one != adversarial_examples(net, loss, data, attack, Key{4}));
    Matrix<float> in_parts = data.inputs;
    attack_in_parts(net, loss, data, attack, Key{3}, three, in_parts, 77);
    CHECK(one.isApprox(in_parts, 1e-5F));
    CHECK(robust_error(net, loss, data, attack, Key{3}) ==
          robust_error(net, loss, data, attack, Key{3}, three));
}

TEST_CASE("errors do not fall with the radius, and the first radius is as of robust_error") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 203);
    const Fgsm attack{.threat = LInfinityBall{1}};
    const std::vector<double> radii{0, 0.02, 0.05, 0.1, 0.3, 1, 3};
    const auto errors = robust_errors(net, loss, data, attack, radii);
    CHECK(errors.front() == evaluate(net, loss, data).error);
    CHECK(std::is_sorted(errors.begin(), errors.end()));
    CHECK(errors[1] < errors.back());
    CHECK(robust_errors(net, loss, data, attack, {0.1})[0] ==
          robust_error(net, loss, data, Fgsm{.threat = LInfinityBall{0.1}}));
    CHECK_THROWS_WITH(robust_errors(net, loss, data, attack, {0.1, 0.05}),
                      "robust_errors: the radii must not fall, got 0.05 after 0.1");
}

TEST_CASE("examples transfer to the same model entirely, to another one in part") {
    const auto net = test::attacked_network(), other = test::attacked_network(7);
    const auto data = test::almost_solved(net, 203);
    const Fgsm attack{.threat = LInfinityBall{0.12}};
    const double own = robust_error(net, loss, data, attack);
    CHECK(transfer_error(net, net, loss, data, attack) == own);
    CHECK(transfer_error(net, other, loss, data, attack) ==
          evaluate(other, loss,
                   Dataset<double>{
                       adversarial_examples(net, loss, data, attack), {}, data.labels, data.class_names})
              .error);
    CHECK_THROWS_AS(
        transfer_error(net, other, loss, data, Fgsm{.threat = LInfinityBall{0.1}, .goal = Goal::reach_label}),
        std::invalid_argument);
}

TEST_CASE("a targeted attack reaches given labels, and the least likely class") {
    const auto net = test::attacked_network();
    auto data = test::almost_solved(net, 101);
    Dataset<double> wanted = data;
    for (Index j = 0; j < data.size(); ++j) wanted.labels[j] = (data.labels[j] + 1) % 3;
    const auto reached = [&](const Matrix<double>& x) {
        return 101 - count_errors(net.predict(x), wanted.labels);
    };
    Pgd attack{.threat = L2Ball{0.9}, .steps = 20, .goal = Goal::reach_label};
    const Index before = reached(data.inputs),
                after = reached(adversarial_examples(net, loss, wanted, attack));
    CHECK(after > before + 30);
    attack.loss = AttackLoss::margin;
    CHECK(reached(adversarial_examples(net, loss, wanted, attack)) > before + 30);
    attack.goal = Goal::reach_least_likely;
    const Matrix<double> y = net.predict(data.inputs),
                         z = net.predict(adversarial_examples(net, loss, data, attack));
    double rise = 0;
    for (Index j = 0; j < 101; ++j) {
        Index least = 0;
        log_softmax(y).col(j).minCoeff(&least);
        rise += (log_softmax(z)(least, j) - log_softmax(y)(least, j)) / 101;
    }
    CHECK(rise > 0.5);
    CHECK_THROWS_WITH(robust_error(net, loss, data, Pgd{.threat = L2Ball{1}, .goal = Goal::reach_label}),
                      "robust_error: needs labels of the samples, and an attack whose goal is not a label");
}

TEST_CASE("a regression has adversarial examples, too: the loss rises") {
    const auto net = test::attacked_network();
    const Dataset<double> data{.inputs = test::drawn(3, 5, 31), .targets = test::drawn(4, 3, 31)};
    const auto moved =
        adversarial_examples(net, SquaredError{}, data, Pgd{.threat = L2Ball{0.3}, .steps = 5});
    const auto cost = [&](const Matrix<double>& x) {
        return SquaredError{}.value(net.predict(x), data.targets);
    };
    CHECK(cost(moved) > 1.2 * cost(data.inputs));
    CHECK_THROWS_WITH(robust_error(net, SquaredError{}, data, Pgd{.threat = L2Ball{0.3}}),
                      "robust_error: needs labels of the samples, and an attack whose goal is not a label");
}

TEST_CASE("inputs outside the range and data of another model are refused") {
    const auto net = test::attacked_network();
    auto data = test::almost_solved(net, 11);
    data.inputs(0, 3) = 1.5;
    CHECK_THROWS_WITH(robust_error(net, loss, data, Fgsm{.threat = L2Ball{1}, .range = {0, 1}}),
                      Catch::Matchers::StartsWith("attack: the inputs must be in the range, 0 ... 1, got"));
    CHECK_THROWS_WITH(robust_error(net, loss, data, Fgsm{.threat = L2Ball{1}, .range = {1, 0}}),
                      "Box: lower must be <= upper, got 1 and 0");
    data.inputs = test::drawn(1, 4, 11);
    CHECK_THROWS_WITH(robust_error(net, loss, data, Fgsm{.threat = L2Ball{1}}),
                      "attack: the network takes 5 features, the data have 4");
}

}  // namespace tests::adversarial_robust_error
