#pragma once

// Every policy of the library in a loop of one's own, without a run that has checked it: its verbs refuse the
// coefficients that check() refuses, and act on parts of a matrix, which are no variables. A new policy has a
// line in a file of its kind, as own_loop(Its{good}, Its{wrong}), or without the second where it has no
// coefficients.
#include <regula/core/name.hpp>
#include <regula/core/pipeline.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network.hpp>

#include "support/laws.hpp"

#include <cmath>
#include <concepts>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace regula::test {

/// Shares of classes, so that any policy can meet them.
inline Matrix<double> shares(Index rows, Index cols) {
    Matrix<double> x(rows, cols);
    for (Index j = 0; j < cols; ++j)
        for (Index i = 0; i < rows; ++i)
            x(i, j) = 0.3 + std::sin(1.0 + 2.7 * static_cast<double>(i + rows * j)) / 4;
    return x * x.colwise().sum().cwiseInverse().asDiagonal();
}

/// A reference to a function without arguments, for which a compiler makes one function, where std::function
/// takes ten: there are hundreds.
class Call {
public:
    template <class F>
    requires(!std::same_as<F, Call>) Call(const F& call)
        : object_{&call}, call_{[](const void* object) { (*static_cast<const F*>(object))(); }} {}
    void operator()() const { call_(object_); }

private:
    const void* object_;
    void (*call_)(const void*);
};

/// What is done with each verb: its name, and a call of it.
using Ask = std::function<void(const char* verb, Call call)>;

/// Asks an auxiliary loss on a small network.
template <class P>
void add_losses(const P& policy) {
    const auto net = linear_model<double>(3, 2);
    const Batch<double> batch{
        .inputs = Matrix<double>::Ones(3, 4), .targets = Matrix<double>::Ones(2, 4), .labels = {}};
    Pass<double> pass;
    const auto nothing = pipeline();
    auto hooks = hooks_of<double>(nothing, StepTime{Key{3}});
    const Vector<double> mean = 0.5 * net.parameters().vector();
    hooks.mean = &mean;
    Workers alone;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    policy.add_losses(pass, net, SoftmaxCrossEntropy{}, batch);
}

/// Asks each verb of a policy on parts of x and y, in(x) and in(y).
template <class P>
void each_verb_in(const P& policy, auto& x, auto& y, const auto& in, Index cols, const Ask& ask) {
    const Key key{3};
    [[maybe_unused]] const Matrix<double> steps = 0.1 * shares(in(x).rows(), cols);
    if constexpr (Penalty<P>) {
        ask("value", [&] { static_cast<void>(policy.value(in(x))); });
        ask("add_gradient", [&] { policy.add_gradient(in(x), in(y)); });
    }
    if constexpr (requires { policy.conjugate(x); })
        ask("conjugate", [&] { static_cast<void>(policy.conjugate(in(x))); });
    if constexpr (requires { policy.variance(); })
        ask("variance", [&] { static_cast<void>(policy.variance()); });
    if constexpr (ElementwiseProx<P>) ask("prox(w, steps)", [&] { policy.prox(in(x), steps); });
    if constexpr (ProximalPenalty<P>) ask("prox", [&] { policy.prox(in(x), 0.2); });
    if constexpr (Decay<P>) ask("decay", [&] { policy.decay(in(x), 0.2); });
    if constexpr (Constraint<P>) ask("project", [&] { policy.project(in(x)); });
    if constexpr (Noise<P>) ask("perturb", [&] { policy.perturb(in(x), key); });
    if constexpr (Gate<P>) ask("gate", [&] { policy.gate(in(y), key); });
    if constexpr (AffineGate<P>) ask("gate(x, gain)", [&] { policy.gate(in(x), in(y), key); });
    if constexpr (Clipping<P>) ask("clip", [&] { policy.clip(in(x)); });
    if constexpr (RateFactor<P>) ask("rate_factor", [&] { static_cast<void>(policy.rate_factor()); });
    if constexpr (Mixing<P>) ask("mix", [&] { policy.mix(in(x), in(y), key); });
    if constexpr (AuxiliaryLoss<P>) ask("add_losses", [&] { add_losses(policy); });
    if constexpr (Ascent<P>) ask("ascend", [&] { policy.ascend(in(x), in(y)); });
    if constexpr (AveragingOfUpdates<P>) ask("share_of_update", [&] { policy.share_of_update(4); });
    if constexpr (AveragingOfEpochs<P>) ask("share_of_epoch", [&] { policy.share_of_epoch(4); });
    if constexpr (Stopping<P>) {
        const Record record{.objective = {{"loss"}}, .metrics = {{"validation_loss"}}};
        ask("start", [&] { policy.start(x, record); });
    }
}

