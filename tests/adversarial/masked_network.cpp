#include <regula/adversarial/masked_network.hpp>

#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/masking_noise.hpp>

#include "support/attacked.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::adversarial_masked_network {

const SoftmaxCrossEntropy loss;
const Batch<double> batch{.inputs = test::drawn(3, 5, 4), .targets = {}, .labels = Labels{{0, 2, 1, 2}}};

Network<double> drawn_net() {
    Network<double> net{5, {Dense{7}, Tanh{}, Dense{4}}, Key{5}};
    net.parameters().vector() = test::drawn(6, net.parameters().size());
    return net;
}

TEST_CASE("the gradient of a masked victim is that of its values, the means over the draws") {
    const auto net = drawn_net();
    const MaskedNetwork masked{net, 3, Key{2}, Dropout{0.3}, on(inputs, GaussianNoise{0.2})};
    auto batch_of = batch;
    prepare_targets<SoftmaxCrossEntropy>(batch_of, 4);
    for (const AttackLoss by : {AttackLoss::training_loss, AttackLoss::margin, AttackLoss::margin_ratio}) {
        const Pgd attack{.threat = L2Ball{1}, .loss = by};
        auto hooks = masked.hooks();
        Workers workers;
        Pass<double> pass;
        pass.begin(net.parameters(), nullptr, hooks, workers);
        Victim victim{pass, masked, loss, batch_of, attack, false, masked.draws()};
        const Matrix<double> g = victim.gradient(batch.inputs);
        const auto value = [&](const Matrix<double>& at) {
            victim.judge(at);
            return victim.values().sum();
        };
        CHECK((g - test::differences(batch.inputs, value)).norm() < 1e-6 * g.norm());
    }
}

TEST_CASE("the value of a masked victim is the mean loss of the networks with the masks of each draw") {
    const auto net = drawn_net();
    double sum = 0;
    const MaskedNetwork masked{net, 5, Key{2}, Dropout{0.3}};
    auto hooks = masked.hooks();
    Workers workers;
    Pass<double> pass;
    for (std::uint64_t k = 0; k < 5; ++k) {
        pass.begin(net.parameters(), nullptr, hooks, workers);
        pass.afresh(k);
        sum += loss.value(pass.value(net(pass, pass.input(batch.inputs))), batch.labels) / 5;
    }
    pass.begin(net.parameters(), nullptr, hooks, workers);
    Victim victim{pass, masked, loss, batch, Fgsm{.threat = L2Ball{1}}, false, 5};
    victim.judge(batch.inputs);
    CHECK(victim.values().mean() == Approx(sum).epsilon(1e-12));
}

TEST_CASE("predictions are means over masks, of a linear model those of the network") {
    const auto net = Network<double>{5, {Dense{3}}, Key{5}};
    const MaskedNetwork masked{net, 4000, Key{2}, on(inputs, Dropout{0.3})};
    const Matrix<double> exact = net.predict(batch.inputs), found = masked.predict(batch.inputs);
    const Matrix<double> w = net.parameters()["0.weight"];
    for (Index j = 0; j < found.cols(); ++j)
        for (Index i = 0; i < 3; ++i) {
            const double variance =
                0.3 / 0.7 * w.col(i).cwiseProduct(batch.inputs.col(j)).squaredNorm() / 4000;
            CHECK(std::abs(found(i, j) - exact(i, j)) < 5 * std::sqrt(variance));
        }
}

TEST_CASE("without noise a masked network is attacked as the network") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net);
    const Pgd attack{.threat = LInfinityBall{0.1}, .steps = 7};
    const auto moved = adversarial_examples(MaskedNetwork{net, 2, Key{1}, Dropout{0}}, loss, data, attack);
    CHECK(moved.isApprox(adversarial_examples(net, loss, data, attack), 1e-12));
}

TEST_CASE("an attack on masks finds no less with more steps, and more than one on the plain network") {
    double on_masks = 0, on_plain = 0;
    Workers workers;
    for (std::uint64_t seed = 1; seed < 5; ++seed) {
        const auto net = test::attacked_network(seed);
        const auto data = test::almost_solved(net, 703);  // more than one part
        const MaskedNetwork masked{net, 2, Key{seed}, Dropout{0.5}};
        const Threat threat = LInfinityBall{0.1};
        const Pgd attack{.threat = threat, .steps = 10};
        const double clean = error_at(masked, loss, data, data.inputs, workers);
        const double fast = robust_error(masked, loss, data, Fgsm{.threat = threat});
        const double strong = robust_error(masked, loss, data, attack);
        CHECK((clean <= fast && fast <= strong));
        CHECK(clean < strong);
        on_masks += strong;
        on_plain += error_at(masked, loss, data, adversarial_examples(net, loss, data, attack), workers);
    }
    CHECK(on_masks > on_plain);
}

TEST_CASE("predictions do not depend on the parts, and have the error of evaluate") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 103);
    const MaskedNetwork masked{net, 3, Key{1}, Dropout{0.5}};
    Workers workers;
    const Matrix<double> y = masked.predict(data.inputs);
    CHECK(masked.predict(data.inputs, workers, 20).isApprox(y, 1e-12));
    const Evaluation found = evaluate(masked, loss, data);
    CHECK(found.error == static_cast<double>(count_errors(y, data.labels)) / 103);
    CHECK(found.loss == loss.value(y, data.labels));
    CHECK(masked.predict(data.inputs.leftCols(1)).isApprox(y.leftCols(1), 1e-12));
    CHECK(y != net.predict(data.inputs));
}

TEST_CASE("attacks on masks have the same bits for any number of threads") {
    const auto net = test::attacked_network();
    const auto data = test::almost_solved(net, 503);
    const MaskedNetwork masked{net, 3, Key{1}, Dropout{0.3}};
    const Pgd attack{.threat = LInfinityBall{0.1}, .steps = 4};
    Workers one, three{3};
    const auto x = adversarial_examples(masked, loss, data, attack, Key{1}, one);
    CHECK(x == adversarial_examples(masked, loss, data, attack, Key{1}, three));
}

using OneLayer = Network<double>;
static_assert(!std::is_constructible_v<MaskedNetwork<double, decltype(pipeline(Dropout{0.5}))>, OneLayer,
                                       Index, Key, Dropout>);  // a temporary would dangle
static_assert(passes_gradients<Dropout>() && passes_gradients<GaussianNoise>());
static_assert(!passes_gradients<MaskingNoise>());
static_assert(!passes_gradients<decltype(on(inputs, MaskingNoise{0.5}))>());

TEST_CASE("a masked network refuses no draws, and places that are not there") {
    const auto net = drawn_net();
    CHECK_THROWS_WITH((MaskedNetwork{net, 0, Key{1}, Dropout{0.5}}),
                      "MaskedNetwork: draws must be >= 1, got 0");
    CHECK_THROWS_AS((MaskedNetwork{net, 2, Key{1}, on(hidden[3], Dropout{0.5})}), std::invalid_argument);
}

}  // namespace tests::adversarial_masked_network
