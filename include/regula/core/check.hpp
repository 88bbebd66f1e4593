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

/// The laws of a policy's kinds, asked at random points, in float and double, through the pipeline of a run.
template <class P>
class Laws {
public:
    Laws(const P& policy, Index rows, Index cols) : policy_{policy}, rows_{rows}, cols_{cols} {}

    std::vector<std::string> broken() && {
        try {
            validate(policy_);
        } catch (const std::invalid_argument& error) {
            hold(false, "check() accepts the coefficients", "; it says: ", error.what());
            return std::move(broken_);
        }
        ask<double>();
        ask<float>();
        return std::move(broken_);
    }

private:
    template <class Scalar>
    void ask() {
        if constexpr (Penalty<P>) penalty<Scalar>();
        if constexpr (ProximalPenalty<P>) proximal_penalty<Scalar>();
        if constexpr (Decay<P>) decay<Scalar>();
        if constexpr (Constraint<P>) constraint<Scalar>();
        if constexpr (Noise<P>) noise<Scalar>();
        if constexpr (Gate<P>) gate<Scalar>();
        if constexpr (Clipping<P>) clipping<Scalar>();
        if constexpr (Stopping<P>) stopping<Scalar>();
    }

    template <class Scalar>
    void penalty() {
        const auto run = pipeline(on(weights, subgradient(policy_)));
        for (std::uint64_t point = 0; point < 3; ++point) {
            const auto w = draw<Scalar>(point, rows_, cols_, 1.3);
            const Matrix<double> exact = w.template cast<double>();
            const double expected = value(exact);
            hold(std::isfinite(value(w)), "value is a finite number");
            hold(std::abs(value(w) - expected) <= rounding<Scalar> * std::max(1.0, std::abs(expected)),
                 "value is the same in float and double", ", got ", value(w), " and ", expected);

            const auto add = [&](auto slot, auto& g) { run.add_gradient(slot, w, g, Moment{}); };
            const Matrix<Scalar> zero = Matrix<Scalar>::Zero(rows_, cols_);
            const auto held = draw<Scalar>(point + 10, rows_, cols_);
            Matrix<Scalar> g = zero, sum = held;
            add(Slot<Role::weight>{block_}, g);
            add(Slot<Role::weight>{block_}, sum);
            same(g, slope(exact), "add_gradient is the gradient of value", std::max(1e-6, rounding<Scalar>));
            same(sum - held, g, "add_gradient adds to what the gradient holds");
            acted<Role::weight>(zero, add);
        }
    }

    template <class Scalar>
    void proximal_penalty() {
        const auto run = pipeline(on(weights, proximal(policy_)));
        const auto prox = [&](const Matrix<Scalar>& w, const auto& t) {
            return acted<Role::weight>(w, [&](auto slot, auto& m) {
                run.settle(
                    slot, m, [&]() -> const auto& { return t; }, 1, Moment{});
            });
        };
        const auto a = draw<Scalar>(20, rows_, cols_, 1.3), b = draw<Scalar>(21, rows_, cols_, 1.3);
        same(prox(a, 0.0), a, "prox with a step of 0 changes nothing");
        for (const double t : {0.1, 0.5, 1.7}) {
            const Matrix<Scalar> p = prox(a, t), q = prox(b, t);
            const double excess = above_neighbours(a.template cast<double>(), p.template cast<double>(), t);
            hold(excess <= rounding<Scalar>, "prox(w, t) minimises |u - w|^2 / 2 + t value(u)",
                 "; at t = ", t, " there is a u that is lower by ", excess);
            if constexpr (is_convex<P>)
                hold((p - q).squaredNorm() <= (p - q).cwiseProduct(a - b).sum() + rounding<Scalar>,
                     "the prox of a convex penalty is firmly non-expansive");
            Matrix<Scalar> lost = a;
            lost(1, 1) = std::numeric_limits<Scalar>::quiet_NaN();
            policy_.prox(lost, t);
            hold(lost.hasNaN(), "prox hides no NaN");
        }
        if constexpr (ElementwiseProx<P>) {
            const Matrix<Scalar> steps = draw<Scalar>(22, rows_, cols_).cwiseAbs(), all = prox(a, steps);
            Matrix<Scalar> single = all;
            for (Index i = 0; i < a.size(); ++i) single(i) = prox(a, static_cast<double>(steps(i)))(i);
            same(all, single, "prox(w, steps) is prox(w, step) entry by entry");
        }
    }

