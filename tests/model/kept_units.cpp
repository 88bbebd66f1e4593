#include <regula/model/kept_units.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/model/objective.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

#include <algorithm>
#include <utility>

using namespace regula;

namespace tests::model_kept_units {

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
};
template <class Scalar>
Found<Scalar> pass(const Network<Scalar>& net, const Batch<Scalar>& batch, Key key, int threads,
                   const auto&... policies) {
    const auto attached = pipeline(policies...);
    auto hooks = hooks_of<Scalar>(attached, StepTime{key});
    Found<Scalar> found{.gradient = net.parameters()};
    Workers workers{threads};
    found.loss =
        objective_of(net, SoftmaxCrossEntropy{})(net.parameters(), batch, found.gradient, hooks, workers);
    return found;
}

/// How many rows the matrices have that a pass comes to, those of inputs first.
template <class Scalar>
std::vector<Index> rows(const Network<Scalar>& net, const Batch<Scalar>& batch, Key key,
                        const auto&... policies) {
    const auto attached = pipeline(policies...);
    auto hooks = hooks_of<Scalar>(attached, StepTime{key});
    Workers workers;
    Pass<Scalar> pass;
    pass.begin(net.parameters(), nullptr, hooks, workers);
    const Node y = net(pass, pass.input(batch.inputs));
    std::vector<Index> found;
    for (std::size_t n = 0; n <= y.number; ++n) found.push_back(pass.value({n}).rows());
    return found;
}

