// Every projection and every prox over the whole range of numbers: what comes out is finite, in the set or no
// longer than what came in, and the same at every scale where the set or the penalty is scaled along. A new
// policy has a line here, too.
#include <regula/constraint.hpp>
#include <regula/penalty.hpp>

#include <functional>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::conformance_ranges {

template <class Scalar>
using Limits = std::numeric_limits<Scalar>;

/// Powers of two from 1e-300 to 1e300 for double, from 1e-37 to 1e37 for float.
template <class Scalar>
std::vector<double> scales() {
    std::vector<double> all{1};
    const int most = std::is_same_v<Scalar, float> ? 122 : 996;
    for (int k = most; k > 0; k = 3 * k / 4) all.insert(all.end(), {std::ldexp(1.0, k), std::ldexp(1.0, -k)});
    return all;
}

/// A block whose first unit has equal entries, whose last one is zero, and whose others have both signs.
template <class Scalar>
Matrix<Scalar> block(double scale) {
    Matrix<double> w = test::drawn(5, 5, 4);
    w.col(0).setConstant(0.75);
    w.col(3).setZero();
    return (scale * w).cast<Scalar>();
}

double largest(const auto& w) { return static_cast<double>(w.cwiseAbs().maxCoeff()); }

/// How far a is from b, in units of the largest entry of either.
double apart(const auto& a, const auto& b) {
    const double unit = std::max(largest(a), largest(b));
    return unit == 0 ? 0
                     : largest((a.template cast<double>() / unit - b.template cast<double>() / unit).eval());
}

/// What a constraint makes of all scales is finite and stays where it is; `scaled(s)` is the constraint s
/// times as large, which makes of what is s times as large s times as much.
template <class Scalar>
void try_constraint(const std::string& name, const auto& scaled) {
    const double rounding = 64 * static_cast<double>(Limits<Scalar>::epsilon());
    Matrix<Scalar> one = block<Scalar>(1);
    scaled(1.0).project(one);
    for (const double s : scales<Scalar>()) {
        CAPTURE(name, std::log2(s));
        Matrix<Scalar> w = block<Scalar>(s), along = w;
        scaled(1.0).project(w);
        REQUIRE(w.allFinite());
        Matrix<Scalar> again = w;
        scaled(1.0).project(again);
        CHECK(apart(again, w) <= rounding);
        scaled(s).project(along);
        CHECK(apart(along, (s * one.template cast<double>()).eval()) <= rounding);
    }
}

/// The prox of a penalty that pulls to zero: at all scales and steps finite, of the same sign and no larger.
/// Where `scaled(s)` costs s^2 as much at what is s times as large, its prox is s times as large.
template <class Scalar>
void try_prox(const std::string& name, const auto& scaled, bool shrinks = true) {
    const double rounding = 256 * static_cast<double>(Limits<Scalar>::epsilon());
    Matrix<Scalar> one = block<Scalar>(1);
    scaled(1.0).prox(one, 0.3);
    for (const double s : scales<Scalar>()) {
        for (const double t : {0.0, 1e-300, 1e-20, 0.3, 1e20, 1e300}) {
            CAPTURE(name, std::log2(s), std::log2(t));
            const Matrix<Scalar> w = block<Scalar>(s);
            Matrix<Scalar> u = w, v = w;
            scaled(1.0).prox(u, t);
            REQUIRE(u.allFinite());
            const auto before = (w.template cast<double>() / s).array().eval(),
                       after = (u.template cast<double>() / s).array().eval();
            CHECK(after.abs().maxCoeff() <= before.abs().maxCoeff() + rounding);
            if (shrinks) CHECK((after.abs() - before.abs()).maxCoeff() <= rounding);
            if (shrinks) CHECK((after * before).minCoeff() >= -rounding);
            if (t == 0) CHECK(apart(u, w) <= rounding);
        }
        CAPTURE(name, std::log2(s));
        const double square = s * s;
        if (square < 1e-300 || square > 1e300) continue;  // no strength of that size
        Matrix<Scalar> along = block<Scalar>(s);
        scaled(s).prox(along, 0.3);
        CHECK(apart(along, (s * one.template cast<double>()).eval()) <= rounding);
    }
}

