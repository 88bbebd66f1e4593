#include <regula/model/pass.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/standout.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_pass {

using test::drawn;

constexpr Index features = 6, samples = 9, classes = 3;

struct TwoTargets {
    Matrix<double> inputs, targets;
    Labels labels;
    Index size() const { return inputs.cols(); }
};

TwoTargets batch_of(std::uint64_t key) {
    TwoTargets batch{drawn(key, features, samples), drawn(key + 1, 1, samples).cwiseAbs(), Labels(samples)};
    for (Index i = 0; i < samples; ++i) batch.labels[i] = static_cast<int>((i + i / 4) % classes);
    return batch;
}

/// Biases begin at zero: parameters that are not.
template <class Model>
Model bent(Model model) {
    model.parameters().vector() += 0.3 * drawn(77, model.parameters().size(), 1);
    return model;
}

/// The sum of what an objective and policies charge, and its gradient, in one step's pass.
template <class Model, class F, class... Ps>
double total(const Model& model, const F& f, const auto& batch, Parameters<double>& gradient,
             const Ps&... policies) {
    const auto attached = pipeline(policies...);
    PolicyHooks<double, std::remove_const_t<decltype(attached)>> hooks{attached, StepTime{Key{4}}};
    auto objective = objective_from(model, f);
    Workers workers;
    double sum = objective(model.parameters(), batch, gradient, hooks, workers);
    for (const double charge : hooks.terms()) sum += charge;
    return sum;
}

/// How far the gradient of an objective under policies is from central differences, relative.
template <class Model, class F, class... Ps>
double gradient_error(Model model, const F& f, const auto& batch, const Ps&... policies) {
    Parameters<double> g = model.parameters(), unused = g;
    total(model, f, batch, g, policies...);
    const Vector<double> at = model.parameters().vector();
    const auto at_theta = [&](const Vector<double>& theta) {
        model.parameters().vector() = theta;
        return total(model, f, batch, unused, policies...);
    };
    const Matrix<double> expected = test::differences(at, at_theta, 1e-5);
    REQUIRE(expected.norm() > 0.01);
    return (g.vector() - expected).norm() / expected.norm();
}

/// Without policies; with noise and masks, an activity penalty and one on outputs.
template <class Model, class F>
void check_gradients(const Model& model, const F& f, const auto& batch) {
    CHECK(gradient_error(model, f, batch) < 1e-8);
    CHECK(gradient_error(model, f, batch, Dropout{0.3}, on(inputs, Dropout{0.2}),
                         on(branches, GaussianNoise{0.2}), on(hidden, L2{0.1}), on(outputs, L2{0.3})) < 1e-8);
}

const auto block = Residual{Dense{5}, Tanh{}, Dense{5}};

NetworkDict<double> two_heads() {
    return bent(NetworkDict<double>{{{"trunk", features, {Dense{5}, Tanh{}, block, Sigmoid{}}},
                                     {"class", 5, {Dense{classes}}},
                                     {"yes", 5, {Dense{4}, Tanh{}, Dense{1}}}},
                                    Key{3}});
}

NetworkDict<double> tied() {
    return bent(NetworkDict<double>{{{"encoder", features, {Dense{5}, Tanh{}, block, Tanh{}}},
                                     {"decoder", 5, {DenseTransposed{features}}},
                                     {"class", 5, {Dense{classes}}}},
                                    Key{3},
                                    {{"decoder.0.weight", "encoder.0.weight"}}});
}

Network<double> single() {
    return bent(Network<double>{
        features, {Dense{5}, Tanh{}, block, Sigmoid{}, Dense{4}, Tanh{}, Dense{classes}}, Key{5}});
}

TEST_CASE("the gradient of two heads on a trunk is that of the sum of their losses") {
    const auto model = two_heads();
    check_gradients(
        model,
        [&](auto& pass, const auto& batch) {
            const Node h = model["trunk"](pass, pass.input(batch.inputs));
            pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, h), batch.labels);
            pass.add_loss("yes", Logistic{}, model["yes"](pass, h), batch.targets, 0.3);
        },
        batch_of(1));
}