/// Asks each verb of a policy, on `cols` columns of x and y that begin at `first`. They are parts of a matrix
/// and no variables, as a loop of one's own may have them.
template <class P>
void each_verb(const P& policy, Matrix<double>& x, Matrix<double>& y, Index first, Index cols,
               const Ask& ask) {
    each_verb_in(
        policy, x, y, [=](Matrix<double>& m) { return m.middleCols(first, cols); }, cols, ask);
}

using Complaints = std::vector<std::string>;

inline bool refuses(Call call) {
    try {
        call();
        return false;
    } catch (const std::invalid_argument&) {
        return true;
    }
}

/// What a policy with wrong coefficients does without a word.
template <class P>
Complaints passed(const P& wrong, Index rows = 5, Index cols = 3) {
    Complaints all;
    Matrix<double> x = shares(rows, cols), y = x;
    const Matrix<double> before = x;
    if (!refuses([&] { validate(wrong); })) all.push_back("check() takes the coefficients");
    int asked = 0;
    each_verb(wrong, x, y, 0, cols, [&](const char* verb, Call call) {
        ++asked;
        if (!refuses(call)) all.push_back(text(policy_name(wrong), ": ", verb, " takes them"));
    });
    if (asked == 0) all.push_back("no verb was asked");
    if (x != before || y != before) all.push_back("something has changed");
    return all;
}

/// What a policy does not do to columns in the middle of a matrix, or to the transpose of a matrix by rows,
/// which it does to all columns of one. That these are as good as the matrix the laws ask,
/// core/check/bench.hpp.
template <class P>
Complaints missed(const P& good, Index rows = 5, Index cols = 3) {
    Matrix<double> x = shares(rows, cols), y = x, wide = Matrix<double>::Constant(rows, cols + 2, 7),
                   wider = wide;
    wide.middleCols(1, cols) = x;
    wider.middleCols(1, cols) = y;
    const auto call_it = [](const char*, Call call) { call(); };
    each_verb(good, x, y, 0, cols, call_it);
    each_verb(good, wide, wider, 1, cols, call_it);
    Complaints all;
    for (const Matrix<double>* m : {&wide, &wider})
        if (!m->leftCols(1).isConstant(7, 0) || !m->rightCols(1).isConstant(7, 0))
            all.push_back(policy_name(good) + " changes what is beside its columns");
    if (!wide.middleCols(1, cols).isApprox(x, 1e-12) || !wider.middleCols(1, cols).isApprox(y, 1e-12))
        all.push_back(policy_name(good) + " does something else to columns of a matrix");
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Rows by_rows = shares(rows, cols).transpose(), more_rows = by_rows;
    each_verb_in(
        good, by_rows, more_rows, [](Rows& m) { return m.transpose(); }, cols, call_it);
    if (!by_rows.transpose().isApprox(x, 1e-12) || !more_rows.transpose().isApprox(y, 1e-12))
        all.push_back(policy_name(good) + " does something else to a matrix by rows");
    return all;
}

template <class P>
Complaints own_loop(const P& good, const P& wrong, Index rows = 5, Index cols = 3) {
    Complaints all = passed(wrong, rows, cols);
    for (const std::string& more : missed(good, rows, cols)) all.push_back(more);
    return all;
}
template <class P>
Complaints own_loop(const P& good) {
    return missed(good, 4, 4);
}

}  // namespace regula::test
