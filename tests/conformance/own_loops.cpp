// Every policy of the library in a loop of one's own, without a run that has checked it: its verbs refuse the
// coefficients that check() refuses, and act on parts of a matrix, which are no variables. A new policy has a
// line here, as own_loop(Its{good}, Its{wrong}), or without the second where it has no coefficients.
#include <regula/adversarial.hpp>
#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/auxiliary.hpp>
#include <regula/constraint.hpp>
#include <regula/constraint/affine_set.hpp>
#include <regula/constraint/psd_cone.hpp>
#include <regula/constraint/rank.hpp>
#include <regula/constraint/spectral_norm.hpp>
#include <regula/constraint/spectral_radius.hpp>
#include <regula/constraint/stiefel.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/gate.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/noise.hpp>
#include <regula/penalty.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/quadratic_form.hpp>
#include <regula/penalty/rank_penalty.hpp>
#include <regula/stopping.hpp>
#include <regula/tangent.hpp>
#include <regula/update.hpp>

#include "support/catch.hpp"

#include <functional>

using namespace regula;

namespace tests::conformance_own_loops {

/// Shares of classes, so that any policy can meet them.
Matrix<double> shares(Index rows, Index cols) {
    Matrix<double> x(rows, cols);
    for (Index j = 0; j < cols; ++j)
        for (Index i = 0; i < rows; ++i)
            x(i, j) = 0.3 + std::sin(1.0 + 2.7 * static_cast<double>(i + rows * j)) / 4;
    return x * x.colwise().sum().cwiseInverse().asDiagonal();
}

/// What is done with each verb: its name, and a call of it.
using Ask = std::function<void(const char* verb, const std::function<void()>& call)>;

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
const Complaints none;

bool refuses(const std::function<void()>& call) {
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
    each_verb(wrong, x, y, 0, cols, [&](const char* verb, const auto& call) {
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
    const auto call_it = [](const char*, const auto& call) { call(); };
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

const Matrix<double> v = Matrix<double>::Constant(5, 3, 0.3);

TEST_CASE("penalties that are sums over entries speak and act in a loop of one's own") {
    CHECK(own_loop(ElasticNet{0.3, 0.2}, ElasticNet{-1, 0.2}) == none);
    CHECK(own_loop(HuberPenalty{0.7, 0.4}, HuberPenalty{-1, 0.4}) == none);
    CHECK(own_loop(L0{0.3}, L0{-1}) == none);
    CHECK(own_loop(L1{0.3}, L1{-1}) == none);
    CHECK(own_loop(L2{0.3}, L2{-1}) == none);
    CHECK(own_loop(LHalf{0.3}, LHalf{-1}) == none);
    CHECK(own_loop(LTwoThirds{0.3}, LTwoThirds{-1}) == none);
    CHECK(own_loop(LogSum{0.3, 0.2}, LogSum{-1, 0.2}) == none);
    CHECK(own_loop(Lp{0.3, 0.7}, Lp{-1, 0.7}) == none);
    CHECK(own_loop(Mcp{0.6, 1.3}, Mcp{-1, 1.3}) == none);
    CHECK(own_loop(Scad{0.3, 2.3}, Scad{-1, 2.3}) == none);
    CHECK(own_loop(StudentT{0.7, 0.3}, StudentT{-1, 0.3}) == none);
    CHECK(own_loop(Towards{0.3, v}, Towards{-1, v}) == none);
    CHECK(own_loop(weighted(L1{0.3}, v), weighted(L1{0.3}, -v)) == none);
    CHECK(own_loop(MoreauEnvelope{L1{0.7}, 0.3}, MoreauEnvelope{L1{0.7}, -1}) == none);
    CHECK(own_loop(subgradient(L1{0.3}), subgradient(L1{-1})) == none);
    CHECK(own_loop(proximal(L2{0.3}), proximal(L2{-1})) == none);
    CHECK(own_loop(decoupled(L2{0.3}), decoupled(L2{-1})) == none);
}

TEST_CASE("penalties of groups and of whole matrices speak and act in a loop of one's own") {
    const Eigen::MatrixXi groups =
        (Eigen::MatrixXi(5, 3) << 0, 0, 1, -1, 0, 2, 1, 1, 2, 2, 4, 4, 0, -1, 4).finished();
    const Vector<double> lambda = Vector<double>::LinSpaced(15, 2, 0);
    const Matrix<double> definite = Matrix<double>::Identity(15, 15);
    CHECK(own_loop(FusedLasso{0.3, 0.2}, FusedLasso{-1, 0.2}) == none);
    CHECK(own_loop(GroupLasso{0.7}, GroupLasso{-1}) == none);
    CHECK(own_loop(GroupLassoOver{0.3, groups}, GroupLassoOver{-1, groups}) == none);
    CHECK(own_loop(L21{0.3}, L21{-1}) == none);
    CHECK(own_loop(L2Norm{0.7}, L2Norm{-1}) == none);
    CHECK(own_loop(LInfinity{0.7}, LInfinity{-1}) == none);
    CHECK(own_loop(NuclearNorm{0.3}, NuclearNorm{-1}) == none);
    CHECK(own_loop(RankPenalty{0.3}, RankPenalty{-1}) == none);
    CHECK(own_loop(Slope{0.3, lambda}, Slope{-1, lambda}) == none);
    CHECK(own_loop(SparseGroupLasso{0.3, 0.2}, SparseGroupLasso{-1, 0.2}) == none);
    CHECK(own_loop(TotalVariation{0.3}, TotalVariation{-1}) == none);
    CHECK(own_loop(ConfidencePenalty{0.3}, ConfidencePenalty{-1}) == none);
    CHECK(own_loop(VariationalKl{0.3}, VariationalKl{-1}) == none);
    CHECK(own_loop(KlSparsity{.strength = 0.3, .target = 0.2}, KlSparsity{.strength = -1, .target = 0.2}) ==
          none);
    CHECK(own_loop(Orthogonal{0.3}, Orthogonal{-1}) == none);
    CHECK(own_loop(QuadraticForm{0.3, definite, v}, QuadraticForm{-1, definite, v}) == none);
    CHECK(own_loop(soft(MaxNorm{0.7}, 0.3), soft(MaxNorm{0.7}, -1)) == none);
}

TEST_CASE("constraints speak and act in a loop of one's own") {
    const Matrix<double> a{{1, -2, 0.5, 0, 3}, {0, 1, 1, 0.3, 0}};
    CHECK(own_loop(AffineSet{a, Vector<double>{{0.7, 1}}}, AffineSet{a, Vector<double>{{0.7}}}) == none);
    CHECK(own_loop(Box{-0.2, 0.1}, Box{1, -1}) == none);
    CHECK(own_loop(HalfSpace{v, -0.7}, HalfSpace{0 * v, -0.7}) == none);
    CHECK(own_loop(L0Ball{4}, L0Ball{0}) == none);
    CHECK(own_loop(L1Ball{0.7}, L1Ball{-1}) == none);
    CHECK(own_loop(Isotonic{}) == none);
    CHECK(own_loop(L2Ball{0.3}, L2Ball{-1}) == none);
    CHECK(own_loop(LInfinityBall{0.1}, LInfinityBall{-1}) == none);
    CHECK(own_loop(MaxNorm{0.1}, MaxNorm{-1}) == none);
    CHECK(own_loop(MinMaxNorm{.min = 0.7, .max = 1.3}, MinMaxNorm{.min = 2, .max = 1}) == none);
    CHECK(own_loop(NonNegative{}) == none);
    CHECK(own_loop(PsdCone{}) == none);
    CHECK(own_loop(Rank{2}, Rank{0}) == none);
    CHECK(own_loop(SecondOrderCone{}) == none);
    CHECK(own_loop(Simplex{1.3}, Simplex{-1}) == none);
    CHECK(own_loop(SpectralNorm{0.3}, SpectralNorm{-1}) == none);
    CHECK(own_loop(SpectralRadius{0.3}, SpectralRadius{-1}, 4, 4) == none);
    CHECK(own_loop(Stiefel{}) == none);
    CHECK(own_loop(UnitNorm{}) == none);
    CHECK(own_loop(intersect(MaxNorm{0.1}, NonNegative{}), intersect(MaxNorm{-1}, NonNegative{})) == none);
    CHECK(own_loop(constrained(L1{1}, 0.7), constrained(L1{1}, -1)) == none);
}

TEST_CASE("gates, noise and mixing speak and act in a loop of one's own") {
    CHECK(own_loop(AlphaDropout{0.3}, AlphaDropout{1.5}) == none);
    CHECK(own_loop(DropBlock{0.3, 2, 2, 3}, DropBlock{1.5, 2, 2, 3}, 12) == none);
    CHECK(own_loop(Dropout{0.3}, Dropout{1.5}) == none);
    CHECK(own_loop(GaussianGate{0.3}, GaussianGate{-1}) == none);
    CHECK(own_loop(SpatialDropout{0.3, 3}, SpatialDropout{1.5, 3}, 12) == none);
    CHECK(own_loop(StochasticDepth{0.3}, StochasticDepth{1.5}) == none);
    CHECK(own_loop(per_minibatch(Dropout{0.3}), per_minibatch(Dropout{1.5})) == none);
    CHECK(own_loop(GaussianNoise{0.3}, GaussianNoise{-1}) == none);
    CHECK(own_loop(LabelNoise{0.3}, LabelNoise{-1}) == none);
    CHECK(own_loop(LabelSmoothing{0.3}, LabelSmoothing{-1}) == none);
    CHECK(own_loop(LabelTransition{symmetric_transition(5, 0.3)},
                   LabelTransition{Matrix<double>::Zero(5, 5)}) == none);
    CHECK(own_loop(MaskingNoise{0.3}, MaskingNoise{-1}) == none);
    CHECK(own_loop(SaltAndPepper{0.3}, SaltAndPepper{-1}) == none);
    CHECK(own_loop(UniformNoise{0.3}, UniformNoise{-1}) == none);
    CHECK(own_loop(CutMix{.height = 4, .width = 3}, CutMix{.height = 0, .width = 3}, 12) == none);
    CHECK(own_loop(Mixup{0.7}, Mixup{-1}) == none);
}

TEST_CASE("auxiliary losses speak in a loop of one's own") {
    CHECK(passed(InputGradientPenalty{-1}) == none);
    CHECK_NOTHROW(add_losses(InputGradientPenalty{0.3}));
    CHECK(passed(Consistency{-1}) == none);
    CHECK(passed(EntropyMinimization{-1}) == none);
    CHECK(passed(FixMatch{GaussianNoise{0.1}, GaussianNoise{0.3}, -1}) == none);
    CHECK(passed(FixMatch{GaussianNoise{0.1}, GaussianNoise{-1}}) == none);
    CHECK(passed(MeanTeacher{-1, 0.9}) == none);
    CHECK(passed(PseudoLabel{0.3, 2}) == none);
    CHECK_NOTHROW(add_losses(Consistency{0.3}));
    CHECK_NOTHROW(add_losses(EntropyMinimization{0.3}));
    CHECK_NOTHROW(add_losses(FixMatch{GaussianNoise{0.1}, GaussianNoise{0.3}}));
    CHECK_NOTHROW(add_losses(MeanTeacher{0.3, 0.9}));
    CHECK_NOTHROW(add_losses(PseudoLabel{0.3, 0.5}));
}

TEST_CASE("losses at adversarial points and penalties on derivatives speak in a loop of one's own") {
    CHECK(passed(AdversarialTraining{Fgsm{LInfinityBall{0.1}}, 2}) == none);
    CHECK(passed(AdversarialTraining{Fgsm{LInfinityBall{-1}}}) == none);
    CHECK(passed(Trades{.threat = LInfinityBall{0.1}, .strength = -1}) == none);
    CHECK(passed(VirtualAdversarial{-1}) == none);
    CHECK(passed(IntervalTraining{.threat = LInfinityBall{0.1}, .clean_share = 2}) == none);
    CHECK(passed(TangentProp{SameDirections{Matrix<double>::Ones(3, 2)}, -1}) == none);
    CHECK(passed(JacobianPenalty{-1}) == none);
    CHECK(passed(Contractive{-1}) == none);
    CHECK(passed(ContractiveHessian{0.3, -1}) == none);
    CHECK_NOTHROW(add_losses(AdversarialTraining{Fgsm{LInfinityBall{0.1}}}));
    CHECK_NOTHROW(add_losses(Trades{.threat = LInfinityBall{0.1}}));
    CHECK_NOTHROW(add_losses(VirtualAdversarial{0.3}));
    CHECK_NOTHROW(add_losses(TangentProp{SameDirections{Matrix<double>::Ones(3, 2)}, 0.3}));
    CHECK_NOTHROW(add_losses(JacobianPenalty{0.3}));
}

TEST_CASE("clippings, ascents, averages and stopping policies speak in a loop of one's own") {
    CHECK(own_loop(ClipNorm{0.7}, ClipNorm{-1}) == none);
    CHECK(own_loop(ClipValue{0.1}, ClipValue{-1}) == none);
    CHECK(own_loop(Frozen{}) == none);
    CHECK(own_loop(LearningRate{0.1}, LearningRate{-1}) == none);
    CHECK(own_loop(AdaptiveSam{0.3}, AdaptiveSam{-1}) == none);
    CHECK(own_loop(Sam{0.3}, Sam{-1}) == none);
    CHECK(passed(Ema{2}) == none);
    CHECK(passed(Polyak{-1}) == none);
    CHECK(passed(Swa{.start = 3, .every = 0}) == none);
    CHECK(passed(EarlyStopping{.patience = -3}) == none);
    CHECK(passed(ReduceOnPlateau{.factor = 3}) == none);
    CHECK(passed(StopAfter{0}) == none);
    CHECK(passed(StopBelow{.value = std::numeric_limits<double>::quiet_NaN()}) == none);
    CHECK(passed(stop_when(GeneralizationLoss{.alpha = -1})) == none);
    CHECK(passed(stop_when(ProductivityQuotient{.strip = 1})) == none);
    CHECK(passed(stop_when(Rises{.times = 0})) == none);
    CHECK(passed(stop_when(Rises{.times = 2}, EarlyStopping{.patience = -3})) == none);
}

TEST_CASE("a transposed matrix is projected in place") {
    const auto in_place = [](const auto& constraint) {
        Matrix<double> w = shares(3, 5), turned = w.transpose();
        constraint.project(turned);
        constraint.project(w.transpose());
        return (w.transpose() - turned).norm() < 1e-14 && w != shares(3, 5);
    };
    CHECK(in_place(MaxNorm{0.1}));
    CHECK(in_place(UnitNorm{}));
    CHECK(in_place(L1Ball{0.7}));
    CHECK(in_place(Box{-0.2, 0.1}));
}

TEST_CASE("a stopping policy refuses records that count no epochs") {
    const auto watch_twice = [](const auto& policy) {
        Record record{.objective = {{"loss", 1}}, .metrics = {{"validation_loss", 1}}};
        Vector<double> theta = Vector<double>::Zero(2);
        auto watch = policy.start(theta, record);
        record.epoch = 1;
        watch.should_stop(theta, record);
        CHECK_THROWS_AS(watch.should_stop(theta, record), std::invalid_argument);
    };
    watch_twice(EarlyStopping{});
    watch_twice(stop_when(Rises{}));
    watch_twice(stop_when(GeneralizationLoss{}));
    watch_twice(stop_when(ProductivityQuotient{}));
    Record record{.metrics = {{"validation_loss", 1}}};
    CHECK_THROWS_WITH(
        EarlyStopping{}.begin(record).see(record),
        "EarlyStopping: record.epoch must grow from record to record and be 1 after the first epoch, "
        "got 0 after 0");
}

}  // namespace tests::conformance_own_loops