TEST_CASE("so is that of an autoencoder whose decoder shares the encoder's weights, with a classifier") {
    const auto model = tied();
    CHECK(model.parameters().blocks().size() == 9);
    check_gradients(
        model,
        [&](auto& pass, const auto& batch) {
            const Node code = model["encoder"](pass, pass.input(batch.inputs));
            pass.add_loss("reconstruction", SquaredError{}, model["decoder"](pass, code), batch.inputs, 0.5);
            pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, code), batch.labels);
        },
        batch_of(1));
}

TEST_CASE("of labelled and unlabelled samples together") {
    const auto model = tied();
    struct Both {
        TwoTargets labelled, unlabelled;
        Index size() const { return labelled.size() + unlabelled.size(); }
    };
    Both both{batch_of(1), batch_of(8)};
    both.unlabelled.inputs = drawn(9, features, 13);
    check_gradients(
        model,
        [&](auto& pass, const auto& batch) {
            for (const auto* part : {&batch.labelled, &batch.unlabelled}) {
                const Node code = model["encoder"](pass, pass.input(part->inputs));
                pass.add_loss("reconstruction", SquaredError{}, model["decoder"](pass, code), part->inputs,
                              0.1);
            }
            const Node code = model["encoder"](pass, pass.input(batch.labelled.inputs));
            pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, code), batch.labelled.labels);
        },
        both);
}

TEST_CASE("of adversarial training, whose examples are constants") {
    const auto f = single();
    check_gradients(
        f,
        [&](auto& pass, const auto& batch) {
            pass.add_loss("clean", SoftmaxCrossEntropy{}, f(pass, pass.input(batch.inputs)), batch.labels,
                          0.5);
            auto& probe = pass.probe(false);
            const Node x = probe.variable(batch.inputs);
            probe.add_loss("", SoftmaxCrossEntropy{}, f(probe, x), batch.labels);
            probe.backward();
            const Node moved = pass.constant(batch.inputs + 0.1 * probe.gradient(x).cwiseSign());
            pass.add_loss("adversarial", SoftmaxCrossEntropy{}, f(pass, moved), batch.labels, 0.5);
        },
        batch_of(1));
}

TEST_CASE("of tangent propagation along two fields") {
    const auto f = single();
    const auto batch = batch_of(1);
    const Matrix<double> one = batch.inputs.colwise().reverse(), other = drawn(5, features, samples),
                         still = Matrix<double>::Zero(classes, samples);
    check_gradients(
        f,
        [&](auto& pass, const auto& b) {
            const Node y = f(pass, pass.input(b.inputs, one, other));
            REQUIRE(pass.tangents(y) == 2);
            pass.add_loss("class", SoftmaxCrossEntropy{}, y, b.labels);
            pass.add_tangent_loss("along one", SquaredError{}, y, still, 0.7, 0);
            pass.add_tangent_loss("along the other", SquaredError{}, y, still, 0.2, 1);
        },
        batch);
}

TEST_CASE("of double backpropagation, with the masks of the step") {
    const auto f = single();
    const SoftmaxCrossEntropy loss;
    check_gradients(
        f,
        [&](auto& pass, const auto& batch) {
            const Node y = f(pass, pass.input(batch.inputs));
            pass.add_loss("class", loss, y, batch.labels);
            auto& probe = pass.probe();
            const Node x = probe.variable(batch.inputs);
            probe.add_loss("", loss, f(probe, x), batch.labels);
            probe.backward();
            pass.add_term("slope", 3.0 / 2 * probe.gradient(x).squaredNorm());
            pass.add_derivative(loss, f(pass, pass.input(batch.inputs, probe.gradient(x))), batch.labels, 3);
        },
        batch_of(1));
}

