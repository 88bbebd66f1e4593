#include <regula/linear/coordinate_descent.hpp>
#include <regula/linear/optimality.hpp>
#include <regula/penalty/elastic_net.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_optimality {

using Long = long double;

/// A problem drawn at random: small, and in one of the ways in which data are difficult.
struct Problem {
    Matrix<double> x, t;  // features x samples, outputs x samples
    bool sparse, intercept;
    ElasticNet penalty;
    CoordinateDescent options;

    /// The penalty of weight w of feature j.
    Long charged(Index j, Long w) const {
        const Long a = penalty.l1().strength, b = penalty.l2().strength;
        return factor(j) * (a * std::abs(w) + b / 2 * w * w);
    }
    Long prox(Index j, Long w, Long step) const {
        const Long a = step * factor(j) * penalty.l1().strength, b = step * factor(j) * penalty.l2().strength;
        const Long without = (w - std::min(std::max(w, -a), a)) / (1 + b);
        if (!options.bounded()) return without;
        return std::min(std::max(without, Long{options.lower[j]}), Long{options.upper[j]});
    }
    Long factor(Index j) const { return options.penalty_factors.size() ? options.penalty_factors[j] : 1; }
};

/// A number of each seed and place, uniform in [0, 1).
double share(std::uint64_t seed, std::uint64_t place) { return Key{seed}.uniform(place); }

Matrix<double> inputs(std::uint64_t seed, Index features, Index samples) {
    Matrix<double> x = test::drawn(seed + 1000000, features, samples);
    const double kind = share(seed, 10);
    for (Index j = 1; j < features; ++j) {
        const double of_feature = share(seed, 100 + static_cast<std::uint64_t>(j));
        if (kind < 0.2) x.row(j) = x.row(0) + std::pow(10, -9 * share(seed, 11)) * x.row(j);  // correlated
        if (kind >= 0.2 && kind < 0.4 && of_feature < 0.5) x.row(j) = x.row(j / 2);           // duplicate
        if (kind >= 0.4 && kind < 0.5 && of_feature < 0.5) x.row(j).setConstant(3);
        if (kind >= 0.5 && kind < 0.6 && of_feature < 0.5) x.row(j).setZero();
        if (kind >= 0.6 && kind < 0.7) x.row(j) *= std::pow(10, 12 * of_feature - 6);
        if (kind >= 0.7 && kind < 0.8) x.row(j) = 1e4 + 2 * x.row(j).array();
    }
    if (kind >= 0.8) x *= std::pow(10, 12 * share(seed, 12) - 6);
    if (share(seed, 13) < 0.3) x = (x.array().abs() < x.cwiseAbs().mean()).select(0, x);
    return x;
}

/// The targets of a loss: with an error that depends on the inputs, or not at all.
template <class Loss>
Matrix<double> targets(std::uint64_t seed, const Matrix<double>& x) {
    const Index width = std::same_as<Loss, SoftmaxCrossEntropy> ? 2 + Index(3 * share(seed, 20)) : 1;
    const Vector<double> size = x.cwiseAbs2().rowwise().mean().cwiseSqrt().cwiseMax(1e-300);
    const Matrix<double> w = size.cwiseInverse().asDiagonal() * test::drawn(seed + 2000000, x.rows(), width);
    Matrix<double> t = w.transpose() * x;
    t += 3 * share(seed, 21) * test::drawn(seed + 3000000, width, x.cols());
    if constexpr (std::same_as<Loss, PoissonLoss> || std::same_as<Loss, GammaLoss>) {
        t = (t.array() * std::pow(10, -2 * share(seed, 22))).min(20).max(-20).exp();
        if (std::same_as<Loss, PoissonLoss>) t = t.array().round();
        t(0) += 1;
    } else if constexpr (std::same_as<Loss, SquaredError> || std::same_as<Loss, Huber>) {
        if (share(seed, 22) < 0.1) t.setConstant(0.1);
        if (share(seed, 22) > 0.6) t *= std::pow(10, 12 * share(seed, 23) - 6);
        // a level far above Huber's delta leaves no digits for the residuals
        if (share(seed, 22) > 0.8 && std::same_as<Loss, SquaredError>)
            t.array() += 1e4 * t.cwiseAbs().maxCoeff();
    } else if constexpr (std::same_as<Loss, Logistic>) {
        t = (t.array() > 0).template cast<double>().matrix().eval();
    } else {
        for (Index j = 0; j < t.cols(); ++j) {
            Index top = 0;
            t.col(j).maxCoeff(&top);
            t.col(j) = Vector<double>::Unit(width, top);
        }
    }
    return t;
}

