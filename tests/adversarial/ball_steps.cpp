#include <regula/adversarial/ball_steps.hpp>

#include <regula/adversarial/pgd.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::adversarial_ball_steps {

TEST_CASE("steps of an attack start in its ball and end in ball and range") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 31);
    const Batch<double> batch{.inputs = data.inputs, .targets = {}, .labels = data.labels};
    const Pgd attack{.threat = L2Ball{0.3}, .range = {0, 1}};
    Pass<double> pass;
    pass.begin(net.parameters());
    Victim victim{pass, net, SoftmaxCrossEntropy{}, batch, attack};
    Matrix<double> z, back;
    start_in_ball(attack, victim, Key{1}, 0, z);
    CHECK(z == data.inputs);
    for (const double share : {0.1, 1.0}) {
        start_in_ball(attack, victim, Key{1}, share, z);
        CHECK(z != data.inputs);
        back = z;
        attack.threat.with_radius(share * 0.3).project(data.inputs, attack.range, back);
        CHECK((back - z).norm() < 1e-14);
    }
    step_in_ball(attack, victim, test::drawn(1, 5, 31), 2, 1, z);
    back = z;
    attack.threat.project(data.inputs, attack.range, back);
    CHECK((back - z).norm() < 1e-14);
}

TEST_CASE("a step in an L1 ball moves 1 % of the features, at least one") {
    CHECK(spread_of(Matrix<double>(5, 2)) == 1);
    CHECK(spread_of(Matrix<double>(784, 2)) == 7);
}

}  // namespace tests::adversarial_ball_steps