TEST_CASE("of virtual adversarial training at a direction, and the power step is the Hessian's product") {
    const auto f = single();
    const auto batch = batch_of(1);
    const SoftmaxCrossEntropy loss;
    const Matrix<double> d = drawn(8, features, samples);
    Matrix<double> p;
    loss.log_probabilities(f.predict(batch.inputs), p);
    p = p.array().exp();

    Pass<double> pass;
    pass.begin(f.parameters());
    const Node x = pass.variable(batch.inputs, d);
    pass.add_curvature(loss, f(pass, x), p);
    pass.backward();
    const Matrix<double> power = pass.gradient(x);
    const auto slope_at = [&](const Matrix<double>& at) {  // of the divergence from p, by x
        Pass<double> other;
        other.begin(f.parameters());
        const Node in = other.variable(at);
        other.add_loss("", loss, f(other, in), p);
        other.backward();
        return Matrix<double>{other.gradient(in)};
    };
    const double h = 1e-5;
    const Matrix<double> expected =
        (slope_at(batch.inputs + h * d) - slope_at(batch.inputs - h * d)) / (2 * h);
    CHECK((power - expected).norm() < 1e-8 * expected.norm());

    const Matrix<double> r = 0.5 * power * power.colwise().norm().cwiseInverse().asDiagonal();
    check_gradients(
        f,
        [&](auto& step, const auto& b) {
            step.add_loss("class", loss, f(step, step.input(b.inputs)), b.labels);
            step.add_loss("smooth", loss, f(step, step.constant(b.inputs + r)), p, 0.4);
        },
        batch);
}

TEST_CASE("terms are found by name, and those of one name are added") {
    const auto f = single();
    const auto batch = batch_of(1);
    Pass<double> pass;
    pass.begin(f.parameters());
    const Node y = f(pass, pass.input(batch.inputs));
    pass.add_loss("class", SoftmaxCrossEntropy{}, y, batch.labels);
    pass.add_loss("size", SquaredError{}, y, Matrix<double>::Zero(classes, samples).eval(), 0.2);
    const double class_loss = pass.terms()[0].value;
    CHECK(class_loss == Approx(SoftmaxCrossEntropy{}.value(f.predict(batch.inputs), batch.labels)));
    pass.add_loss("class", SoftmaxCrossEntropy{}, y, batch.labels, 2);
    REQUIRE(pass.terms().size() == 2);
    CHECK(pass.terms()[0].value == Approx(3 * class_loss));
    CHECK(pass.terms()[1].name == "size");
    CHECK(pass.loss() == Approx(3 * class_loss + pass.terms()[1].value));
    CHECK(pass.apart([&] { pass.add_term("class", 5); }) == 5);
    CHECK(pass.loss() == Approx(3 * class_loss + pass.terms()[1].value));
}

TEST_CASE(
    "a place that a pass meets twice has the same masks and charges once, and another stream begins anew") {
    const auto f = single();
    const auto batch = batch_of(1);
    const auto attached = pipeline(Dropout{0.4}, on(inputs, GaussianNoise{0.3}), on(hidden, L2{0.2}));
    PolicyHooks<double, std::remove_const_t<decltype(attached)>> hooks{attached, StepTime{Key{4}}};
    Workers workers;
    Pass<double> pass;
    pass.begin(f.parameters(), nullptr, hooks, workers);
    const Matrix<double> first = pass.value(f(pass, pass.input(batch.inputs)));
    const double charged = hooks.terms()[2];
    CHECK(charged > 0);
    CHECK(pass.value(f(pass, pass.input(batch.inputs))) == first);
    CHECK(hooks.terms()[2] == charged);
    pass.afresh(1);
    const Matrix<double> other = pass.value(f(pass, pass.input(batch.inputs)));
    CHECK((other - first).norm() > 0.1);
    pass.afresh(2);
    CHECK((pass.value(f(pass, pass.input(batch.inputs))) - other).norm() > 0.1);
    pass.afresh(0);
    CHECK(pass.value(f(pass, pass.input(batch.inputs))) == first);
    CHECK(hooks.terms()[2] == charged);
    auto& probe = pass.probe();
    CHECK(probe.value(f(probe, probe.input(batch.inputs))) == first);
    auto& bare = pass.probe(false);
    CHECK(bare.value(f(bare, bare.input(batch.inputs))) == f.predict(batch.inputs));
}

