#pragma once

#include <regula/core/pipeline.hpp>

#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A constraint or a proximal penalty says `static constexpr bool convex = false` if it is not.
template <class P>
inline constexpr bool is_convex = true;
template <class P>
requires requires { P::convex; }
inline constexpr bool is_convex<P> = P::convex;
template <class P>
requires requires { typename P::Inner; }
inline constexpr bool is_convex<P> = is_convex<typename P::Inner>;

/// A constraint says `static constexpr bool across_units = true` if it means to tie the columns of a matrix
/// together and is not one of the matrix as a whole. Without it a projection of the rows is a broken law.
template <class P>
concept AcrossUnits = requires {
    requires P::across_units;
};

/// The laws of a policy's kinds, asked at random points through the pipeline of a run. Those that are broken
/// are added to a list, once each, in sentences.
template <class P, class Scalar>
class Laws {
public:
    Laws(const P& policy, Index rows, Index cols, std::vector<std::string>& broken)
        : policy_{policy}, rows_{rows}, cols_{cols}, broken_{broken} {}

    void ask() {
        if constexpr (Penalty<P>) ask_penalty();
        if constexpr (ProximalPenalty<P>) ask_prox();
        if constexpr (Decay<P>) ask_decay();
        if constexpr (Constraint<P>) ask_constraint();
        if constexpr (Noise<P>) ask_noise();
        if constexpr (Gate<P>) ask_gate();
        if constexpr (Clipping<P>) ask_clipping();
        if constexpr (Stopping<P>) ask_stopping();
    }

private:
    using M = Matrix<Scalar>;
    static constexpr double rounding = std::is_same_v<Scalar, float> ? 2e-5 : 1e-10;

    void ask_penalty() {
        const auto run = pipeline(on(weights, subgradient(policy_)));
        for (std::uint64_t point = 0; point < 3; ++point) {
            const M w = draw(point, 1.3), held = draw(point + 10);
            const Matrix<double> exact = w.template cast<double>();
            const double here = value(w), expected = value(exact);
            hold(std::isfinite(here), "value is a finite number");
            hold(std::abs(here - expected) <= rounding * std::max(1.0, std::abs(expected)),
                 "value is the same in float and double", ", got ", here, " and ", expected);
            const auto add = [&](auto slot, auto& g) { run.add_gradient(slot, w, g, Moment{}); };
            const M g = acted(M{M::Zero(rows_, cols_)}, add);
            same(g, slope(exact), "add_gradient is the gradient of value", std::max(1e-6, rounding));
            same(acted(held, add) - held, g, "add_gradient adds to what the gradient holds");
        }
    }

    void ask_prox() {
        const auto run = pipeline(on(weights, proximal(policy_)));
        const auto prox = [&](const M& w, const auto& t) { return settled(run, w, t, 1); };
        const M a = draw(20, 1.3), b = draw(21, 1.3), steps = draw(22).cwiseAbs();
        same(prox(a, 0.0), a, "prox with a step of 0 changes nothing");
        for (const double t : {0.1, 0.5, 1.7}) {
            const M p = prox(a, t), q = prox(b, t);
            const double excess = above_neighbours(a.template cast<double>(), p.template cast<double>(), t);
            hold(excess <= rounding, "prox(w, t) minimises |u - w|^2 / 2 + t value(u)", "; at t = ", t,
                 " there is a u that is lower by ", excess);
            hold(!is_convex<P> || (p - q).squaredNorm() <= (p - q).cwiseProduct(a - b).sum() + rounding,
                 "the prox of a convex penalty is firmly non-expansive");
            M lost = with_nan(a);
            policy_.prox(lost, t);
            hold(lost.hasNaN(), "prox hides no NaN");
        }
        if constexpr (ElementwiseProx<P>) {
            const M all = prox(a, steps);
            M single = all;
            for (Index i = 0; i < a.size(); ++i) single(i) = prox(a, static_cast<double>(steps(i)))(i);
            same(all, single, "prox(w, steps) is prox(w, step) entry by entry");
        }
    }

    void ask_decay() {
        const auto run = pipeline(on(weights, policy_));
        const M w = draw(30, 1.3);
        same(settled(run, w, 0.0, 0), w, "decay with a step of 0 changes nothing");
        if constexpr (requires { policy_.penalty; }) {
            M g = M::Zero(rows_, cols_);
            policy_.penalty.add_gradient(w, g);
            same(settled(run, w, 0.0, 0.3), w - Scalar(0.3) * g, "decay is a step against the gradient");
        }
    }