TEMPLATE_TEST_CASE("constraints hold over the whole range of numbers", "", float, double) {
    const auto of = [](const char* name, const auto& scaled) { try_constraint<TestType>(name, scaled); };
    of("Box", [](double s) { return Box{.lower = -0.2 * s, .upper = 0.7 * s}; });
    of("L1Ball", [](double s) { return L1Ball{1.3 * s}; });
    of("L2Ball", [](double s) { return L2Ball{1.3 * s}; });
    of("LInfinityBall", [](double s) { return LInfinityBall{0.3 * s}; });
    of("L0Ball", [](double) { return L0Ball{4}; });
    of("MaxNorm", [](double s) { return MaxNorm{0.7 * s}; });
    of("MinMaxNorm", [](double s) { return MinMaxNorm{.min = 0.7 * s, .max = 1.3 * s}; });
    of("NonNegative", [](double) { return NonNegative{}; });
    of("Isotonic", [](double) { return Isotonic{}; });
    of("SecondOrderCone", [](double) { return SecondOrderCone{}; });
    of("Simplex", [](double s) { return Simplex{1.3 * s}; });
    of("intersect", [](double s) { return intersect(NonNegative{}, MaxNorm{0.7 * s}); });
    const Matrix<double> normal = test::drawn(7, 5, 4);
    of("HalfSpace", [&](double s) { return HalfSpace{.normal = normal / s, .offset = -0.7}; });
}

TEMPLATE_TEST_CASE("units have the length that constraints give them over the whole range", "", float,
                   double) {
    for (const double s : scales<TestType>()) {
        CAPTURE(std::log2(s));
        Matrix<TestType> unit = block<TestType>(s), box = unit, sum = unit;
        UnitNorm{}.project(unit);
        MinMaxNorm{.min = 3, .max = 3}.project(box);
        Simplex{1.3}.project(sum);
        for (Index j = 0; j < 3; ++j) {  // the last unit is zero
            CHECK(std::abs(unit.col(j).norm() - 1) <= 1e-6);
            CHECK(std::abs(box.col(j).norm() - 3) <= 1e-5);
        }
        CHECK((sum.colwise().sum().array() - TestType(1.3)).abs().maxCoeff() <= 1e-6);
    }
}

TEMPLATE_TEST_CASE("penalties of entries have a prox over the whole range of numbers", "", float, double) {
    const auto of = [](const char* name, const auto& scaled) { try_prox<TestType>(name, scaled); };
    of("L1", [](double s) { return L1{0.7 * s}; });
    of("L2", [](double) { return L2{0.7}; });
    of("ElasticNet", [](double) { return ElasticNet{.strength = 0.7, .l1_ratio = 0}; });
    of("HuberPenalty", [](double s) { return HuberPenalty{.strength = 0.7, .knee = 0.4 * s}; });
    of("L0", [](double s) { return L0{0.3 * s * s}; });
    of("LHalf", [](double s) { return LHalf{0.3 * s * std::sqrt(s)}; });
    of("LTwoThirds", [](double s) { return LTwoThirds{0.3 * std::cbrt(s) * s}; });
    of("Lp", [](double s) { return Lp{.strength = 0.3 * std::pow(s, 1.7), .p = 0.3}; });
    of("LogSum", [](double s) { return LogSum{.strength = 0.3 * s * s, .epsilon = 0.2 * s}; });
    of("Mcp", [](double s) { return Mcp{.strength = 0.3 * s}; });
    of("Scad", [](double s) { return Scad{.strength = 0.3 * s}; });
    of("StudentT", [](double s) { return StudentT{.strength = 0.3 * s * s, .scale = 0.5 * s}; });
    of("MoreauEnvelope", [](double s) { return MoreauEnvelope{L1{0.3 * s}, 0.7}; });
    const Matrix<double> v = test::drawn(8, 5, 4).cwiseAbs();
    of("weighted", [&](double s) { return weighted(L1{0.3 * s}, v); });
}