TEST_CASE("parameters that no loss reaches have a gradient of zero") {
    const auto model = two_heads();
    const auto batch = batch_of(1);
    Parameters<double> g = model.parameters();
    g.vector().setOnes();
    Pass<double> pass;
    pass.begin(model.parameters(), &g);
    const Node h = model["trunk"](pass, pass.input(batch.inputs));
    pass.add_loss("class", SoftmaxCrossEntropy{}, model["class"](pass, h), batch.labels);
    pass.backward();
    CHECK(g["yes.0.weight"].isZero());
    CHECK(g["yes.1.bias"].isZero());
    CHECK(g["trunk.0.weight"].norm() > 1e-3);
}

TEST_CASE("of a pass that is begun again nothing old is left") {
    const auto f = single();
    const auto batch = batch_of(1);
    const Matrix<double> v = drawn(5, features, samples);
    Pass<double> pass;
    pass.begin(f.parameters());
    const Node x = pass.variable(batch.inputs, v), y = f(pass, x);
    pass.add_gradient(y, pass.value(y));
    pass.add_tangent_gradient(y, pass.tangent(y));
    pass.backward();
    CHECK(pass.gradient(x).norm() > 0.1);
    CHECK(pass.tangent_gradient(x).norm() > 0.1);

    pass.begin(f.parameters());
    const Node unreached = pass.variable(batch.inputs, v);
    f(pass, pass.input(batch.inputs));
    pass.backward();
    CHECK(pass.gradient(unreached) == Matrix<double>::Zero(features, samples));
    CHECK(pass.tangent_gradient(unreached) == Matrix<double>::Zero(features, samples));

    pass.begin(f.parameters());
    const Node plain = f(pass, pass.input(batch.inputs));
    CHECK_THROWS_WITH(pass.tangent(plain), "Pass: the node has 0 tangents, asked for number 0");
    CHECK_THROWS_WITH(pass.add_tangent_gradient(plain, v),
                      "Pass: the node has 0 tangents, asked for number 0");
    CHECK_THROWS_WITH(pass.value({99}), Catch::Matchers::StartsWith("Pass: node 99 is none of its "));

    pass.begin(f.parameters());
    pass.along(f.parameters());
    const Matrix<double> of_input = pass.tangent(f(pass, pass.input(batch.inputs)));
    CHECK(of_input.norm() > 0.1);
    CHECK(pass.tangent(f(pass, pass.constant(batch.inputs))) == of_input);
}

TEST_CASE("an evaluation may be walked back once for each loss: the gradients are those of losses alone") {
    const auto model = two_heads();
    const auto batch = batch_of(1);
    Workers workers;
    const auto check = [&](const auto&... policies) {
        const auto attached = pipeline(policies...);
        auto hooks = hooks_of<double>(attached, StepTime{Key{4}});
        Parameters<double> whole = model.parameters(), g = whole, a = whole, b = whole, penalties = whole;
        Pass<double> pass;
        Node digit{}, yes{};
        const auto forward = [&](Parameters<double>& to) {
            pass.begin(model.parameters(), &to, hooks, workers);
            const Node h = model["trunk"](pass, pass.input(batch.inputs));
            digit = model["class"](pass, h), yes = model["yes"](pass, h);
        };
        forward(whole);
        pass.add_loss("class", SoftmaxCrossEntropy{}, digit, batch.labels);
        pass.add_loss("yes", Logistic{}, yes, batch.targets);
        pass.backward();

        forward(g);
        pass.end_at(digit), pass.end_at(yes);
        pass.rewind(a, false);
        pass.add_loss("class", SoftmaxCrossEntropy{}, digit, batch.labels);
        pass.backward();
        CHECK(pass.reached(model.parameters().blocks()[0]));
        CHECK_FALSE(pass.reached(model.parameters().blocks().back()));
        pass.rewind(b, false);
        pass.add_loss("yes", Logistic{}, yes, batch.targets);
        pass.backward();
        pass.rewind(penalties);
        pass.backward();
        CHECK(pass.penalized() == (penalties.vector().norm() > 0));
        CHECK(a["yes.0.weight"].isZero(0));
        CHECK(b["class.0.weight"].isZero(0));
        CHECK((a.vector() + b.vector() + penalties.vector() - whole.vector()).norm() <
              1e-14 * whole.vector().norm());
        CHECK(a.vector().norm() > 0.01);
    };
    check();
    check(Dropout{0.3}, on(hidden, L2{0.1}), on(outputs, L2{0.3}));
    check(per_minibatch(Dropout{0.5}), on(inputs, GaussianNoise{0.2}));

    Pass<double> pass;
    Parameters<double> g = model.parameters();
    pass.begin(model.parameters());
    CHECK_THROWS_WITH(pass.rewind(g),
                      Catch::Matchers::StartsWith("Pass: rewind needs a pass with a gradient"));
}