/// Whether a place of `size` units appears in a pass with all of them.
bool whole_at(Index size, const std::vector<Index>& rows) {
    return std::find(rows.begin(), rows.end(), size) != rows.end();
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
            const auto of_whole = rows(net, batch, Key{key}, Whole<PerMinibatch<Dropout>>{units});
            const auto of_part = rows(net, batch, Key{key}, units);
            for (const Index size : {40, 50, 37}) {
                CHECK(whole_at(size, of_whole));
                CHECK_FALSE(whole_at(size, of_part));
            }
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

TEST_CASE("places where units are left out go with others that look at each sample") {
    const auto net = network<double>();
    const auto batch = batch_of<double>(5);
    const auto gate = per_minibatch(Dropout{0.4});
    const auto compare = [&](const auto&... others) {
        const auto total = [&](const auto& gated) {
            const auto attached = pipeline(gated, others...);
            auto hooks = hooks_of<double>(attached, StepTime{Key{7}});
            Found<double> found{.gradient = net.parameters()};
            Workers workers;
            found.loss = objective_of(net, SoftmaxCrossEntropy{})(net.parameters(), batch, found.gradient,
                                                                  hooks, workers);
            for (const double charge : hooks.terms()) found.loss += charge;
            return found;
        };
        const auto part = total(gate), whole = total(Whole<PerMinibatch<Dropout>>{gate});
        CHECK(part.loss == Approx(whole.loss).epsilon(1e-14));
        CHECK((part.gradient.vector() - whole.gradient.vector()).norm() <=
              100 * std::numeric_limits<double>::epsilon() * whole.gradient.vector().norm());
    };
    compare(on(hidden[0], L2{0.1}));
    compare(on(hidden[1], Dropout{0.3}), on(hidden[1], L2{0.2}));
    compare(on(hidden[2], GaussianNoise{0.2}), on(inputs, Dropout{0.2}), on(outputs, L2{0.3}));
    compare(on(inputs, per_minibatch(Dropout{0.4})), on(inputs, GaussianNoise{0.1}), on(hidden[1], L2{0.2}));
}

TEST_CASE("all units of a place are computed where a policy looks at each sample, or a layer needs them") {
    const auto net = network<double>();
    const auto batch = batch_of<double>(7);
    const auto gate = per_minibatch(Dropout{0.3});
    const auto part_at = [&](Index size, const auto&... policies) {
        return !whole_at(size, rows(net, batch, Key{1}, policies...));
    };
    const auto part = [&](const auto&... policies) {
        return part_at(40, policies...) && part_at(50, policies...) && part_at(37, policies...);
    };
    CHECK(
        part(gate, L2{0.1}, on(inputs, Dropout{0.2}), on(weights, GaussianNoise{0.1}), on(outputs, L2{0.1})));
    CHECK(part(gate, when(false, on(hidden, L2{0.1}))));
    for (const Index size : {40, 50, 37}) {
        CHECK_FALSE(part_at(size, when(false, gate)));
        CHECK_FALSE(part_at(size, Dropout{0.3}));
    }
    // Where one looks at each sample: there, and nowhere else.
    const auto whole_only_at = [&](Index looked_at, const auto&... policies) {
        for (const Index size : {40, 50, 37}) CHECK(part_at(size, policies...) == (size != looked_at));
    };
    whole_only_at(50, gate, on(hidden[1], L2{0.1}));
    whole_only_at(40, gate, on(hidden[0], GaussianNoise{0.1}));
    whole_only_at(37, gate, on(hidden[2], Dropout{0.1}));
    // An activation takes a dropped input for a zero, and makes something of it.
    const Network<double> bent{23, {Sigmoid{}, Dense{4}, Sigmoid{}, Dense{3}}};
    const auto of_inputs = per_minibatch(Dropout{0.3});
    CHECK(
        pass(bent, batch, Key{1}, 1, on(inputs, of_inputs)).gradient.vector() ==
        pass(bent, batch, Key{1}, 1, on(inputs, Whole<PerMinibatch<Dropout>>{of_inputs})).gradient.vector());
}

TEMPLATE_TEST_CASE("in a network with residual blocks units are dropped where nothing else takes them", "",
                   float, double) {
    auto net = test::with_biases(
        Network<TestType>{23,
                          {Dense{40}, Tanh{}, Residual{Dense{50}, Tanh{}, Dense{37}, Softplus{}, Dense{40}},
                           Dense{33}, Tanh{}, Dense{3}}});
    const double rounding = std::numeric_limits<TestType>::epsilon();
    const auto batch = batch_of<TestType>(13);
    const auto units = per_minibatch(Dropout{0.3}), features = per_minibatch(Dropout{0.2});
    for (const std::uint64_t key : {1, 2, 3}) {
        const auto whole = pass(net, batch, Key{key}, 1, on(inputs, Whole<PerMinibatch<Dropout>>{features}),
                                Whole<PerMinibatch<Dropout>>{units});
        const auto part = pass(net, batch, Key{key}, 1, on(inputs, features), units);
        CHECK(part.loss == Approx(whole.loss).epsilon(100 * rounding));
        CHECK((part.gradient.vector() - whole.gradient.vector()).norm() <=
              100 * rounding * whole.gradient.vector().norm());
        CHECK(part.gradient.vector() != whole.gradient.vector());  // it was computed in part
        CHECK(pass(net, batch, Key{key}, 3, on(inputs, features), units).gradient.vector() ==
              part.gradient.vector());
    }
}

// What an objective finds with masks a minibatch, against the whole network with the same masks.
void compare_with_whole(auto model, const auto& objective) {
    model.parameters().vector() +=
        0.3 * test::drawn(77, model.parameters().size(), 1);  // biases that are not zero
    const Batch<double> batch{.inputs = test::drawn(1, 6, 9), .targets = test::drawn(2, 3, 9), .labels = {}};
    const auto find = [&](const auto& gate) {
        const auto attached = pipeline(gate);
        auto hooks = hooks_of<double>(attached, StepTime{Key{4}});
        Found<double> found{.gradient = model.parameters()};
        Workers workers;
        const auto f = [&](auto& pass, const auto& b) { objective(model, pass, b); };
        found.loss = objective_from(model, f)(model.parameters(), batch, found.gradient, hooks, workers);
        return found;
    };
    const auto gate = per_minibatch(Dropout{0.4});
    const auto part = find(gate), whole = find(Whole<PerMinibatch<Dropout>>{gate});
    CHECK(part.loss == Approx(whole.loss).epsilon(1e-13));
    CHECK((part.gradient.vector() - whole.gradient.vector()).norm() <=
          100 * std::numeric_limits<double>::epsilon() * whole.gradient.vector().norm());
}

TEST_CASE("of several heads on one trunk each takes the kept units or all, whichever comes first") {
    // A Dense can do with the kept ones; an activation and a residual block need all.
    const NetworkDict<double> model{{{"trunk", 6, {Dense{40}, Tanh{}}},
                                     {"dense", 40, {Dense{3}}},
                                     {"bent", 40, {Sigmoid{}, Dense{3}}},
                                     {"residual", 40, {Residual{Dense{40}, Tanh{}}, Dense{3}}}},
                                    Key{1}};
    for (const auto& pair : {std::pair{"dense", "bent"},
                             {"bent", "dense"},
                             {"dense", "residual"},
                             {"residual", "dense"},
                             {"dense", "dense"}}) {
        const auto *const first = pair.first, *const second = pair.second;
        CAPTURE(first, second);
        compare_with_whole(model, [&](const auto& heads, auto& pass, const auto& batch) {
            const Node h = heads["trunk"](pass, pass.input(batch.inputs));
            pass.add_loss("first", SquaredError{}, heads[first](pass, h), batch.targets);
            pass.add_loss("second", SquaredError{}, heads[second](pass, h), batch.targets, 0.7);
        });
    }
}

TEST_CASE("layers that share weights, and those used twice, for batches of two sizes and drawn anew") {
    compare_with_whole(
        NetworkDict<double>{{{"there", 6, {Dense{40}, Tanh{}, Dense{33}, Tanh{}}},
                             {"back", 33, {DenseTransposed{40}, Tanh{}, DenseTransposed{6}}}},
                            Key{1},
                            {{"back.0.weight", "there.1.weight"}, {"back.1.weight", "there.0.weight"}}},
        [](const auto& tied, auto& pass, const auto& batch) {
            const Node h = tied["there"](pass, pass.input(batch.inputs));
            pass.add_loss("loss", SquaredError{}, tied["back"](pass, h), batch.inputs);
        });
    const Matrix<double> others = test::drawn(9, 6, 5), targets = test::drawn(8, 3, 5);
    compare_with_whole(
        mlp<double>({6, 40, 35, 3}, Key{1}, Tanh{}), [&](const auto& net, auto& pass, const auto& batch) {
            pass.add_loss("loss", SquaredError{}, net(pass, pass.input(batch.inputs)), batch.targets);
            pass.add_loss("of others", SquaredError{}, net(pass, pass.input(others)), targets);
            pass.afresh(1);
            pass.add_loss("drawn anew", SquaredError{}, net(pass, pass.input(batch.inputs)), batch.targets);
        });
}

TEST_CASE("tangents pass through kept units, forward and back") {
    const Matrix<double> direction = test::drawn(9, 6, 9), still = Matrix<double>::Zero(3, 9);
    compare_with_whole(mlp<double>({6, 40, 35, 3}, Key{1}, Tanh{}),
                       [&](const auto& net, auto& pass, const auto& batch) {
                           const Node y = net(pass, pass.input(batch.inputs, direction));
                           pass.add_loss("loss", SquaredError{}, y, batch.targets);
                           pass.add_tangent_loss("along", SquaredError{}, y, still, 0.7);
                       });
    compare_with_whole(
        mlp<double>({6, 40, 35, 3}, Key{1}, Tanh{}), [](const auto& net, auto& pass, const auto& batch) {
            pass.add_loss("loss", SquaredError{}, net(pass, pass.input(batch.inputs)), batch.targets);
            auto& probe = pass.probe();
            const Node x = probe.variable(batch.inputs);
            probe.add_loss("", SquaredError{}, net(probe, x), batch.targets);
            probe.backward();
            pass.add_term("slope", 3.0 / 2 * probe.gradient(x).squaredNorm());
            pass.add_derivative(SquaredError{}, net(pass, pass.input(batch.inputs, probe.gradient(x))),
                                batch.targets, 3);
        });
}

TEST_CASE("a step with masks a minibatch allocates nothing after warming up") {
    if (!allocations_are_counted()) return;
    auto net = test::with_biases(
        Network<double>{23, {Dense{80}, Tanh{}, Residual{Dense{64}, Tanh{}, Dense{80}}, Dense{3}}});
    const auto batch = batch_of<double>(13);
    const auto attached = pipeline(per_minibatch(Dropout{0.5}), on(inputs, per_minibatch(Dropout{0.2})));
    auto objective = objective_of(net, SoftmaxCrossEntropy{});
    auto gradient = net.parameters();
    Workers workers;
    const auto steps = [&](std::uint64_t first, std::uint64_t last) {
        for (std::uint64_t k = first; k < last; ++k) {
            auto hooks = hooks_of<double>(attached, StepTime{Key{k}});
            objective(net.parameters(), batch, gradient, hooks, workers);
        }
    };
    steps(0, 500);
    const auto before = allocations();
    steps(500, 1000);
    CHECK(allocations() == before);
}

TEST_CASE("kept units are made up to sixteens, so that buffers come in few sizes") {
    const auto attached = pipeline(per_minibatch(Dropout{0.3}));
    const Block place{.role = Role::hidden, .name = "hidden[0]", .rows = 500, .cols = 1};
    int dropped_ones = 0;
    for (std::uint64_t step = 0; step < 50; ++step) {
        auto hooks = hooks_of<float>(attached, StepTime{Key{step}});
        KeptUnits<float> kept;
        kept.draw(hooks, place, {}, 500);
        CHECK((kept.count() % 16 == 0 || kept.count() == 500));
        Index alive = 0;
        for (Index i = 0; i < kept.count(); ++i) alive += kept.gain(i) != 0;
        CHECK(std::abs(static_cast<double>(alive) - 350) < 5 * std::sqrt(500 * 0.21));
        CHECK(kept.count() - alive < 16);
        dropped_ones += kept.count() != alive;
    }
    CHECK(dropped_ones > 0);
}

}  // namespace tests::model_kept_units