TEMPLATE_TEST_CASE("penalties of matrices have a prox over the whole range of numbers", "", float, double) {
    const auto of = [](const char* name, const auto& scaled, bool shrinks = true) {
        try_prox<TestType>(name, scaled, shrinks);
    };
    const Eigen::MatrixXi groups = (test::drawn(9, 5, 4).array() > 0).template cast<int>();
    const Vector<double> lambda = Vector<double>::LinSpaced(20, 2, 0);
    of("L2Norm", [](double s) { return L2Norm{0.7 * s}; });
    of("GroupLasso", [](double s) { return GroupLasso{0.7 * s}; });
    of("GroupLassoOver", [&](double s) { return GroupLassoOver{.strength = 0.7 * s, .groups = groups}; });
    of("L21", [](double s) { return L21{0.7 * s}; });
    of("SparseGroupLasso", [](double s) { return SparseGroupLasso{.strength = 0.7 * s, .l1_ratio = 0.3}; });
    of("LInfinity", [](double s) { return LInfinity{0.7 * s}; });
    of("Slope", [&](double s) { return Slope{.strength = 0.3 * s, .lambda = lambda}; });
    of(
        "TotalVariation", [](double s) { return TotalVariation{0.3 * s}; }, false);
    of(
        "FusedLasso", [](double s) { return FusedLasso{.strength = 0.3 * s}; }, false);
    of("soft", [](double s) { return soft(MaxNorm{0.7 * s}, 0.3); });
}

TEMPLATE_TEST_CASE("a step to a point is finite at every scale and ends there", "", float, double) {
    const Matrix<double> point = test::drawn(6, 5, 4);
    for (const double s : scales<TestType>())
        for (const double t : {1e-300, 0.3, 1e300}) {
            Matrix<TestType> w = block<TestType>(s), away = block<TestType>(s);
            Towards{.strength = 0.7, .point = point}.prox(w, t);
            CHECK(w.allFinite());
            if (t == 1e300)  // all but a share of 1 / (1 + 0.7 t) of the way
                CHECK((w.template cast<double>() - point).norm() <=
                      1e-6 + s / (0.7 * t) * block<double>(1).norm());
            Conjugate{L1{0.7}}.prox(away, 0.3);  // the projection on a box
            CHECK(static_cast<double>(away.cwiseAbs().maxCoeff()) <= 0.7 + 1e-6 * (1 + s));  // to rounding
        }
}

TEMPLATE_TEST_CASE("slopes of norms have their length over the whole range of numbers", "", float, double) {
    for (const double s : scales<TestType>()) {
        CAPTURE(std::log2(s));
        const Matrix<TestType> w = block<TestType>(s);
        Matrix<TestType> whole = 0 * w, units = whole, rows = whole;
        L2Norm{0.7}.add_gradient(w, whole);
        GroupLasso{0.7}.add_gradient(w, units);
        L21{0.7}.add_gradient(w, rows);
        CHECK(std::abs(whole.norm() - TestType(0.7)) <= 1e-6);
        CHECK((units.leftCols(3).colwise().norm().array() - TestType(0.7)).abs().maxCoeff() <= 1e-6);
        CHECK((rows.rowwise().norm().array() - TestType(0.7)).abs().maxCoeff() <= 1e-6);
        const double value = GroupLasso{1}.value(block<TestType>(1));
        CHECK(std::abs(GroupLasso{1}.value(w) / s / value - 1) <= 1e-6);
        CHECK(std::abs(L21{1}.value(w) / s / L21{1}.value(block<TestType>(1)) - 1) <= 1e-6);
        CHECK(std::isinf(GroupLasso{0.1 * s}.conjugate(w)));
        CHECK(GroupLasso{10 * s}.conjugate(w) == 0);
    }
}

}  // namespace tests::conformance_ranges