TEST_CASE("inputs of several widths have masks of their own") {
    const NetworkDict<double> model =
        bent(NetworkDict<double>{{{"wide", 40, {Dense{3}}}, {"narrow", 5, {Dense{3}}}}, Key{1}});
    const Matrix<double> wide = drawn(1, 40, 7), narrow = drawn(2, 5, 7), zero = Matrix<double>::Zero(3, 7);
    struct {
        Index size() const { return 7; }
    } batch;
    for (const bool first : {true, false}) {
        const auto f = [&](auto& pass, const auto&) {
            if (first) pass.add_loss("wide", SquaredError{}, model["wide"](pass, pass.input(wide)), zero);
            pass.add_loss("narrow", SquaredError{}, model["narrow"](pass, pass.input(narrow)), zero);
            if (!first) pass.add_loss("wide", SquaredError{}, model["wide"](pass, pass.input(wide)), zero);
        };
        CHECK(gradient_error(model, f, batch, on(inputs, per_minibatch(Dropout{0.5}))) < 1e-8);
    }
}

TEST_CASE("what a pass cannot do it says") {
    const auto f = single();
    const auto batch = batch_of(1);
    Parameters<double> g{{{.role = Role::weight, .name = "w", .rows = 2, .cols = 1}}};
    Pass<double> pass;
    CHECK_THROWS_WITH(pass.begin(f.parameters(), &g),
                      Catch::Matchers::ContainsSubstring("got a gradient of 2"));
    pass.begin(f.parameters());
    CHECK_THROWS_WITH(pass.input(batch.inputs, drawn(1, 2, samples)),
                      "Pass: a direction must be 6 x 9 as the input is, got 2 x 9");
    CHECK_THROWS_WITH(f(pass, pass.constant(drawn(1, 5, 2))), "Network: inputs must have 6 features, got 5");
    const Node a = pass.constant(drawn(1, 5, 2)), b = pass.constant(drawn(1, 5, 3));
    CHECK_THROWS_WITH(pass.sum(a, b), "Pass: a sum needs two of a shape, got 5 x 2 and 5 x 3");

    const Network<double> random{features, {Dense{4}, Standout{}, Dense{classes}}, Key{1}};
    const auto attached = pipeline(Dropout{0.4});
    PolicyHooks<double, std::remove_const_t<decltype(attached)>> hooks{attached, StepTime{Key{4}}};
    Workers workers;
    pass.begin(random.parameters(), nullptr, hooks, workers);
    CHECK_THROWS_WITH(random(pass, pass.input(batch.inputs, batch.inputs)),
                      "Pass: layer 'Standout' draws in training, and has tangents without draws only");
}

