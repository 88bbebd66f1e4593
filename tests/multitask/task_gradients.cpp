#include <regula/multitask/task_gradients.hpp>

#include <regula/layer/batch_norm.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/multitask/multi_task.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"

using namespace regula;

namespace tests::multitask_task_gradients {

/// Takes the plain sum, at the shared parameters and elsewhere, and notes the products.
struct Sum {
    Matrix<double>* seen = nullptr;
    double share = 1;
    void check() const {}
    double weight(const auto&, Index) const { return 1; }
    void combine(const auto& products, std::span<const TaskLoss>, const auto&, auto&&, Key,
                 auto& shares) const {
        if (seen != nullptr) *seen = products;
        shares.setConstant(share);
    }
};
struct LastLayer : Sum {
    static constexpr bool last_layer = true;
};
static_assert(CombinesGradients<Sum>);

/// The gradients of two tasks at drawn parameters, with a penalty on hidden units and one on outputs.
struct TwoTasks {
    NetworkDict<double> nets;
    explicit TwoTasks(NetworkDict<double> networks = test::three_heads()) : nets{std::move(networks)} {}
    Dataset<double> data = test::three_tasks(1, 8);
    Batch<double> batch{data.inputs, data.targets, {}};
    Parameters<double> gradient = nets.parameters(), whole = gradient;
    TaskGradients<double, 2> gradients;
    Pass<double> pass;
    Workers alone;

    void find(const auto& policies) {
        auto hooks = hooks_of<double>(policies, StepTime{Key{3}});
        hooks.training = true;
        const auto forward = [&](Parameters<double>& g) {
            pass.begin(nets.parameters(), &g, hooks, alone);
            const Node h = nets["trunk"](pass, pass.input(batch.inputs));
            return std::pair{nets["class head"](pass, h), nets["value head"](pass, h)};
        };
        const Observed classes{SoftmaxCrossEntropy{}};
        const Observed values{SquaredError{}};
        const auto add = [&](Node y, std::size_t t) {
            if (t == 0) pass.add_loss("class", classes, y, batch.targets.topRows(3));
            if (t == 1) pass.add_loss("value", values, y, batch.targets.bottomRows(2));
        };
        auto [a, b] = forward(whole);
        add(a, 0), add(b, 1);
        pass.backward();
        auto [c, d] = forward(gradient);
        pass.end_at(c), pass.end_at(d);
        const std::array<Node, 2> y{c, d};
        gradients.find(pass, gradient, [&](std::size_t t) { add(y[t], t); });
    }
    void combine(const auto& policy) {
        const std::array<TaskLoss, 2> losses{TaskLoss{1, 1}, TaskLoss{1, 1}};
        gradients.combine(policy, losses, Block{}, nets.parameters(), gradient, Key{1});
    }
};

TEST_CASE("the sum of the tasks' gradients and that of the penalties is the gradient of the sum") {
    TwoTasks two;
    two.find(pipeline(on(hidden, L2{0.3}), on(outputs, L2{0.2})));
    CHECK(two.gradient.vector().norm() > 0.01);  // of the penalties
    two.combine(Sum{});
    CHECK((two.gradient.vector() - two.whole.vector()).norm() < 1e-14 * two.whole.vector().norm());
    CHECK(two.whole.vector().norm() > 0.1);
}

TEST_CASE("statistics of layers take their step once, whatever the shares of the tasks") {
    TwoTasks two{NetworkDict<double>{{{"trunk", 4, {Dense{7}, BatchNorm{}, Tanh{}, Dense{6}}},
                                      {"class head", 6, {BatchNorm{}, Dense{3}}},
                                      {"value head", 6, {Dense{2}}}},
                                     Key{2}}};
    two.find(pipeline(on(hidden, L2{0.3})));
    two.combine(Sum{nullptr, 0.25});
    int statistics = 0;
    for (const Block& block : two.nets.parameters().blocks())
        if (block.role == Role::statistic) {
            CHECK(two.gradient[block] == two.whole[block]);
            CHECK(two.whole[block].norm() > 1e-3);
            ++statistics;
        }
    CHECK(statistics == 4);
}

TEST_CASE("each gradient is that of one task: the other heads have none, and penalties belong to none") {
    TwoTasks two;
    two.find(pipeline(on(hidden, L2{0.3})));
    const Parameters<double> of_class = two.gradients[0], of_value = two.gradients[1];
    TwoTasks bare;
    bare.find(pipeline());
    CHECK(bare.gradient.vector().norm() == 0);
    CHECK((of_class.vector() - bare.gradients[0].vector()).norm() == 0);
    CHECK((of_value.vector() - bare.gradients[1].vector()).norm() == 0);
    CHECK(of_class["class head.0.weight"].norm() > 0);
    CHECK(of_class["value head.0.weight"].norm() == 0);
    CHECK(of_value["class head.0.weight"].norm() == 0);
    CHECK(of_class["sign head.0.weight"].norm() == 0);
}

TEST_CASE("a block is shared if two tasks reach it; shares act there alone, and products are taken there") {
    TwoTasks two;
    two.find(pipeline());
    Index size = 0;
    double product = 0, last = 0;
    for (std::size_t b = 0; b < two.nets.parameters().blocks().size(); ++b) {
        const Block& block = two.nets.parameters().blocks()[b];
        const bool trunk = block.name.starts_with("trunk");
        CHECK(two.gradients.is_shared(b) == trunk);
        const double here = two.gradients[0][block].cwiseProduct(two.gradients[1][block]).sum();
        if (trunk) product += here, size += block.size();
        if (block.name == "trunk.1.weight") last = here;
    }
    CHECK(size == 7 * 5 + 6 * 8);
    Matrix<double> seen;
    two.combine(Sum{&seen, 0.25});
    CHECK(seen(0, 1) == Approx(product));
    CHECK(seen(1, 0) == seen(0, 1));
    for (const Block& block : two.nets.parameters().blocks()) {
        const double share = block.name.starts_with("trunk") ? 0.25 : 1;
        CHECK((two.gradient[block] - share * two.whole[block]).norm() < 1e-14);
    }
    TwoTasks again;
    again.find(pipeline());
    again.combine(LastLayer{{&seen}});
    CHECK(seen(0, 1) == Approx(last));
}

}  // namespace tests::multitask_task_gradients
