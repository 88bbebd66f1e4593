#pragma once

#include <regula/adversarial/attack.hpp>
#include <regula/adversarial/margin.hpp>
#include <regula/data/targets.hpp>
#include <regula/model/pass.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A matrix in the memory of a pass, for work until the pass begins anew. A pass that is reused keeps the
/// memory.
template <class Scalar>
Matrix<Scalar>& scratch_of(Pass<Scalar>& pass) {
    Matrix<Scalar>* found = nullptr;
    pass.constant([&](Matrix<Scalar>& m) { found = &m; });
    return *found;
}

/// The model under attack: the network that predicts, without noise and masks, as a function of the inputs of
/// a batch. With `draws` it is a network with the noise and masks of the pass; values and gradients are means
/// over that many draws, the same ones at all points, and its class is that of the mean score. It evaluates
/// the attack's loss of each sample at any points, features x samples:
///
///     victim.gradient(z)     the gradient of the sum of values(); valid until the next evaluation
///     victim.judge(z)        values() alone
///     victim.values()        a row, with the sign such that the attack raises them
///
/// A victim that `keeps` points compares all points that it evaluates, and best() has the best of them for
/// each sample: first those with a wrong class, if the batch has labels, then by values(). So an attack that
/// evaluates the points of a weaker one finds no less. In training nothing is kept.
///
/// Evaluations are probes of the pass, and all memory is of the pass. A pass that is reused from step to step
/// allocates nothing.
template <class Scalar, class F, class Loss>
class Victim {
public:
    using M = Matrix<Scalar>;

    /// The pass, the model and the batch must outlive the victim. Throws std::invalid_argument for a goal or
    /// a margin that needs classes, if there are none.
    Victim(Pass<Scalar>& pass, const F& f, const Loss& loss, const Batch<Scalar>& batch, const auto& attack,
           bool keeps = false, Index draws = 0)
        : Victim{pass, f, loss, batch.inputs, batch.targets, batch.labels, attack, keeps, draws} {}
    /// The same for inputs and targets, or inputs and labels.
    Victim(Pass<Scalar>& pass, const F& f, const Loss& loss, const M& x, const M& targets_of,
           const Labels& labels, const auto& attack, bool keeps = false, Index draws = 0)
        : pass_{pass},
          f_{f},
          loss_{loss},
          x_{x},
          labels_{labels},
          goal_{attack.goal},
          by_{attack.loss},
          keeps_{keeps},
          draws_{draws},
          targets_{targets_of.size() > 0 ? &targets_of : nullptr},
          values_{scratch_of(pass)},
          slope_{scratch_of(pass)},
          made_{scratch_of(pass)},
          best_{scratch_of(pass)},
          ranks_{scratch_of(pass)},
          mean_values_{scratch_of(pass)},
          mean_scores_{scratch_of(pass)},
          mean_gradient_{scratch_of(pass)} {
        const bool by_class = by_ != AttackLoss::training_loss || goal_ == Goal::leave_prediction ||
                              goal_ == Goal::reach_least_likely;
        require(!by_class || ClassLoss<Loss> || labels_.size() > 0,
                "attack: its goal or its margin needs labels, or a loss of classes");
        if (goal_ == Goal::leave_prediction || goal_ == Goal::reach_least_likely) aim_by_prediction();
        if (!keeps_) return;
        best_ = x_;
        ranks_.resize(2, x_.cols());
        ranks_.row(0).setConstant(-1), ranks_.row(1).setZero();
    }

    const M& inputs() const { return x_; }
    bool keeps() const { return keeps_; }
    /// The best points so far; the inputs if none was evaluated.
    const M& best() const { return best_; }
    const M& values() const { return values_; }

    void judge(const M& z) {
        const M& y =
            each_draw(z, [&](Pass<Scalar>& probe, Node, Node drawn) { take_values(probe.value(drawn)); });
        if (keeps_) keep_better(y, z);
    }
    const M& gradient(const M& z) {
        if (recorded_ && z == x_) {
            const auto& [x, y] = *recorded_;
            take_slope(pass_.value(y));
            return pass_.pull_back(y, x, [&](M& u) { u = slope_; });
        }
        if (draws_ > 0) mean_gradient_.setZero(z.rows(), z.cols());
        const M* found = nullptr;
        const M& y = each_draw(z, [&](Pass<Scalar>& probe, Node in, Node drawn) {
            take_slope(probe.value(drawn));
            probe.add_gradient(drawn, slope_);
            probe.backward();
            found = &probe.gradient(in);
            if (draws_ > 0) mean_gradient_ += *found, found = &mean_gradient_;
        });
        if (keeps_) keep_better(y, z);
        return *found;
    }
    /// The outputs y of the model at an input x of the pass with the values inputs(). If no noise, masks or
    /// draws act between them, the gradient at the inputs needs no further evaluation.
    void use_recorded(Node x, Node y) {
        if (pass_.is_plain(y, x)) recorded_ = {x, y};
    }
    /// The end of an attack: z as it is, or the best point of each sample if the victim keeps points.
    void finish(M& z) {
        if (!keeps_) return;
        judge(z);
        z = best_;
    }
    /// A matrix of the pass for the attack's own use.
    M& scratch() { return scratch_of(pass_); }

private:
    bool reaches() const { return goal_ == Goal::reach_least_likely || goal_ == Goal::reach_label; }