TEST_CASE("a constant may be made by a function, in memory that stays") {
    const auto net = bent(mlp<double>({features, 4, classes}, Key{1}));
    const auto batch = batch_of(3);
    Pass<double> pass;
    const double* where = nullptr;
    for (int turn = 0; turn < 2; ++turn) {
        pass.begin(net.parameters());
        const Node x = pass.constant([&](auto& filled) { filled = 2 * batch.inputs; });
        CHECK(pass.value(net(pass, x)) == net.predict(2 * batch.inputs));
        CHECK((turn == 0 || pass.value(x).data() == where));
        where = pass.value(x).data();
    }
}

TEST_CASE("a probe at the mean in time has its outputs, and the noise of the stream") {
    const auto net = bent(mlp<double>({features, 4, classes}, Key{1}));
    auto mean = bent(net);
    const auto batch = batch_of(3);
    const auto attached = pipeline(GaussianNoise{0.3});
    auto hooks = hooks_of<double>(attached, StepTime{Key{4}});
    const Vector<double> averaged = mean.parameters().vector();
    Workers alone;
    Pass<double> pass, other;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    CHECK_THROWS_WITH(pass.probe_mean(), Catch::Matchers::StartsWith("Pass: needs a mean of the"));
    hooks.mean = &averaged;
    pass.afresh(2);
    auto& probe = pass.probe_mean();
    const Matrix<double> found = probe.value(net(probe, probe.input(batch.inputs)));
    other.begin(mean.parameters(), nullptr, hooks, alone);
    other.afresh(2);
    CHECK(found == other.value(mean(other, other.input(batch.inputs))));
    other.afresh(1);
    CHECK(found != other.value(mean(other, other.input(batch.inputs))));
    CHECK(pass.value(net(pass, pass.input(batch.inputs))) != found);
}

/// Begins a pass of a training step under policies, and calls act with it, as with the losses of a policy.
template <class Model, class... Ps>
void in_step(const Model& model, const auto& act, const Ps&... policies) {
    const auto attached = pipeline(policies...);
    PolicyHooks<double, std::remove_const_t<decltype(attached)>> hooks{attached, StepTime{Key{4}}};
    Workers workers;
    Parameters<double> g = model.parameters();
    Pass<double> pass;
    pass.begin(model.parameters(), &g, hooks, workers);
    pass.apart([&] { act(pass, g); });
}

TEST_CASE("the losses of policies evaluate a model once for the same input, noise and masks") {
    const auto net = single();
    const Matrix<double> x = drawn(1, features, samples), copy = x;
    in_step(
        net,
        [&](auto& pass, auto&) {
            const Node y = net(pass, pass.input(x));
            CHECK(net(pass, pass.input(x)).number == y.number);
            CHECK(net(pass, pass.input(copy)).number != y.number);
            pass.afresh(1);
            const Node other = net(pass, pass.input(x));
            CHECK(other.number != y.number);
            CHECK((pass.value(other) - pass.value(y)).norm() > 1e-3);
            CHECK(net(pass, pass.input(x)).number == other.number);
            pass.afresh(0);
            CHECK(net(pass, pass.variable(x)).number != y.number);
            CHECK(net(pass, pass.input(x)).number == y.number);
        },
        Dropout{0.3});
    Pass<double> forward;  // without a gradient: an input may change
    forward.begin(net.parameters());
    Matrix<double> moving = x;
    const Matrix<double> before = forward.value(net(forward, forward.input(moving)));
    moving.array() += 1;
    CHECK(forward.value(net(forward, forward.input(moving))) == net.predict(moving));
    CHECK(before == net.predict(x));
}