template <class Loss>
Problem problem(std::uint64_t seed, bool bounded) {
    const Index features = 1 + Index(50 * std::pow(share(seed, 1), 2)),
                samples = 1 + Index(50 * share(seed, 2));
    Problem p{inputs(seed, features, samples), {}, share(seed, 3) < 0.5, share(seed, 4) < 0.7, {}, {}};
    p.t = targets<Loss>(seed, p.x);
    Matrix<double> rest = p.t;
    if (p.intercept) rest.colwise() -= p.t.rowwise().mean();
    const double most = (p.x * rest.transpose()).cwiseAbs().maxCoeff() / static_cast<double>(samples);
    const double strength = share(seed, 5) < 0.2 ? 0 : most * std::pow(10, -12 * share(seed, 6));
    p.penalty = {.strength = strength, .l1_ratio = share(seed, 7) < 0.5 ? 1 : share(seed, 8)};
    p.options.intercept = p.intercept;
    if (share(seed, 9) < 0.2) {
        p.options.penalty_factors = Vector<double>::Ones(features);
        p.options.penalty_factors[features / 2] = 0;
    }
    if (bounded) {  // some near, some far, some one-sided, some at zero
        const Vector<double> deviation = p.x.cwiseAbs2().rowwise().mean().cwiseMax(1e-300).cwiseSqrt();
        const Vector<double> size = most / deviation.maxCoeff() * deviation.cwiseInverse();
        p.options.lower = p.options.upper = Vector<double>(features);
        for (Index j = 0; j < features; ++j) {
            const auto place = static_cast<std::uint64_t>(j);
            for (Vector<double>* side : {&p.options.lower, &p.options.upper}) {
                const double of = share(seed + (side == &p.options.lower ? 1 : 2), 300 + place);
                (*side)[j] = of < 0.2 ? 0 : of < 0.3 ? HUGE_VAL : size[j] * std::pow(10, 4 * of - 3.5);
            }
        }
        p.options.lower *= -1;
    }
    return p;
}

/// A model in long double, and what is to be known of it.
template <class Loss>
class Exact {
public:
    Exact(const Problem& problem, const Matrix<double>& w, const Vector<double>& b)
        : p_{problem}, x_{p_.x.cast<Long>()}, t_{p_.t.cast<Long>()}, w_{w.cast<Long>()} {
        evaluate(b.cast<Long>());
    }

    Long objective() const { return loss_ + charged(); }
    Long loss() const { return loss_; }
    Long residuals() const { return std::sqrt(Long(g_.cols())) * g_.norm(); }

    /// Whether a feature is none to the model.
    bool gone(Index j) const { return p_.intercept && size_[j] <= 1e-26L * p_.x.row(j).cwiseAbs2().mean(); }

    /// The relative violation, as CoordinateDescent states it.
    Long violation(Long scale) const {
        Long worst = 0;
        for (Index c = 0; c < w_.cols(); ++c) {
            for (Index j = 0; j < w_.rows(); ++j) {
                const Long curve = steepness_ * size_[j];
                if (gone(j) || !(curve > 0)) continue;
                const Long by =
                    curve * std::abs(w_(j, c) - p_.prox(j, w_(j, c) - slope_(j, c) / curve, 1 / curve));
                worst = std::max(worst, by / (std::sqrt(size_[j]) * scale));
            }
            if (p_.intercept) worst = std::max(worst, std::abs(g_.row(c).sum()) / scale);
        }
        return worst;
    }

