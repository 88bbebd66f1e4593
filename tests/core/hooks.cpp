#include <regula/core/hooks.hpp>

#include <regula/core/per_minibatch.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::core_hooks {

struct Plus {
    double shift;
    void perturb(auto& x, Key) const {
        x.array() += static_cast<typename std::remove_cvref_t<decltype(x)>::Scalar>(shift);
    }
};

const Block layer0{.role = Role::hidden, .layer = 0, .name = "hidden[0]", .rows = 3, .cols = 1};
const Block layer1{.role = Role::hidden, .layer = 1, .name = "hidden[1]", .rows = 3, .cols = 1};

template <class Scalar>
Matrix<Scalar> units() {
    Matrix<Scalar> h(3, 5);
    fill_normal(Key{4}, h);
    return h;
}

TEMPLATE_TEST_CASE("a penalty on hidden units is a mean over the batch, of the units before noise", "", float,
                   double) {
    const auto attached =
        pipeline(on(hidden[0], Plus{10.0}), on(hidden, L2{0.6}), on(hidden[1], L1{0.2}), L2{7.0});
    auto hooks = hooks_of<TestType>(attached, StepTime{Key{1}});
    const Matrix<TestType> h = units<TestType>();
    Matrix<TestType> disturbed, gain, scratch;
    const Passed<TestType> passed = hooks.forward(layer0, h, disturbed, gain, {});
    const Matrix<TestType>& seen = *passed.units;
    CHECK(&seen == &disturbed);
    CHECK(passed.gain == nullptr);
    CHECK(passed.penalized);
    const auto terms = hooks.terms();
    CHECK((seen - h).isConstant(TestType{10}, TestType(1e-5)));
    const double tolerance = sizeof(TestType) == 4 ? 1e-6 : 1e-14;
    CHECK(terms[0] == 0);
    CHECK(terms[1] == Approx(0.3 * static_cast<double>(h.squaredNorm()) / 5).epsilon(tolerance));
    CHECK(terms[2] == 0);
    CHECK(terms[3] == 0);

    Matrix<TestType> dh = Matrix<TestType>::Ones(3, 5);
    hooks.add_penalty_gradient(layer0, h, scratch, dh);
    const Matrix<TestType> expected = (TestType(0.6) / 5 * h).array() + 1;
    CHECK((dh - expected).cwiseAbs().maxCoeff() < tolerance);
}