    void ask_constraint() {
        const auto run = pipeline(on(weights, policy_));
        const auto project = [&](const M& w) { return settled(run, w, 1.0, 1); };
        bool by_unit = true, whole = true;
        for (const double scale : {0.1, 1.0, 10.0}) {
            const M v = draw(40, scale), p = project(v);
            const double slack = rounding * (1 + static_cast<double>(v.squaredNorm()));
            same(project(p), p, "projecting twice is projecting once");
            for (std::uint64_t k = 0; k < 60; ++k) {  // points of the set, near p and anywhere
                const auto part = static_cast<Scalar>(std::pow(0.9, k));
                const M other = draw(50 + k, scale * std::pow(0.9, k));
                const std::array from{other, M{v + other}, M{p + part * (v - p)}, M{(1 - part) * p}};
                const M q = project(from[k % 4]), between = Scalar(0.3) * p + Scalar(0.7) * q;
                const bool obtuse = !is_convex<P> || (v - p).cwiseProduct(q - p).sum() <= slack;
                hold(obtuse && (v - p).squaredNorm() <= (v - q).squaredNorm() + slack,
                     "project finds the nearest point of the set");
                if (is_convex<P>) same(project(between), between, "a point of the set stays where it is");
            }
            M lost = with_nan(v);
            policy_.project(lost);
            hold(lost.hasNaN(), "project hides no NaN");
            if constexpr (!AcrossUnits<P>) {
                whole = whole && differ(project(v.transpose()).transpose(), p) <= rounding;
                for (Index j = 0; j < cols_; ++j)
                    by_unit = by_unit && differ(project(v.col(j)), p.col(j)) <= rounding;
            }
        }
        hold(by_unit || whole, "a projection takes every column by itself, or the matrix as a whole");
    }

    void ask_noise() {
        const auto run = pipeline(on(home(inputs), policy_));
        constexpr Role role = role_of(home(inputs));
        const auto perturb = [&](auto& m, std::uint64_t key) {
            std::remove_cvref_t<decltype(m.eval())> gain;
            run.disturb(Slot<role>{block_}, m, gain, Moment{.key = Key{key}});
        };
        const M x = batch<role>(), first = ask_draws<role>(x, perturb);
        bool varies = false;
        for (std::uint64_t key = 2; key < 6; ++key) varies = varies || first != changed(x, perturb, key);
        // What no key changes must be a function of the sample: of two that are alike the same.
        hold(varies || first.col(0) == first.col(1), "another key makes other draws");
    }

    void ask_gate() {
        constexpr Role role = role_of(home(hidden));
        const auto gate = [&](auto& gain, std::uint64_t key) { policy_.gate(gain, Key{key}); };
        const M ones = M::Ones(rows_, 64), x = batch<role>(), first = ask_draws<role>(ones, gate);
        hold(first != changed(ones, gate, 2) || first == ones, "another key makes other draws");
        same(changed(x, gate, 1), x.cwiseProduct(first), "gate multiplies the gains that it finds");
        M y = x, gain;
        pipeline(on(home(hidden), policy_)).disturb(Slot<role>{block_}, y, gain, Moment{});
        same(y, x.cwiseProduct(gain), "what is gated is multiplied by the gains");

        constexpr std::uint64_t keys = 1000;  // are independent; the gains of one key may not be
        Vector<double> mean(keys);
        for (std::uint64_t k = 0; k < keys; ++k)
            mean[static_cast<Index>(k)] = static_cast<double>(changed(ones, gate, 100 + k).mean());
        const double error = std::sqrt((mean.array() - mean.mean()).square().mean() / keys);
        hold(error <= 0.02, "the gains of mean 1 vary too much to see it", ", with an error of ", error);
        hold(std::abs(mean.mean() - 1) <= 4 * error + rounding, "the mean of the gains is 1", ", got ",
             mean.mean(), " +- ", error);
    }

    /// The laws of whatever is random; returns what the key 1 makes of x.
    template <Role role>
    M ask_draws(const M& x, const auto& act) {
        const M first = changed(x, act, 1), few = x.leftCols(17);
        hold(first == changed(x, act, 1), "the same key makes the same draws");
        hold(first.allFinite(), "what is drawn is finite");
        same(changed(few, act, 1), first.leftCols(17), "a sample gets the same draws in a batch of any size");
        same(first, changed(Matrix<double>{x.template cast<double>()}, act, 1),
             "float and double get the same draws");
        return acted<role>(x, [&](auto, auto& m) { act(m, 1); });
    }