    /// The relative violation that a weight hides by its rounding: a large one does where all residuals
    /// vanish.
    Long rounding(Long scale) const {
        const Vector<Long> most = w_.cwiseAbs().rowwise().maxCoeff();
        return 0x1p-52L * steepness_ * most.cwiseProduct(size_.cwiseSqrt()).maxCoeff() / scale;
    }

    /// One sweep of coordinate descent, by the bound of the curvature, or by twice that at hand.
    void descend() {
        for (Index c = 0; c < w_.cols(); ++c) {
            for (Index j = 0; j < w_.rows(); ++j) {
                const Long curve = bend_.size() == 0 ? steepness_ * size_[j]
                                                     : 2 * x_.row(j).cwiseAbs2().cwiseProduct(bend_).mean();
                if (gone(j) || !(curve > 0)) continue;
                const Long from = w_(j, c);
                w_(j, c) = p_.prox(j, from - x_.row(j).dot(g_.row(c)) / curve, 1 / curve);
                y_.row(c) += (w_(j, c) - from) * x_.row(j);
                gradient();
            }
            if (p_.intercept) {
                const Long by = g_.row(c).sum() / (bend_.size() == 0 ? steepness_ : 2 * bend_.mean());
                y_.row(c).array() -= by;
                gradient();
            }
        }
    }

private:
    Long charged() const {
        Long sum = 0;
        for (Index c = 0; c < w_.cols(); ++c)
            for (Index j = 0; j < w_.rows(); ++j) sum += p_.charged(j, w_(j, c));
        return sum;
    }
    void evaluate(const Vector<Long>& b) {
        y_ = w_.transpose() * x_;
        y_.colwise() += b;
        gradient();
        // a feature is less its mean where there is an intercept
        if (p_.intercept) x_.colwise() -= Vector<Long>{x_.rowwise().mean()};
        size_ = x_.cwiseAbs2().rowwise().mean();
        slope_ = x_ * g_.transpose();
    }
    void gradient() {
        const Long m = static_cast<Long>(y_.cols());
        g_.resize(y_.rows(), y_.cols());
        if (std::same_as<Loss, PoissonLoss> || std::same_as<Loss, GammaLoss>) bend_.resize(1, y_.cols());
        loss_ = 0;
        for (Index i = 0; i < y_.cols(); ++i) {
            if constexpr (std::same_as<Loss, SquaredError>) {
                g_.col(i) = y_.col(i) - t_.col(i);
                loss_ += g_.col(i).squaredNorm() / 2;
            } else if constexpr (std::same_as<Loss, Huber>) {
                const Long r = y_(0, i) - t_(0, i), near = std::min(std::abs(r), Long{1});
                g_(0, i) = r < 0 ? -near : near;
                loss_ += near * near / 2 + (std::abs(r) - near);
            } else if constexpr (std::same_as<Loss, PoissonLoss>) {
                const Long y = y_(0, i), t = t_(0, i), mu = std::exp(y);
                bend_(0, i) = mu;
                g_(0, i) = mu - t;
                loss_ += t > 0 ? t * (std::expm1(y - std::log(t)) - (y - std::log(t))) : mu;
            } else if constexpr (std::same_as<Loss, GammaLoss>) {
                const Long apart = std::log(t_(0, i)) - y_(0, i);
                bend_(0, i) = std::exp(apart);
                g_(0, i) = -std::expm1(apart);
                loss_ += std::expm1(apart) - apart;
            } else if constexpr (std::same_as<Loss, Logistic>) {
                const Long y = y_(0, i), t = t_(0, i);
                g_(0, i) = 1 / (1 + std::exp(-y)) - t;
                loss_ += std::max(y, Long{0}) + std::log1p(std::exp(-std::abs(y))) - t * y;
            } else {
                const Long top = y_.col(i).maxCoeff();
                const Vector<Long> e = (y_.col(i).array() - top).exp();
                g_.col(i) = e / e.sum() - t_.col(i);
                loss_ += top + std::log(e.sum()) - t_.col(i).dot(y_.col(i));
            }
        }
        g_ /= m;
        loss_ /= m;
    }