    template <class Scalar>
    void decay() {
        const auto run = pipeline(on(weights, policy_));
        const auto w = draw<Scalar>(30, rows_, cols_, 1.3);
        const auto after = [&](double step) {
            return acted<Role::weight>(w, [&](auto slot, auto& m) {
                run.settle(
                    slot, m, [] { return 0.0; }, step, Moment{});
            });
        };
        same(after(0), w, "decay with a step of 0 changes nothing");
        if constexpr (requires { policy_.penalty; }) {
            Matrix<Scalar> g = Matrix<Scalar>::Zero(rows_, cols_);
            policy_.penalty.add_gradient(w, g);
            same(after(0.3), w - Scalar(0.3) * g, "decay is a step against the gradient");
        }
    }

    template <class Scalar>
    void constraint() {
        const auto run = pipeline(on(weights, policy_));
        const auto project = [&](const Matrix<Scalar>& w) {
            return acted<Role::weight>(w, [&](auto slot, auto& m) {
                run.settle(
                    slot, m, [] { return 1.0; }, 1, Moment{});
            });
        };
        bool by_unit = true, whole = true;
        for (const double scale : {0.1, 1.0, 10.0}) {
            const auto v = draw<Scalar>(40, rows_, cols_, scale);
            const Matrix<Scalar> p = project(v);
            same(project(p), p, "projecting twice is projecting once");

            std::vector<Matrix<Scalar>> feasible{p};
            for (const double s : {0.1, 0.9, 1.1, 1.5}) feasible.push_back(project(Scalar(s) * p));
            for (const double s : {0.01, 0.1, 0.5}) feasible.push_back(project(p + Scalar(s) * (v - p)));
            for (std::uint64_t k = 0; k < 20; ++k)
                feasible.push_back(project(draw<Scalar>(50 + k, rows_, cols_, scale * std::pow(1.3, k) / 9)));
            const double slack = rounding<Scalar> * (1 + static_cast<double>(v.squaredNorm()));
            for (const auto& q : feasible) {
                bool nearest = (v - p).squaredNorm() <= (v - q).squaredNorm() + slack;
                if constexpr (is_convex<P>) {
                    nearest = nearest && (v - p).cwiseProduct(q - p).sum() <= slack;
                    const Matrix<Scalar> between = Scalar(0.3) * p + Scalar(0.7) * q;
                    same(project(between), between, "a point within the set stays where it is");
                }
                hold(nearest, "project finds the nearest point of the set");
            }
            Matrix<Scalar> lost = v;
            lost(1, 1) = std::numeric_limits<Scalar>::quiet_NaN();
            policy_.project(lost);
            hold(lost.hasNaN(), "project hides no NaN");

            if constexpr (!AcrossUnits<P>) {
                whole = whole && differ(project(v.transpose()).transpose(), p) <= rounding<Scalar>;
                for (Index j = 0; j < cols_; ++j)
                    by_unit = by_unit && differ(project(v.col(j)), p.col(j)) <= rounding<Scalar>;
            }
        }
        hold(by_unit || whole, "a projection takes every column by itself, or the matrix as a whole");
    }

    template <class Scalar>
    void noise() {
        const auto run = pipeline(on(home(inputs), policy_));
        const auto make = [&](std::uint64_t key) {
            return [&run, key](auto slot, auto& x) {
                std::remove_cvref_t<decltype(x.eval())> gain;
                run.disturb(slot, x, gain, Moment{.key = Key{key}});
            };
        };
        constexpr Role role = role_of(home(inputs));
        const Slot<role> slot{block_};
        const auto x = batch<Scalar, role>();
        const auto noisy = [&](auto m, std::uint64_t key) { return make(key)(slot, m), m; };
        const Matrix<Scalar> first = noisy(x, 1);
        hold(first == noisy(x, 1), "the same key makes the same noise");
        bool varies = false;
        for (std::uint64_t key = 2; key < 6; ++key) varies = varies || first != noisy(x, key);
        // What no key changes must be a function of the sample: of two that are alike the same.
        hold(varies || first.col(0) == first.col(1), "another key makes other noise");
        hold(first.allFinite(), "noise is finite");
        same(noisy(Matrix<Scalar>{x.leftCols(17)}, 1), first.leftCols(17),
             "a sample gets the same noise in a batch of any size");
        same(first, noisy(Matrix<double>{x.template cast<double>()}, 1),
             "noise is the same in float and double");
        acted<role>(x, make(1));
    }