    void ask_clipping() {
        const auto run = pipeline(policy_);
        const auto clip = [&](M g) { return run.clip(g, Moment{}), g; };
        for (const double scale : {1e-9, 0.1, 1.0, 10.0, 1e6}) {
            const M g = draw(60, scale), clipped = clip(g);
            hold(clipped.norm() <= (1 + rounding) * g.norm(), "clip lengthens no gradient");
            hold(clipped.cwiseProduct(g).sum() > 0, "clip never turns a gradient back");
            same(clip(clipped), clipped, "clipping twice is clipping once");
            hold(scale > 1e-6 || clipped == g, "clip leaves a short gradient as it is");
        }
        hold(clip(with_nan(draw(61))).hasNaN(), "clip hides no NaN");
    }

    void ask_stopping() {
        Parameters<Scalar> theta{{{.name = "weight", .rows = rows_, .cols = cols_}}};
        theta[0] = draw(70);
        const Vector<Scalar> before = theta.vector();
        const auto epoch = [](int number, double loss) {
            const std::vector<Term> metrics{{"validation_loss", loss}, {"validation_error", loss}};
            return Record{.epoch = number, .objective = {{"loss", loss}}, .metrics = metrics};
        };
        const auto answers = [&](bool beside_another) {
            auto watch = policy_.start(theta, epoch(0, 1)), other = policy_.start(theta, epoch(0, 1));
            std::vector<int> all;
            for (int n = 1; n <= 20; ++n) {
                if (beside_another) other.should_stop(theta, epoch(n, 0.01 * n));
                all.push_back(watch.should_stop(theta, epoch(n, 0.1 + std::abs(0.1 * n - 1))));
                all.push_back(watch.best_epoch());
            }
            return all;
        };
        policy_.start(theta, epoch(0, 1)).finish(theta);
        hold(theta.vector() == before, "finish before the first epoch leaves the parameters as they are");
        hold(answers(false) == answers(true), "the watch of one run does not see another run");
    }

    /// What a verb makes of a matrix. On a block in the middle of another matrix, and on the weights of a
    /// run, it must do the same, and nothing beside.
    template <Role role = Role::weight>
    M acted(const M& m, const auto& act) {
        M result = m, around = M::Ones(m.rows() + 3, m.cols() + 2);
        act(Slot<role>{block_}, result);
        auto inside = around.block(2, 1, m.rows(), m.cols());
        inside = m;
        act(Slot<role>{block_}, inside);
        same(inside, result, "a verb does the same on a block of a matrix as on a matrix");
        inside.setOnes();
        hold((around.array() == 1).all(), "a verb changes nothing but what it is given");
        if constexpr (role == Role::weight) {
            Parameters<Scalar> theta{{{.name = "0", .rows = m.rows(), .cols = m.cols()},
                                      {.role = Role::bias, .name = "bias", .rows = m.cols(), .cols = 1},
                                      {.layer = 1, .name = "1", .rows = m.rows(), .cols = m.cols()}}};
            theta["0"] = m;
            theta["bias"].setOnes();
            M other = theta["1"] = Scalar(3) * m;
            act(Slot<role>{theta.blocks()[2]}, other);
            for_each_slot(theta.blocks(), [&](auto slot) {
                auto w = theta[slot.block];
                act(slot, w);
            });
            hold((theta["bias"].array() == 1).all(), "biases stay as they are");
            same(theta["0"], result, "a verb takes each block by itself");
            same(theta["1"], other, "a verb takes each block by itself");
        }
        return result;
    }

    /// What a run makes of weights around the step.
    M settled(const auto& run, const M& w, const auto& reach, double rate) {
        return acted(w, [&](auto slot, auto& m) {
            const auto reached = [&]() -> const auto& { return reach; };
            run.decay(slot, m, rate, Moment{});
            run.settle(slot, m, reached, Moment{});
        });
    }

    static auto changed(auto m, const auto& act, std::uint64_t key) {
        act(m, key);
        return m;
    }

    double value(const auto& w) const {
        std::array<double, 1> values{};
        pipeline(on(weights, subgradient(policy_))).add_values(Slot<Role::weight>{block_}, w, {}, values);
        return values[0];
    }