    const Problem& p_;
    Matrix<Long> x_, t_, w_;
    Vector<Long> size_;
    Matrix<Long> bend_;  // the second derivative of each sample, if it has no bound
    Long steepness_ = Dual<Loss>::steepness(p_.t);
    Matrix<Long> y_, g_, slope_;
    Long loss_ = 0;
};

/// Fits random problems and holds each certificate against long double: a converged one has the violation
/// that was asked for, and coordinate descent from there gains no more than the gap that was asked for.
/// Returns how many of those with a penalty have converged.
template <class Loss>
int hold_certificates(std::uint64_t from, std::uint64_t count, bool bounded = false) {
    int converged = 0;
    for (std::uint64_t seed = from; seed < from + count; ++seed) {
        const Problem p = problem<Loss>(seed, bounded);
        const Design design = p.sparse ? Design{Eigen::SparseMatrix<double>{p.x.sparseView()}} : Design{p.x};
        const LinearFit fit = coordinate_descent(design, p.t, Loss{}, p.penalty, p.options);
        const Certificate& proof = fit.certificate;
        CAPTURE(seed, p.x.rows(), p.x.cols(), p.penalty.strength, proof.gap, proof.residual);
        CHECK(proof.iterations <= p.options.max_passes);
        CHECK((fit.weights.allFinite() && std::isfinite(proof.objective)));
        if (!proof.converged) continue;
        converged += p.penalty.strength > 0;
        Vector<double> level = Vector<double>::Zero(p.t.rows());
        Matrix<double> scores = Matrix<double>::Zero(p.t.rows(), p.t.cols()), g;
        const Loss loss;
        const Vector<double> alike;
        if (p.intercept) add_best_intercept(SampleWeights{loss, alike}, p.t, scores, level, g);
        const Exact<Loss> none{p, Matrix<double>::Zero(p.x.rows(), p.t.rows()), level};
        Exact<Loss> exact{p, fit.weights, fit.intercept};
        Long scale = none.residuals();
        if (!Dual<Loss>::attained) scale = std::min(scale, exact.residuals());
        const Long objective = exact.objective();
        CHECK(std::abs(objective - proof.objective) <= 1e-9 * none.objective());
        const Long hidden = bounded ? exact.rounding(scale) : 0;
        if (exact.residuals() > 0)
            CHECK(exact.violation(scale) <= 1.5 * p.options.residual_tolerance + hidden);
        for (int sweep = 0; sweep < 4; ++sweep) exact.descend();
        CHECK(objective - exact.objective() <= 1.01 * p.options.tolerance * none.objective());
    }
    return converged;
}

TEST_CASE("no certificate lies: 1700 difficult problems held against long double", "[slow]") {
    CHECK(hold_certificates<SquaredError>(1, 500) >= 360);  // of about 380 with a penalty
    CHECK(hold_certificates<Logistic>(1001, 400) >= 200);   // the others are separable, to rounding
    CHECK(hold_certificates<SoftmaxCrossEntropy>(2001, 200) >= 100);
    CHECK(hold_certificates<Huber>(3001, 200) >= 140);
    CHECK(hold_certificates<PoissonLoss>(4001, 200) >= 125);
    CHECK(hold_certificates<GammaLoss>(5001, 200) >= 150);
}

TEST_CASE("no certificate of bounded weights lies: 550 difficult problems held against long double",
          "[slow]") {
    CHECK(hold_certificates<SquaredError>(1, 250, true) >= 180);
    CHECK(hold_certificates<Logistic>(1001, 200, true) >= 140);
    CHECK(hold_certificates<SoftmaxCrossEntropy>(2001, 100, true) >= 65);
}

