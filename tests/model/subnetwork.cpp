#include <regula/model/subnetwork.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_subnetwork {

// The same gains, from a gate that does not say that all samples share them: the whole network is computed.
template <Gate G>
struct Whole {
    G policy;
    void gate(auto& gain, Key key) const { policy.gate(gain, key); }
};

template <class Scalar>
Network<Scalar> network(Key key = Key{1}) {
    auto net = mlp<Scalar>({23, 40, 50, 37, 3}, key, Softplus{});
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(key.stream("bias"), net.parameters()[block], 0.5);
    return net;
}

template <class Scalar>
Batch<Scalar> batch_of(Index samples) {
    Batch<Scalar> batch{
        .inputs = test::drawn<Scalar>(2, 23, samples), .targets = {}, .labels = Labels(samples)};
    for (Index i = 0; i < samples; ++i) batch.labels[i] = static_cast<int>(i % 3);
    return batch;
}

// The loss with its gradient under policies, as in a step.
template <class Scalar>
struct Found {
    double loss = 0;
    Parameters<Scalar> gradient;
    bool part = false;
};
template <class Scalar>
Found<Scalar> pass(const Network<Scalar>& net, Batch<Scalar> batch, Key key, int threads,
                   const auto&... policies) {
    const auto asked = pipeline(policies...);
    const Moment now{key};
    std::array<double, decltype(asked)::size> charged{};
    Matrix<Scalar> gain;
    asked.disturb(Slot<Role::input>{Block{.role = Role::input, .name = "inputs"}}, batch.inputs, gain, now);
    const Hooks hooks{asked, now, charged};
    Found<Scalar> found{.gradient = net.parameters()};
    found.part = Subnetwork<Scalar>{}.draw(net, hooks);
    Workers workers{threads};
    found.loss =
        objective_of(net, SoftmaxCrossEntropy{})(net.parameters(), batch, found.gradient, hooks, workers);
    return found;
}

TEMPLATE_TEST_CASE("a part of the network gives the loss and the gradient of the whole with dropped units",
                   "", float, double) {
    const auto net = network<TestType>();
    const double rounding = std::numeric_limits<TestType>::epsilon();
    for (const std::uint64_t key : {1, 2, 3})
        for (const double p : {0.3, 0.97}) {
            const auto units = per_minibatch(Dropout{p}), features = per_minibatch(Dropout{0.2});
            const auto batch = batch_of<TestType>(13);
            const auto whole =
                pass(net, batch, Key{key}, 1, on(inputs, Whole<PerMinibatch<Dropout>>{features}),
                     Whole<PerMinibatch<Dropout>>{units});
            const auto part = pass(net, batch, Key{key}, 1, on(inputs, features), units);
            CHECK_FALSE(whole.part);
            CHECK(part.part);
            CHECK(part.loss == Approx(whole.loss).epsilon(100 * rounding));
            CHECK((part.gradient.vector() - whole.gradient.vector()).norm() <=
                  100 * rounding * whole.gradient.vector().norm());
            CHECK((whole.gradient.vector().array() == 0).count() <=
                  (part.gradient.vector().array() == 0).count());
            CHECK(pass(net, batch, Key{key}, 3, on(inputs, features), units).gradient.vector() ==
                  part.gradient.vector());
        }
}

TEST_CASE("its gradient is that of its loss, with gates in some places only and gains of any kind") {
    auto net = network<double>();
    const auto batch = batch_of<double>(5);
    const auto differ = [&](const auto&... policies) {
        const Vector<double> at = net.parameters().vector();
        const auto found = pass(net, batch, Key{7}, 1, policies...);
        CHECK(found.part);
        const Matrix<double> expected = test::differences(at, [&](const Vector<double>& z) {
            net.parameters().vector() = z;
            return pass(net, batch, Key{7}, 1, policies...).loss;
        });
        net.parameters().vector() = at;
        CHECK((found.gradient.vector() - expected).norm() < 1e-6 * expected.norm());
    };
    differ(on(hidden[1], per_minibatch(Dropout{0.4})));
    differ(on(inputs, per_minibatch(Dropout{0.4})), on(hidden[2], per_minibatch(GaussianGate{0.5})));
}

TEST_CASE("the whole is computed where a policy looks at each sample, or a layer cannot leave units out") {
    const auto net = network<double>();
    const auto batch = batch_of<double>(7);
    const auto gate = per_minibatch(Dropout{0.3});
    const auto part = [&](const auto&... policies) { return pass(net, batch, Key{1}, 1, policies...).part; };
    CHECK(
        part(gate, L2{0.1}, on(inputs, Dropout{0.2}), on(weights, GaussianNoise{0.1}), on(outputs, L2{0.1})));
    CHECK(part(gate, when(false, on(hidden, L2{0.1}))));
    CHECK_FALSE(part(when(false, gate)));
    CHECK_FALSE(part(gate, on(hidden[1], L2{0.1})));
    CHECK_FALSE(part(gate, on(hidden[0], GaussianNoise{0.1})));
    CHECK_FALSE(part(gate, on(hidden[2], Dropout{0.1})));
    CHECK_FALSE(part(Dropout{0.3}));
    // An activation takes a dropped input for a zero, and makes something of it.
    const Network<double> bent{23, {Sigmoid{}, Dense{4}, Sigmoid{}, Dense{3}}};
    CHECK_FALSE(pass(bent, batch, Key{1}, 1, on(inputs, gate)).part);
}

TEST_CASE("the units of a part are made up to sixteens, so that its buffers come in few sizes") {
    const auto net = mlp<float>({23, 500, 3}, Key{1});
    const auto asked = pipeline(per_minibatch(Dropout{0.3}));
    std::array<double, 1> charged{};
    Workers alone;
    Subnetwork<float> part;
    const auto batch = batch_of<float>(4);
    auto gradient = net.parameters();
    int uneven = 0;
    for (std::uint64_t step = 0; step < 50; ++step) {
        const Moment now{Key{step}};
        REQUIRE(part.draw(net, Hooks{asked, now, charged}));
        part.output_gradient() = part.forward(net.parameters(), batch.inputs, alone);
        part.backward(gradient, alone);
        const auto kept = (gradient["1.weight"].rowwise().norm().array() > 0).count();
        uneven += kept % 16 != 0;
        CHECK(std::abs(static_cast<double>(kept) - 350) <
              5 * std::sqrt(500 * 0.21) + 100);  // ReLUs may be dead
    }
    CHECK(uneven > 0);
}

}  // namespace tests::model_subnetwork
