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
    const auto asked =
        pipeline(on(hidden[0], Plus{10.0}), on(hidden, L2{0.6}), on(hidden[1], L1{0.2}), L2{7.0});
    const Moment now{Key{1}};
    std::array<double, decltype(asked)::size> charged{};
    const Hooks hooks{asked, now, charged};
    const Matrix<TestType> h = units<TestType>();
    Matrix<TestType> disturbed, gain, charge;
    const auto& seen = hooks.enter(layer0, h, disturbed, gain);
    CHECK(&seen == &disturbed);
    CHECK((seen - h).isConstant(TestType{10}, TestType(1e-5)));
    const double tolerance = sizeof(TestType) == 4 ? 1e-6 : 1e-14;
    CHECK(charged[0] == 0);
    CHECK(charged[1] == Approx(0.3 * static_cast<double>(h.squaredNorm()) / 5).epsilon(tolerance));
    CHECK(charged[2] == 0);
    CHECK(charged[3] == 0);

    Matrix<TestType> dh = Matrix<TestType>::Ones(3, 5);
    hooks.leave(layer0, h, gain, charge, dh);
    const Matrix<TestType> expected = (TestType(0.6) / 5 * h).array() + 1;
    CHECK((dh - expected).cwiseAbs().maxCoeff() < tolerance);
}

TEST_CASE("two gates on one place multiply, forward and back, and noise comes before them") {
    const auto asked = pipeline(on(hidden, Dropout{0.25}), on(hidden, Dropout{0.625}), on(hidden, Plus{2.0}));
    const Moment now{Key{8}};
    std::array<double, decltype(asked)::size> charged{};
    const Hooks hooks{asked, now, charged};
    const Matrix<double> h = units<double>();
    Matrix<double> disturbed, gain, unused;
    hooks.enter(layer0, h, disturbed, gain);
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
    hooks.leave(layer0, h, gain, unused, dh);
    CHECK(dh == 3 * gain);
}

TEST_CASE("a layer that no policy disturbs is passed on without a copy") {
    const auto asked = pipeline(on(hidden[1], Dropout{0.5}));
    const Moment now{Key{1}};
    std::array<double, 1> charged{};
    const Hooks hooks{asked, now, charged};
    const Matrix<double> h = units<double>();
    Matrix<double> disturbed, gain;
    CHECK(&hooks.enter(layer0, h, disturbed, gain) == &h);
    CHECK(disturbed.size() == 0);
    CHECK(&hooks.enter(layer1, h, disturbed, gain) == &disturbed);
    CHECK(&NoHooks{}.enter(layer1, h, disturbed, gain) == &h);
}

TEST_CASE("with noise, gates and penalties on hidden units, the gradient is that of loss and charges") {
    auto net = mlp<double>({4, 5, 3, 2}, Key{1}, Softplus{});
    fill_normal(Key{2}, net.parameters()["0.bias"]);
    fill_normal(Key{3}, net.parameters()["1.bias"]);
    Batch<double> batch{.inputs = Matrix<double>(4, 7), .targets = Matrix<double>(2, 7), .labels = {}};
    fill_normal(Key{4}, batch.inputs);
    fill_normal(Key{5}, batch.targets);
    const auto asked = pipeline(on(hidden[0], Dropout{0.3}), on(hidden, Plus{0.4}), on(hidden, Dropout{0.2}),
                                on(hidden[0], L2{0.6} + L1{0.3}), on(hidden[1], L2{0.8}));
    const Moment now{Key{6}};
    auto objective = objective_of(net, SquaredError{});
    auto g = net.parameters(), unused = g;
    Workers alone;
    const auto total = [&](const Vector<double>& at, auto& gradient) {
        auto theta = net.parameters();
        theta.vector() = at;
        std::array<double, decltype(asked)::size> charged{};
        double sum = objective(theta, batch, gradient, Hooks{asked, now, charged}, alone);
        for (const double charge : charged) sum += charge;
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
    const auto asked = pipeline(on(outputs, L2{0.6}), on(hidden, L1{0.2}));
    const Moment now{Key{1}};
    std::array<double, decltype(asked)::size> charged{};
    const Hooks hooks{asked, now, charged};
    const Matrix<TestType> y = units<TestType>();
    const Block block{.role = Role::output, .name = "outputs"};
    hooks.charge(Slot<Role::output>{block}, y);
    CHECK(
        charged[0] ==
        Approx(0.3 * static_cast<double>(y.squaredNorm()) / 5).epsilon(sizeof(TestType) == 4 ? 1e-6 : 1e-14));
    CHECK(charged[1] == 0);
    Matrix<TestType> scratch, dy = Matrix<TestType>::Ones(3, 5);
    hooks.add_charge(Slot<Role::output>{block}, y, scratch, dy);
    const Matrix<TestType> expected = (TestType(0.6) / 5 * y).array() + 1;
    CHECK((dy - expected).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE(
    "samples of a part of a minibatch have the noise, the gates and the charges that they have in the "
    "whole") {
    const auto asked = pipeline(on(hidden, GaussianNoise{0.4}), on(hidden, Dropout{0.4}),
                                on(hidden, per_minibatch(Dropout{0.2})), on(hidden, L1{0.7}));
    const Moment now{Key{9}, 3, 0.5};
    std::array<double, decltype(asked)::size> charged{}, charged_in_parts{};
    const Hooks hooks{asked, now, charged};
    const Matrix<double> h = units<double>();
    Matrix<double> disturbed, gain, part_disturbed, part_gain;
    hooks.enter(layer0, h, disturbed, gain);
    for (const auto& [first, count] : {std::pair<Index, Index>{0, 2}, {2, 1}, {3, 2}}) {
        Moment then;
        std::array<double, decltype(asked)::size> charged_here{};
        const Matrix<double> part = h.middleCols(first, count);
        hooks.part(first, then, charged_here).enter(layer0, part, part_disturbed, part_gain);
        CHECK(part_disturbed == disturbed.middleCols(first, count));
        CHECK(part_gain == gain.middleCols(first, count));
        CHECK(then.step == 3);
        CHECK(then.epoch == 0.5);
        for (std::size_t i = 0; i < charged_here.size(); ++i)
            charged_in_parts[i] += static_cast<double>(count) / 5 * charged_here[i];
    }
    CHECK(charged_in_parts[3] == Approx(charged[3]).epsilon(1e-14));
    CHECK(charged[3] > 0);

    const double before = charged[3];
    hooks.charge(charged_in_parts);
    CHECK(charged[3] == Approx(2 * before).epsilon(1e-14));
}

}  // namespace tests::core_hooks