TEST_CASE(
    "without a penalty a classifier has converged where its gradient vanishes, and never where data are "
    "separable") {
    const Matrix<double> x = test::drawn(1, 5, 200);
    const Matrix<double> noise = 1.5 * test::drawn(2, 1, 200);
    Labels labels = ((x.row(0) - x.row(1) + noise).array() > 0).cast<int>().matrix().transpose();
    const auto gradient = [&](const LinearFit& fit) {
        const Vector<double> p = (1 + (-fit.predict(x).array()).exp()).inverse().transpose();
        return Vector<double>{x * (p - labels.cast<double>()) / 200};
    };
    const CoordinateDescent held{.penalty_factors = Vector<double>::Zero(5)};
    for (const auto& fit : {coordinate_descent(Design{x}, labels, Logistic{}, L1{0}),
                            coordinate_descent(Design{x}, labels, Logistic{}, L1{0.05}, held)}) {
        CHECK(fit.certificate.converged);
        CHECK(gradient(fit).norm() < 1e-8);
    }
    // weights to 1e-10 are had by asking
    const CoordinateDescent fine{.tolerance = 1e-14, .residual_tolerance = 1e-13};
    const auto a = coordinate_descent(Design{x}, labels, Logistic{}, L1{0.001}, fine);
    const auto b = coordinate_descent(Design{x}, labels, Logistic{}, L1{0.001},
                                      {.tolerance = 1e-15, .residual_tolerance = 1e-14});
    CHECK(a.certificate.converged);
    CHECK((a.weights - b.weights).norm() < 1e-11);

    labels = (x.row(0).array() > 0).cast<int>().matrix().transpose();
    for (const int passes : {1, 10, 100, 500}) {
        CHECK_FALSE(coordinate_descent(Design{x}, labels, Logistic{}, L1{0}, {.max_passes = passes})
                        .certificate.converged);
        CHECK_FALSE(
            coordinate_descent(Design{x}, labels, SoftmaxCrossEntropy{}, L1{0}, {.max_passes = passes})
                .certificate.converged);
    }
    labels.setOnes();
    CHECK_FALSE(coordinate_descent(Design{x}, labels, Logistic{}, L1{0}).certificate.converged);
}

TEST_CASE("what is not finite has not converged; targets at any level, and constant ones, have") {
    const Matrix<double> x = test::drawn(1, 4, 30), t = 2 * test::drawn(2, 1, 30);
    const auto fit = [&](const Matrix<double>& y, double strength) {
        return coordinate_descent(Design{x}, y, SquaredError{}, L1{strength}).certificate;
    };
    CHECK_FALSE(fit(1e200 * t, 0.1).converged);
    CHECK_FALSE(fit(1e200 * t, 0).converged);
    for (const double level : {0.0, 1e4, 1e8})
        for (const double strength : {0.3, 1e-3, 0.0}) {
            const Certificate proof = fit(t.array() + level, strength);
            CHECK(proof.converged);
            CHECK(proof.gap <= 1e-10);
        }
    for (const double strength : {0.3, 1e-12, 0.0}) {
        const Certificate proof = fit(Matrix<double>::Constant(1, 30, 0.1), strength);
        CHECK(proof.converged);
        CHECK(proof.gap == 0);
        CHECK(proof.objective == 0);
    }
    const double most = (x * (t.array() - t.mean()).matrix().transpose() / 30).cwiseAbs().maxCoeff();
    for (const double share : {1e-8, 1e-12, 1e-15}) {
        const Certificate proof = fit(t, share * most);
        CHECK(proof.converged);
        CHECK(proof.iterations < 20);
    }
    CHECK_THROWS_WITH(Design{Matrix<double>{1e200 * x}}, "Design: the square of every input must be finite");
}

}  // namespace tests::linear_optimality
