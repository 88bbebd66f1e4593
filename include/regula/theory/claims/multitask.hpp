#pragma once

#include <regula/layer/tanh.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/multitask/multi_task_objective.hpp>
#include <regula/multitask/pc_grad.hpp>
#include <regula/multitask/uncertainty_weighting.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Two tasks on a trunk of two layers: three classes and two values, of 11 samples; some have no class, some
/// no values.
struct TwoTasks {
    NetworkDict<double> networks{{{"trunk", 4, {Dense{6}, Tanh{}, Dense{5}, Tanh{}}},
                                  {"class", 5, {Dense{3}}},
                                  {"value", 5, {Dense{4}, Tanh{}, Dense{2}}}},
                                 Key{1}};
    Batch<double> batch{drawn(2, 4, 11), Matrix<double>(5, 11), {}};
    Task<SoftmaxCrossEntropy> of_class{"class", "class", {}, 0.7};
    Task<SquaredError> of_value{"value", "value", {}, 1.3};

    explicit TwoTasks(bool with_missing = false) {
        networks.parameters().vector() += 0.3 * drawn(3, networks.parameters().size());
        const Labels labels{{0, 1, 2, 2, 1, 0, 1, 1, 0, 2, 0}};
        batch.targets << task_targets<double>(labels, 3), drawn(4, 2, 11, 2);
        if (!with_missing) return;
        for (const Index j : {0, 4, 5}) batch.targets.col(j).head(3).setConstant(nan());
        for (const Index j : {2, 5, 9, 10}) batch.targets.col(j).tail(2).setConstant(nan());
    }
    static double nan() { return std::numeric_limits<double>::quiet_NaN(); }

    /// The gradient of an objective of tasks at the present parameters.
    Vector<double> gradient(const auto& tasks, const Batch<double>& at) const {
        auto objective = objective_from(networks, tasks);
        Parameters<double> g = networks.parameters();
        Hooks<double> none;
        Workers alone;
        objective(networks.parameters(), at, g, none, alone);
        return g.vector();
    }
    /// The gradient of the two tasks alone, without their weights, on the samples that have targets.
    Vector<double> gradient_of_class() {
        const auto there = observed(batch.targets.topRows(3));
        const Matrix<double> x = batch.inputs(Eigen::all, there),
                             t = batch.targets.topRows(3)(Eigen::all, there);
        return gradient(MultiTask{networks, "trunk", Task{"class", "class", SoftmaxCrossEntropy{}}},
                        {x, t, {}});
    }
    Vector<double> gradient_of_value() {
        const auto there = observed(batch.targets.bottomRows(2));
        const Matrix<double> x = batch.inputs(Eigen::all, there),
                             t = batch.targets.bottomRows(2)(Eigen::all, there);
        return gradient(MultiTask{networks, "trunk", Task{"value", "value", SquaredError{}}}, {x, t, {}});
    }

private:
    static std::vector<Index> observed(const Matrix<double>& t) {
        std::vector<Index> there;
        for (Index j = 0; j < t.cols(); ++j)
            if (!is_missing(t.col(j))) there.push_back(j);
        return there;
    }
};

/// The gradient of both tasks against the sum of their own; `wrong` scales a weight.
template <class = OnUse>
Finding gradient_of_tasks(double wrong, bool with_missing) {
    TwoTasks two{with_missing};
    const Vector<double> found =
        two.gradient(MultiTask{two.networks, "trunk", two.of_class, two.of_value}, two.batch);
    const Vector<double> sum = 0.7 * (1 + wrong) * two.gradient_of_class() + 1.3 * two.gradient_of_value();
    return {sum.norm(), found.norm(), relative(found, sum)};
}
template <class = OnUse>
Finding trunk_gets_the_sum(double wrong) {
    return gradient_of_tasks(wrong, false);
}
template <class = OnUse>
Finding missing_labels_add_nothing(double wrong) {
    return gradient_of_tasks(wrong, true);
}