    template <class Scalar>
    void gate() {
        const auto run = pipeline(on(home(hidden), policy_));
        constexpr Role role = role_of(home(hidden));
        const auto gated = [&](auto gain, std::uint64_t key) { return policy_.gate(gain, Key{key}), gain; };
        const Matrix<Scalar> ones = Matrix<Scalar>::Ones(rows_, 64), first = gated(ones, 1);
        hold(first == gated(ones, 1), "the same key makes the same gains");
        hold(first != gated(ones, 2) || first == ones, "another key makes other gains");
        hold(first.allFinite(), "gains are finite");
        same(gated(Matrix<Scalar>{ones.leftCols(17)}, 1), first.leftCols(17),
             "a sample gets the same gains in a batch of any size");
        same(first, gated(Matrix<double>{ones.template cast<double>()}, 1),
             "gains are the same in float and double");
        const auto x = batch<Scalar, role>();
        same(gated(x, 1), x.cwiseProduct(first), "gate multiplies the gains that it finds");
        acted<role>(x, [&](auto, auto& m) { policy_.gate(m, Key{1}); });
        acted<role>(x, [&](auto slot, auto& m) {
            Matrix<Scalar> gain;
            run.disturb(slot, m, gain, Moment{});
            same(m, x.cwiseProduct(gain), "what is gated is multiplied by the gains");
        });

        // Keys are independent; the gains of one key may not be.
        constexpr int keys = 1000;
        double sum = 0, squares = 0;
        for (int k = 0; k < keys; ++k) {
            const double mean = static_cast<double>(gated(ones, 100 + static_cast<std::uint64_t>(k)).mean());
            sum += mean - 1;
            squares += (mean - 1) * (mean - 1);
        }
        const double bias = sum / keys, error = std::sqrt(std::max(0.0, squares / keys - bias * bias) / keys);
        hold(error <= 0.02, "the variance of the gains is bounded", ", the mean of many has an error of ",
             error);
        hold(std::abs(bias) <= 4 * error + rounding<Scalar>, "the mean of the gains is 1", ", got ", 1 + bias,
             " +- ", error);
    }

    template <class Scalar>
    void clipping() {
        const auto run = pipeline(policy_);
        const auto clip = [&](Vector<Scalar> g) { return run.clip(g, Moment{}), g; };
        for (const double scale : {1e-9, 0.1, 1.0, 10.0, 1e6}) {
            const Vector<Scalar> g = draw<Scalar>(60, rows_ * cols_, 1, scale), clipped = clip(g);
            hold(clipped.norm() <= (1 + Scalar(rounding<Scalar>)) * g.norm(), "clip lengthens no gradient");
            hold(clipped.dot(g) > 0, "clip never turns a gradient back");
            same(clip(clipped), clipped, "clipping twice is clipping once");
            if (scale < 1e-6) hold(clipped == g, "clip leaves a short gradient as it is");
        }
        Vector<Scalar> lost = draw<Scalar>(61, rows_ * cols_, 1);
        lost(1) = std::numeric_limits<Scalar>::quiet_NaN();
        hold(clip(lost).hasNaN(), "clip hides no NaN");
    }

    template <class Scalar>
    void stopping() {
        Parameters<Scalar> theta{{{.name = "weight", .rows = rows_, .cols = cols_}}};
        theta.vector() = draw<Scalar>(70, theta.size(), 1);
        const Vector<Scalar> before = theta.vector();
        const auto epoch = [](int number, double loss) {
            return Record{.epoch = number,
                          .objective = {{"loss", loss}},
                          .metrics = {{"validation_loss", loss}, {"validation_error", loss}}};
        };
        const auto start = [&] { return policy_.start(theta, epoch(0, 1.0)); };
        start().finish(theta);
        hold(theta.vector() == before, "finish before the first epoch leaves the parameters as they are");
        auto alone = start(), falling = start(), rising = start();
        bool same = true;
        for (int n = 1; n <= 20; ++n) {
            rising.should_stop(theta, epoch(n, 1 + 0.1 * n));
            const Record record = epoch(n, 1.0 / n);
            const bool stop = alone.should_stop(theta, record);
            same = same && falling.should_stop(theta, record) == stop;
        }
        hold(same && alone.best_epoch() == falling.best_epoch(),
             "the watch of one run does not see another run");
    }

    /// What a verb makes of a matrix. On a block in the middle of another matrix, and on the weights of a
    /// run, it must do the same, and nothing beside.
    template <Role role, class Scalar>
    Matrix<Scalar> acted(const Matrix<Scalar>& m, const auto& act) {
        const Slot<role> slot{block_};
        Matrix<Scalar> result = m, around = Matrix<Scalar>::Ones(m.rows() + 3, m.cols() + 2);
        act(slot, result);
        auto inside = around.block(2, 1, m.rows(), m.cols());
        inside = m;
        act(slot, inside);
        same(inside, result, "a verb does the same on a block of a matrix as on a matrix");
        inside.setOnes();
        hold((around.array() == 1).all(), "a verb changes nothing but what it is given");
        if constexpr (role == Role::weight) {
            Parameters<Scalar> theta{{{.name = "0.weight", .rows = m.rows(), .cols = m.cols()},
                                      {.role = Role::bias, .name = "0.bias", .rows = m.cols(), .cols = 1},
                                      {.layer = 1, .name = "1.weight", .rows = m.rows(), .cols = m.cols()}}};
            theta[0] = m;
            theta[1].setOnes();
            theta[2] = Scalar(3) * m;
            Matrix<Scalar> other = theta[2];
            act(Slot<role>{theta.blocks()[2]}, other);
            for_each_slot(theta.blocks(), [&](auto at) {
                auto view = theta[at.block];
                act(at, view);
            });
            hold((theta[1].array() == 1).all(), "biases stay as they are");
            same(theta[0], result, "a verb takes each block by itself");
            same(theta[2], other, "a verb takes each block by itself");
        }
        return result;
    }