    /// Evaluates the model at points z, for each draw of noise and masks if there are any, and calls
    /// use(probe, input, outputs). Returns the mean of the outputs, and makes values() the mean of those that
    /// use has left.
    const M& each_draw(const M& z, const auto& use) {
        const auto evaluate = [&](Index draw) -> const M& {
            Pass<Scalar>& probe = pass_.probe(draws_ > 0);
            probe.afresh(static_cast<std::uint64_t>(draw));
            const Node in = probe.variable(z), y = f_(probe, in);
            use(probe, in, y);
            return probe.value(y);
        };
        if (draws_ == 0) return evaluate(0);
        const auto share = Scalar{1} / static_cast<Scalar>(draws_);
        values_.setZero(1, x_.cols());
        mean_values_.setZero(1, x_.cols());
        for (Index k = 0; k < draws_; ++k) {
            const M& y = evaluate(k);
            mean_values_ += share * values_;
            if (k == 0) mean_scores_.setZero(y.rows(), x_.cols());
            mean_scores_ += share * y;
        }
        values_ = mean_values_;
        return mean_scores_;
    }

    /// Makes the predicted classes at the inputs, or the least likely ones, the targets.
    void aim_by_prediction() {
        const M& y = each_draw(x_, [](Pass<Scalar>&, Node, Node) {});
        made_.setZero(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            const Index found = goal_ == Goal::leave_prediction ? class_of(y.col(j)) : class_of(-y.col(j));
            const Index c = std::max<Index>(0, found);  // of NaN any
            if (y.rows() == 1)
                made_(0, j) = static_cast<Scalar>(c);
            else
                made_(c, j) = 1;
        }
        targets_ = &made_;
    }

    /// The values at outputs y, and the gradient of their sum at y, of their mean over the draws.
    void take_slope(const M& y) {
        take_values(y);
        double sign = (reaches() ? -1.0 : 1.0) / static_cast<double>(std::max<Index>(1, draws_));
        if (by_ == AttackLoss::training_loss) {
            loss_.gradient(y, *targets_, slope_);
            sign *= static_cast<double>(y.cols());  // the loss is a mean
        }
        slope_ *= static_cast<Scalar>(sign);
    }

    void take_values(const M& y) {
        if (targets_ == nullptr) fill_targets(labels_, y.rows(), made_), targets_ = &made_;
        const M& t = *targets_;
        values_.resize(1, y.cols());
        if (by_ != AttackLoss::training_loss) slope_.resize(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            double value = 0;
            if (by_ == AttackLoss::training_loss)
                value = static_cast<double>(loss_.value(y.col(j), t.col(j)));
            else if (const Index c = class_of(t.col(j), 0.5); by_ == AttackLoss::margin)
                value = class_margin(y.col(j), c, slope_.col(j));
            else
                value = class_margin_ratio(y.col(j), c, slope_.col(j));
            values_(0, j) = static_cast<Scalar>(reaches() ? -value : value);
        }
    }

    void keep_better(const M& y, const M& z) {
        for (Index j = 0; j < y.cols(); ++j) {
            const bool hit =
                labels_.size() > 0 && (class_of(y.col(j)) == labels_[j]) == (goal_ == Goal::reach_label);
            const auto rank = static_cast<Scalar>(hit ? 1 : 0), value = values_(0, j);
            if (!(rank > ranks_(0, j) || (rank == ranks_(0, j) && value > ranks_(1, j)))) continue;
            ranks_(0, j) = rank, ranks_(1, j) = value;
            best_.col(j) = z.col(j);
        }
    }

    Pass<Scalar>& pass_;
    const F& f_;
    Loss loss_;
    const M& x_;
    const Labels& labels_;
    Goal goal_;
    AttackLoss by_;
    bool keeps_;
    Index draws_;
    std::optional<std::pair<Node, Node>> recorded_ = {};
    const M* targets_;
    M &values_, &slope_, &made_, &best_, &ranks_, &mean_values_, &mean_scores_, &mean_gradient_;
};

}  // namespace regula::inline REGULA_ABI
