#include <regula/adversarial/random_perturbation.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::adversarial_random_perturbation {

TEST_CASE("a random perturbation is a draw from the ball, in the range, by the key") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 31);
    const Batch<double> batch{.inputs = data.inputs, .targets = {}, .labels = data.labels};
    Pass<double> pass;
    const auto moved = [&](Key key, const Box& range) {
        const RandomPerturbation attack{.threat = L2Ball{0.3}, .range = range};
        pass.begin(net.parameters());
        Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, attack};
        Matrix<double> z;
        attack.perturb(victim, key, z);
        return z;
    };
    Matrix<double> r(5, 31);
    Threat{L2Ball{0.3}}.draw(Key{4}[1], r);
    CHECK((moved(Key{4}, no_range) - data.inputs - r).norm() < 1e-15);
    CHECK(moved(Key{5}, no_range) != moved(Key{4}, no_range));
    const Matrix<double> inside = moved(Key{4}, {0, 1});
    CHECK((inside.minCoeff() >= 0 && inside.maxCoeff() <= 1));
    CHECK_THROWS_WITH((RandomPerturbation{.threat = L2Ball{-1}}.check()),
                      "L2Ball: radius must be >= 0, got -1");
}

}  // namespace tests::adversarial_random_perturbation