TEST_CASE("an evaluation gets tangents later, and its gradient is that of a pass that had them at once") {
    const auto net = single();
    const TwoTargets batch = batch_of(21);
    const Matrix<double> v = drawn(22, features, samples), w = drawn(23, features, samples);
    const Matrix<double> copy = batch.inputs;
    const auto gradient = [&](bool at_once, const auto&... policies) {
        Vector<double> found;
        in_step(
            net,
            [&](auto& pass, auto& g) {
                const auto one =
                    at_once ? net(pass, pass.input(batch.inputs, v, w)) : net(pass, pass.input(batch.inputs));
                pass.add_loss("loss", SoftmaxCrossEntropy{}, one, batch.labels);
                const Node y = net(pass, at_once ? pass.input(batch.inputs) : pass.input(batch.inputs, v, w));
                CHECK(y.number == one.number);
                pass.add_tangent_loss("slope", SquaredError{}, y, 0 * pass.value(y), 0.7, 0);
                pass.add_derivative(SoftmaxCrossEntropy{}, y, batch.labels, 0.3, 1);
                const Node third = net(pass, pass.input(batch.inputs, w));  // has tangents of its own
                CHECK(third.number != y.number);
                CHECK(pass.tangents(third) == 1);
                pass.backward();
                found = g.vector();
            },
            policies...);
        return found;
    };
    CHECK(gradient(true) == gradient(false));
    const auto noisy = [&](bool at_once) {
        return gradient(at_once, Dropout{0.3}, on(inputs, GaussianNoise{0.2}), on(branches, Dropout{0.4}),
                        on(hidden, L2{0.1}));
    };
    CHECK(noisy(true) == noisy(false));
    const auto in_part = [&](bool at_once) { return gradient(at_once, per_minibatch(Dropout{0.3})); };
    CHECK(in_part(true) == in_part(false));
}

TEST_CASE("a pull-back is the gradient at a variable, and leaves all gradients as they are") {
    const auto net = single();
    const TwoTargets batch = batch_of(31);
    const Matrix<double> u = drawn(32, classes, samples), v = drawn(33, features, samples);
    const auto check = [&](const auto&... policies) {
        Vector<double> alone, with;
        Matrix<double> expected, found;
        for (const bool pulls : {false, true})
            in_step(
                net,
                [&](auto& pass, auto& g) {
                    const Node x = pass.input(batch.inputs, v), y = net(pass, x);
                    pass.add_loss("loss", SoftmaxCrossEntropy{}, y, batch.labels);
                    pass.add_tangent_loss("slope", SquaredError{}, y, 0 * u);
                    if (pulls)
                        for (const double by : {2.0, 1.0})
                            found = pass.pull_back(y, x, [&](auto& d) { d = by * u; });
                    pass.backward();
                    (pulls ? with : alone) = g.vector();
                    auto& probe = pass.probe();
                    const Node in = probe.variable(batch.inputs);
                    probe.add_gradient(net(probe, in), u);
                    probe.backward();
                    expected = probe.gradient(in);
                },
                policies...);
        CHECK(with == alone);
        CHECK((found - expected).norm() <= 1e-14 * expected.norm());
    };
    check();
    check(Dropout{0.3}, on(inputs, Dropout{0.2}), on(branches, GaussianNoise{0.2}), on(hidden, L2{0.1}),
          on(outputs, L2{0.3}));
    check(per_minibatch(Dropout{0.3}), on(inputs, per_minibatch(Dropout{0.2})));
}

TEST_CASE("an evaluation is plain if it is that of prediction") {
    const auto net = single();
    const Matrix<double> x = drawn(1, features, samples), other = drawn(2, features, samples);
    const auto plain = [&](const auto&... policies) {
        bool found = false;
        in_step(
            net,
            [&](auto& pass, auto&) {
                const Node in = pass.input(x), y = net(pass, in);
                found = pass.is_plain(y, in);
                CHECK_FALSE(pass.is_plain(net(pass, pass.input(other)), in));
            },
            policies...);
        return found;
    };
    CHECK(plain());
    CHECK(plain(on(hidden, L2{0.1})));
    CHECK_FALSE(plain(Dropout{0.3}));
    CHECK_FALSE(plain(on(branches, Dropout{0.3})));
    CHECK_FALSE(plain(on(inputs, GaussianNoise{0.1})));
    CHECK_FALSE(plain(per_minibatch(Dropout{0.3})));
}