    /// The gradient of value by central differences.
    Matrix<double> slope(Matrix<double> w) const {
        Matrix<double> g = w;
        for (Index i = 0; i < w.size(); ++i) {
            const double at = w(i), h = 1e-5;
            w(i) = at + h;
            g(i) = value(w);
            w(i) = at - h;
            g(i) = (g(i) - value(w)) / (2 * h);
            w(i) = at;
        }
        return g;
    }

    /// How far |u - w|^2 / 2 + t value(u) at p is above the lowest u around: on the way from p to w, to 0 and
    /// to random points, of all entries, of one column, and of one entry.
    double above_neighbours(const Matrix<double>& w, const Matrix<double>& p, double t) const {
        const auto cost = [&](const Matrix<double>& u) { return (u - w).squaredNorm() / 2 + t * value(u); };
        double lowest = cost(p);
        for (std::uint64_t k = 0; k < 900; ++k) {
            const std::array aims{w, Matrix<double>{0 * w},
                                  Matrix<double>{p + draw(80 + k).template cast<double>()}};
            const Matrix<double> all = p + std::pow(0.5, k % 13) * (aims[k % 3] - p);
            const auto one = static_cast<Index>(k / 12);
            Matrix<double> u = k % 4 == 0 ? all : p;
            if (k % 4 == 1) u.col(one % u.cols()) = all.col(one % u.cols());
            if (k % 4 > 1) u(one % u.size()) = all(one % u.size());
            lowest = std::min(lowest, cost(u));
        }
        return (cost(p) - lowest) / std::max(1.0, cost(p));
    }

    M draw(std::uint64_t stream, double scale = 1) const {
        Matrix<double> m(rows_, cols_);
        fill_normal(Key{7}[stream], m);
        return (scale * (m.array() + 0.2)).template cast<Scalar>();
    }

    static M with_nan(M m) {
        m(1, 1) = std::numeric_limits<Scalar>::quiet_NaN();
        return m;
    }

    /// Samples for a place, in that of the targets one-hot columns. The first two are alike.
    template <Role role>
    M batch() const {
        M x = M::Zero(rows_, 64);
        if constexpr (role == Role::target)
            for (Index j = 0; j < x.cols(); ++j) x(j * j % rows_, j) = 1;
        else
            fill_normal(Key{9}, x);
        x.col(1) = x.col(0);
        return x;
    }

    /// Where noise and gates act: at their home, or in the default place.
    static constexpr auto home(auto otherwise) {
        if constexpr (HasHome<P>)
            return P::home;
        else
            return otherwise;
    }
    template <class Selector, Role first, Role... more>
    static constexpr Role role_of(Place<Selector, first, more...>) {
        return first;
    }

    static double differ(const auto& got, const auto& expected) {
        const Matrix<double> a = got.template cast<double>(), b = expected.template cast<double>();
        return (a - b).norm() / std::max(1.0, b.norm());
    }
    void same(const auto& got, const auto& expected, std::string_view law, double tolerance = rounding) {
        const double error = differ(got, expected);
        hold(error <= tolerance, law, ", relative error ", error);
    }
    void hold(bool holds, std::string_view law, const auto&... found) {
        if (holds) return;
        const std::string sentence = text(policy_name(policy_), ": ", law);
        for (const std::string& known : broken_)
            if (known.starts_with(sentence)) return;
        broken_.push_back(text(sentence, found...));
    }

    const P& policy_;
    Index rows_, cols_;
    std::vector<std::string>& broken_;
    const Block block_{.name = "block"};
};

/// The laws of its kinds that a policy breaks, in sentences: none for a good one. For the policies of a user
/// as for the library's own, in float and double, with matrices of rows x cols. What is asked of each kind is
/// in docs/adding-a-policy.md.
///
///     for (const std::string& law : regula::check(Huber{0.1})) std::puts(law.c_str());
template <class P>
std::vector<std::string> check(const P& policy, Index rows = 5, Index cols = 3) {
    static_assert(!is_placed<P>, "regula: check(policy) asks the policy alone, without on(place, ...)");
    explain_policy<P>();
    require(rows >= 2 && cols >= 2, "check: rows and cols must be >= 2, got ", rows, " and ", cols);
    try {
        validate(policy);
    } catch (const std::invalid_argument& error) {
        return {text(policy_name(policy), ": check() refuses the coefficients; it says: ", error.what())};
    }
    std::vector<std::string> broken;
    Laws<P, double>{policy, rows, cols, broken}.ask();
    Laws<P, float>{policy, rows, cols, broken}.ask();
    return broken;
}

}  // namespace regula::inline REGULA_ABI