TEST_CASE("two gates on one place multiply, forward and back, and noise comes before them") {
    const auto attached =
        pipeline(on(hidden, Dropout{0.25}), on(hidden, Dropout{0.625}), on(hidden, Plus{2.0}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    const Matrix<double> h = units<double>();
    Matrix<double> disturbed, gain;
    CHECK(hooks.forward(layer0, h, disturbed, gain, {}).gain == &gain);
    const double both = 1 / (0.75 * 0.375);
    int kept = 0;
    for (Index i = 0; i < h.size(); ++i) {
        CHECK((gain(i) == 0 || std::abs(gain(i) - both) < 1e-8));
        CHECK(disturbed(i) == Approx((h(i) + 2) * gain(i)).epsilon(1e-15).margin(0));
        kept += gain(i) != 0;
    }
    CHECK(kept > 0);
    CHECK(kept < 12);
    Matrix<double> dh = Matrix<double>::Constant(3, 5, 3.0);
    multiply_by_gain(dh, gain);
    CHECK(dh == 3 * gain);
}

TEST_CASE("a layer that no policy disturbs is passed on without a copy") {
    const auto attached = pipeline(on(hidden[1], Dropout{0.5}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{1}});
    const Matrix<double> h = units<double>();
    Matrix<double> disturbed, gain;
    CHECK_FALSE(hooks.act_at(layer0));
    CHECK(hooks.forward(layer0, h, disturbed, gain, {}).units == &h);
    CHECK(disturbed.size() == 0);
    CHECK(hooks.act_at(layer1));
    CHECK(hooks.forward(layer1, h, disturbed, gain, {}).units == &disturbed);
    Hooks<double> none;
    CHECK_FALSE(none.act_at(layer1));
    CHECK(none.forward(layer1, h, disturbed, gain, {}).units == &h);
}

TEST_CASE("with noise, gates and penalties on hidden units, the gradient is that of loss and charges") {
    auto net = mlp<double>({4, 5, 3, 2}, Key{1}, Softplus{});
    fill_normal(Key{2}, net.parameters()["0.bias"]);
    fill_normal(Key{3}, net.parameters()["1.bias"]);
    Batch<double> batch{.inputs = Matrix<double>(4, 7), .targets = Matrix<double>(2, 7), .labels = {}};
    fill_normal(Key{4}, batch.inputs);
    fill_normal(Key{5}, batch.targets);
    const auto attached =
        pipeline(on(hidden[0], Dropout{0.3}), on(hidden, Plus{0.4}), on(hidden, Dropout{0.2}),
                 on(hidden[0], L2{0.6} + L1{0.3}), on(hidden[1], L2{0.8}));
    const StepTime now{Key{6}};
    auto objective = objective_of(net, SquaredError{});
    auto g = net.parameters(), unused = g;
    Workers alone;
    const auto total = [&](const Vector<double>& at, auto& gradient) {
        auto theta = net.parameters();
        theta.vector() = at;
        auto hooks = hooks_of<double>(attached, now);
        double sum = objective(theta, batch, gradient, hooks, alone);
        for (const double charge : hooks.terms()) sum += charge;
        return sum;
    };
    total(net.parameters().vector(), g);
    const Matrix<double> expected = test::differences(
        net.parameters().vector(), [&](const Vector<double>& z) { return total(z, unused); });
    CHECK(expected.norm() > 0.1);
    CHECK((g.vector() - expected).norm() < 1e-7 * expected.norm());
}

TEMPLATE_TEST_CASE("a penalty on outputs is a mean over the batch, and no noise is asked for", "", float,
                   double) {
    const auto attached = pipeline(on(outputs, L2{0.6}), on(hidden, L1{0.2}));
    auto hooks = hooks_of<TestType>(attached, StepTime{Key{1}});
    const Matrix<TestType> y = units<TestType>();
    const Block block{.role = Role::output, .name = "outputs"};
    Matrix<TestType> changed, gain, scratch, dy = Matrix<TestType>::Ones(3, 5);
    const Passed<TestType> passed = hooks.forward(block, y, changed, gain, {});
    CHECK(passed.units == &y);
    CHECK(passed.penalized);
    const double of_y = 0.3 * static_cast<double>(y.squaredNorm()) / 5;
    CHECK(hooks.terms()[0] == Approx(of_y).epsilon(sizeof(TestType) == 4 ? 1e-6 : 1e-14));
    CHECK(hooks.terms()[1] == 0);
    CHECK_FALSE(hooks.forward(block, y, changed, gain, {.again = true}).penalized);
    CHECK(hooks.terms()[0] == Approx(of_y).epsilon(sizeof(TestType) == 4 ? 1e-6 : 1e-14));
    hooks.add_penalty_gradient(block, y, scratch, dy);
    const Matrix<TestType> expected = (TestType(0.6) / 5 * y).array() + 1;
    CHECK((dy - expected).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE(
    "samples of a part of a minibatch have the noise, the gates and the charges that they have in the "
    "whole") {
    const auto attached = pipeline(on(hidden, GaussianNoise{0.4}), on(hidden, Dropout{0.4}),
                                   on(hidden, per_minibatch(Dropout{0.2})), on(hidden, L1{0.7}));
    const StepTime now{Key{9}, 3, 0.5};
    auto hooks = hooks_of<double>(attached, now);
    const Matrix<double> h = units<double>();
    Matrix<double> disturbed, gain, part_disturbed, part_gain;
    hooks.forward(layer0, h, disturbed, gain, {});
    double charged_in_parts = 0;
    for (const auto& [first, count] : {std::pair<Index, Index>{0, 2}, {2, 1}, {3, 2}}) {
        auto of_part = hooks_of<double>(attached, now);
        const Matrix<double> part = h.middleCols(first, count);
        of_part.now.first = first;
        of_part.forward(layer0, part, part_disturbed, part_gain, {});
        CHECK(part_disturbed == disturbed.middleCols(first, count));
        CHECK(part_gain == gain.middleCols(first, count));
        charged_in_parts += static_cast<double>(count) / 5 * of_part.terms()[3];
    }
    CHECK(charged_in_parts == Approx(hooks.terms()[3]).epsilon(1e-14));
    CHECK(charged_in_parts > 0);
}

TEST_CASE(
    "units are dropped for the whole minibatch where nothing looks at each sample, and the gains are those "
    "of forward") {
    const auto attached = pipeline(on(hidden, per_minibatch(Dropout{0.4})), on(hidden[1], GaussianNoise{0.4}),
                                   on(inputs, per_minibatch(Dropout{0.2})), on(inputs, GaussianNoise{0.1}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{9}});
    const Block in_place{.role = Role::input, .name = "inputs"};
    CHECK(hooks.drops_units(layer0));
    CHECK_FALSE(hooks.drops_units(layer1));
    CHECK(hooks.drops_units(in_place));  // where noise has acted already
    CHECK_FALSE(Hooks<double>{}.drops_units(layer0));
    Matrix<double> disturbed, gain, gains(3, 1);
    hooks.forward(layer0, units<double>(), disturbed, gain, {});
    hooks.draw_units(layer0, gains, {});
    CHECK(gain == gains.replicate(1, 5));
    hooks.draw_units(layer0, gains, {.stream = 1});
    hooks.forward(layer0, units<double>(), disturbed, gain, {.stream = 1});
    CHECK(gain == gains.replicate(1, 5));
}

}  // namespace tests::core_hooks