TEST_CASE("an input takes a number of directions that is known at run time only") {
    const auto net = single();
    const Matrix<double> x = drawn(1, features, samples), one = drawn(2, features, samples),
                         other = drawn(3, features, samples);
    Pass<double> given, filled;
    given.begin(net.parameters()), filled.begin(net.parameters());
    const Node y = net(given, given.input(x, one, other));
    const Node z =
        net(filled, filled.input_along(x, 2, [&](std::size_t k, auto& v) { v = k == 0 ? one : other; }));
    REQUIRE(filled.tangents(z) == 2);
    for (const std::size_t k : {0, 1}) CHECK(filled.tangent(z, k) == given.tangent(y, k));
    CHECK(filled.tangents(net(filled, filled.input_along(x, 0, [](std::size_t, auto&) {}))) == 0);
    CHECK_THROWS_WITH(filled.input_along(x, 1, [&](std::size_t, auto& v) { v = one.topRows(2); }),
                      "Pass: a direction must be 6 x 9 as the input is, got 2 x 9");
}

TEST_CASE("a loss of parameters enters by a node of a block, before or after the layers that use it") {
    const auto model = tied();  // the decoder shares the block
    const Block* shared = nullptr;
    for (const Block& other : model.parameters().blocks())
        if (other.name == "encoder.0.weight") shared = &other;
    REQUIRE(shared != nullptr);
    for (const bool before : {true, false})
        check_gradients(
            model,
            [&](auto& pass, const auto& batch) {
                const auto add = [&] {
                    const Node w = pass.parameter(*shared);
                    pass.add_term("cubes", 0.1 * pass.value(w).array().cube().sum());
                    pass.add_gradient(w, (0.3 * pass.value(w).array().square()).matrix());
                };
                if (before) add();
                const Node code = model["encoder"](pass, pass.input(batch.inputs));
                pass.add_loss("reconstruction", SquaredError{}, model["decoder"](pass, code), batch.inputs);
                if (!before) add();
            },
            batch_of(1));
}

TEST_CASE("rewind lets a pass of variables alone pull back again") {
    const auto net = single();
    const Matrix<double> x = drawn(1, features, samples);
    Pass<double> pass;
    pass.begin(net.parameters());
    const Node in = pass.variable(x), y = net(pass, in);
    for (const std::uint64_t seed : {5, 6}) {
        const Matrix<double> u = drawn(seed, classes, samples);
        pass.rewind();
        pass.add_gradient(y, u);
        pass.backward();
        CHECK((pass.gradient(in) - vector_jacobian_product(net, x, u)).norm() < 1e-15);
    }
}

TEST_CASE("layers may leave their running statistics, whichever visit is the first") {
    Network<double> net{features, {BatchNorm{.update_rate = 1}, Dense{classes}}, Key{1}};
    const TwoTargets batch = batch_of(1);
    const Matrix<double> moved = 3 * batch.inputs;
    const auto statistics = [&](std::vector<bool> keep) {  // of visits to x, 3 x, x, ...
        Vector<double> found;
        in_step(net, [&](auto& pass, auto& g) {
            pass.hooks().training = true;
            bool other = false;
            for (const bool keeps : keep) {
                CHECK_FALSE(pass.keep_statistics(keeps));
                const Node y = net(pass, pass.input(other ? moved : batch.inputs));
                CHECK(pass.keep_statistics(false) == keeps);
                pass.add_loss("loss", SoftmaxCrossEntropy{}, y, batch.labels);
                other = !other;
            }
            pass.backward();
            CHECK(g["BatchNorm[0].scale"].norm() > 1e-3);
            found = g["BatchNorm[0].mean"];
        });
        return found;
    };
    const Vector<double> mean = batch.inputs.rowwise().mean();
    CHECK((statistics({false, true}) - mean).norm() < 1e-14);
    CHECK((statistics({true, false}) - 3 * mean).norm() < 1e-14);
    CHECK((statistics({false, false}) - 2 * mean).norm() < 1e-14);
    CHECK(statistics({true, true}).isZero(0));
}

}  // namespace tests::model_pass