/// The variances of two tasks after steps along their gradient, with the networks as they are.
template <class = OnUse>
Finding uncertainty_is_the_loss(double wrong) {
    TwoTasks two;
    auto objective = objective_from(
        two.networks, MultiTask{two.networks, "trunk", UncertaintyWeighting{}, two.of_class, two.of_value});
    Parameters<double> theta = two.networks.parameters(), g = theta;
    const char* const name = "UncertaintyWeighting.log_variances";
    Hooks<double> none;
    Workers alone;
    for (int step = 0; step < 300; ++step) {
        objective(theta, two.batch, g, none, alone);
        theta[name] -= g[name];
    }
    const auto tasks = evaluate(MultiTask{two.networks, "trunk", two.of_class, two.of_value},
                                Dataset<double>{.inputs = two.batch.inputs, .targets = two.batch.targets});
    Finding worst;
    for (const Index t : {0, 1}) {
        const double loss = (t == 0 ? 0.7 : 1.3) * tasks[static_cast<std::size_t>(t)].loss;
        const double predicted = loss * (1 + wrong), measured = std::exp(theta[name](t, 0));
        worst = worse(worst, {predicted, measured, relative(measured, predicted)});
    }
    return worst;
}

/// The step of PCGrad at the trunk against that of two gradients of which neither conflicts with the other
/// task; `wrong` scales the projection.
template <class = OnUse>
Finding surgery_ends_the_conflict(double wrong) {
    TwoTasks two;
    const Index trunk = 4 * 6 + 6 + 6 * 5 + 5;
    const Vector<double> found =
        two.gradient(MultiTask{two.networks, "trunk", PCGrad{}, two.of_class, two.of_value}, two.batch)
            .head(trunk);
    const Vector<double> a = 0.7 * two.gradient_of_class().head(trunk),
                         b = 1.3 * two.gradient_of_value().head(trunk);
    const double along = a.dot(b) * (1 + wrong);
    if (along >= 0) return {0, along, HUGE_VAL};  // no conflict, nothing shown
    const Vector<double> of_a = a - along / b.squaredNorm() * b, of_b = b - along / a.squaredNorm() * a;
    const double conflict = std::max(std::abs(of_a.dot(b)), std::abs(of_b.dot(a))) / (a.norm() * b.norm());
    return {(of_a + of_b).norm(), found.norm(),
            worse(conflict, relative(found, Vector<double>{of_a + of_b}))};
}

template <class = OnUse>
std::vector<Claim> multitask_claims() {
    return {
        {.id = "multitask-gradients-add",
         .statement = "The gradient of several tasks is the sum of the gradients of each task alone, at the "
                      "trunk and at the heads, where only one of them is not 0.",
         .formula = R"(\nabla J = \sum_t c_t \nabla J_t)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.7",
         .experiment =
             "Classes and values are trained on a trunk of two layers, with heads of one and of two "
             "layers. The joint gradient is compared with the gradients of each task alone.",
         .tolerance = 1e-12,
         .find = trunk_gets_the_sum},
        {.id = "multitask-missing-labels",
         .statement = "A missing label adds nothing: the gradient of each task is the gradient over the "
                      "samples with a label for it.",
         .formula = R"(\nabla J_t = \frac{1}{|O_t|} \sum_{j \in O_t} \nabla J_{t j}, \\ O_t \text{ the )"
                    R"(samples with a label of task } t)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.7; derived",
         .experiment =
             "The joint gradient of two tasks is compared with the gradients of each alone; 3 of 11 "
             "classes and 4 of 11 values are missing, both in one sample.",
         .tolerance = 1e-12,
         .find = missing_labels_add_nothing},
        {.id = "multitask-uncertainty-fixed-point",
         .statement =
             "Uncertainty weighting has its fixed point where the variance of each task is its loss.",
         .formula = R"(\arg\min_s \left(\frac{1}{2} e^{-s} L + \frac{s}{2}\right) = \log L, \\ \sigma^2 = L)",
         .source = "Kendall, Gal and Cipolla (2018)",
         .experiment = "Gradient descent trains the log variances of two tasks while the networks are fixed.",
         .tolerance = 1e-9,
         .find = uncertainty_is_the_loss},
        {.id = "multitask-surgery-ends-conflict",
         .statement = "With two conflicting tasks, neither of the gradients that PCGrad adds up conflicts "
                      "with the other task: they are orthogonal to it.",
         .formula = R"(g_1 - \frac{g_1^\top g_2}{|g_2|^2} g_2 \perp g_2 \\ \text{and } g_2 - \frac{g_1^\top )"
                    R"(g_2}{|g_1|^2} g_1 \perp g_1)",
         .source = "Yu et al. (2020)",
         .experiment = "The step of PCGrad at the trunk of two conflicting tasks is compared with both "
                       "projections.",
         .tolerance = 1e-12,
         .find = surgery_ends_the_conflict},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