    double value(const auto& w) const {
        const auto run = pipeline(on(weights, subgradient(policy_)));
        std::array<double, 1> values{};
        run.add_values(Slot<Role::weight>{block_}, w, Moment{}, values);
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

    /// How far |u - w|^2 / 2 + t value(u) at p is above the lowest u around: random ones, and such as differ
    /// from p in one entry or one column.
    double above_neighbours(const Matrix<double>& w, const Matrix<double>& p, double t) const {
        const auto cost = [&](const Matrix<double>& u) { return (u - w).squaredNorm() / 2 + t * value(u); };
        double lowest = std::min(cost(w), cost(Matrix<double>::Zero(w.rows(), w.cols())));
        const auto try_part = [&](auto part) {  // of p
            for (const double factor : {0.0, 0.9, 0.99, 0.999, 1.001, 1.01, 1.1}) {
                Matrix<double> u = p;
                part(u) *= factor;
                lowest = std::min(lowest, cost(u));
                part(u) = (1 - factor) * part(w) + factor * part(p);
                lowest = std::min(lowest, cost(u));
            }
        };
        for (Index i = 0; i < w.rows(); ++i)
            for (Index j = 0; j < w.cols(); ++j) try_part([&](auto& u) { return u.block(i, j, 1, 1); });
        for (Index j = 0; j < w.cols(); ++j) try_part([&](auto& u) { return u.col(j); });
        try_part([&](auto& u) { return u.block(0, 0, u.rows(), u.cols()); });
        for (std::uint64_t k = 0; k < 40; ++k)
            lowest = std::min(lowest, cost(p + draw<double>(80 + k, w.rows(), w.cols(), std::pow(0.7, k))));
        return (cost(p) - lowest) / std::max(1.0, cost(p));
    }

    /// Samples for a place; in that of the targets one-hot columns. The first two are alike.
    template <class Scalar, Role role>
    Matrix<Scalar> batch() const {
        auto x = draw<Scalar>(90, rows_, 64);
        if constexpr (role == Role::target) {
            x.setZero();
            for (Index j = 0; j < x.cols(); ++j) x(j * j % rows_, j) = 1;
        }
        x.col(1) = x.col(0);
        return x;
    }

    template <class Scalar>
    static Matrix<Scalar> draw(std::uint64_t stream, Index rows, Index cols, double scale = 1) {
        Matrix<double> m(rows, cols);
        fill_normal(Key{7}[stream], m);
        return (scale * (m.array() + 0.2)).template cast<Scalar>();
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

    template <class Scalar>
    static constexpr double rounding = std::is_same_v<Scalar, float> ? 2e-5 : 1e-10;

    static double differ(const auto& got, const auto& expected) {
        const Matrix<double> a = got.template cast<double>(), b = expected.template cast<double>();
        return (a - b).norm() / std::max(1.0, b.norm());
    }

    void same(const auto& got, const auto& expected, std::string_view law,
              double tolerance = rounding<typename std::remove_cvref_t<decltype(got)>::Scalar>) {
        const double error = differ(got, expected);
        hold(error <= tolerance, law, ", relative error ", error);
    }

    /// Notes a law that does not hold, once.
    void hold(bool holds, std::string_view law, const auto&... found) {
        if (holds) return;
        const std::string sentence = text(policy_name(policy_), ": ", law);
        for (const std::string& known : broken_)
            if (known.starts_with(sentence)) return;
        broken_.push_back(text(sentence, found...));
    }

    const P& policy_;
    Index rows_, cols_;
    const Block block_{.name = "weight"};
    std::vector<std::string> broken_;
};

/// The laws of its kind that a policy breaks, in sentences: none for a good one. For the policies of a user
/// as for the library's own, with matrices of rows x cols. docs/adding-a-policy.md says what is asked.
///
///     for (const std::string& law : regula::check(Huber{0.1})) std::puts(law.c_str());
template <class P>
std::vector<std::string> check(const P& policy, Index rows = 5, Index cols = 3) {
    static_assert(!is_placed<P>, "regula: check(policy) asks the policy alone, without on(place, ...)");
    explain_policy<P>();
    require(rows >= 2 && cols >= 2, "check: rows and cols must be >= 2, got ", rows, " and ", cols);
    return Laws<P>{policy, rows, cols}.broken();
}

}  // namespace regula::inline REGULA_ABI
