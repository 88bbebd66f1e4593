#include <regula/core/check.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace {

/// Whether a policy breaks a law; what else it breaks is shown.
template <class P>
bool breaks(const P& policy, const std::string& law) {
    const auto broken = check(policy);
    UNSCOPED_INFO(policy_name(policy) << " should break: " << law);
    for (const auto& sentence : broken) UNSCOPED_INFO("broken is " << sentence);
    const std::string expected = policy_name(policy) + ": " + law;
    return std::any_of(broken.begin(), broken.end(), [&](const auto& b) { return b.starts_with(expected); });
}

template <class P>
using ScalarOf = typename std::remove_cvref_t<P>::Scalar;

// Policies with one mistake each.

struct Overwrites : L1 {
    void add_gradient(const auto& w, auto& g) const { g = strength * w.cwiseSign(); }
};
struct NoStrength : L2 {
    void add_gradient(const auto& w, auto& g) const { g += w; }
};
struct NotFinite : L2 {
    auto value(const auto& w) const { return std::log(-w.squaredNorm()); }
};
struct Rounded : L2 {
    auto value(const auto& w) const {
        return strength / 2 * w.squaredNorm() + (sizeof(ScalarOf<decltype(w)>) == 4 ? 0.1 : 0.0);
    }
};
struct Spills : L2 {  // writes beside the matrix, as raw pointers do that know no stride
    void add_gradient(const auto& w, auto& g) const {
        for (Index i = 0; i < g.size(); ++i) g.data()[i] += ScalarOf<decltype(w)>(strength) * w(i);
    }
};

struct IgnoresStep : L1 {
    void prox(auto& w, double) const { L1::prox(w, 1.0); }
};
struct HalfStep : L2 {
    void prox(auto& w, double step) const { w = w / (1 + step * strength / 2); }
};
struct WholeGroup : L1 {  // thresholds by the length of a column, though its value is that of L1
    void prox(auto& w, double step) const {
        for (auto unit : w.colwise())
            unit *= ScalarOf<decltype(w)>(1 - std::min(1.0, step * strength / unit.norm()));
    }
};
struct AtZero : L2 {
    void prox(auto& w, double) const { w.setZero(); }
};
struct Hides : L1 {
    void prox(auto& w, double step) const {
        w = w.unaryExpr([this, step](auto x) {
            const auto most = static_cast<decltype(x)>(step * strength);
            return x > most ? x - most : x < -most ? x + most : 0 * most;
        });
    }
};
struct OneStepForAll : L1 {
    void prox(auto& w, double step) const { L1::prox(w, step); }
    template <class Steps>
    void prox(auto& w, const Eigen::MatrixBase<Steps>& steps) const {
        L1::prox(w, static_cast<double>(steps(0, 0)));
    }
};
struct HardThreshold {  // the penalty of L0 without the word that it is not convex
    double strength;
    auto value(const auto& w) const { return strength * static_cast<double>((w.array() != 0).count()); }
    void add_gradient(const auto&, auto&) const {}
    void prox(auto& w, double step) const {
        w = w.unaryExpr([this, step](auto x) { return x * x <= 2 * step * strength ? 0 * x : x; });
    }
};
struct L0 : HardThreshold {
    static constexpr bool convex = false;
};

struct WrongWay {
    L2 penalty;
    void decay(auto& w, double step) const { w = w * (1 + step * penalty.strength); }
};
struct DecaysAnyway {
    void decay(auto& w, double step) const { w = w * (1 - 0.1 * step) / 2; }
};

struct OverRows {
    double radius;
    void project(auto& w) const {
        for (auto row : w.rowwise())
            if (row.norm() > radius) row *= ScalarOf<decltype(w)>(radius) / row.norm();
    }
};
struct MeansRows : OverRows {
    static constexpr bool across_units = true;
};
struct Halves {
    void project(auto& w) const { w = w / 2; }
};
struct TooShort {
    double radius;
    void project(auto& w) const {
        for (auto unit : w.colwise())
            if (unit.norm() > radius) unit *= ScalarOf<decltype(w)>(radius / 2) / unit.norm();
    }
};
struct ZeroesInstead {
    double radius;
    void project(auto& w) const {
        for (auto unit : w.colwise())
            if (unit.norm() > radius) unit.setZero();
    }
};
struct Scales {  // into the box, but not to its nearest point
    double limit;
    void project(auto& w) const {
        const auto largest = w.cwiseAbs().maxCoeff();
        if (largest > limit) w *= ScalarOf<decltype(w)>(limit) / largest;
    }
};
struct HidesLost {
    void project(auto& w) const {
        w = w.unaryExpr([](auto x) { return x > 0 ? x : 0 * decltype(x){}; });
    }
};

struct ByCounter {
    void perturb(auto& x, Key key) const {
        static std::uint64_t calls = 0;
        add_normal(key[calls++], x, 0.1);
    }
};
struct FixedKey {
    void perturb(auto& x, Key) const { add_normal(Key{1}, x, 0.1); }
};
struct ByBatchSize {
    void perturb(auto& x, Key key) const { add_normal(key[static_cast<std::uint64_t>(x.cols())], x, 0.1); }
};
struct Overflows {
    void perturb(auto& x, Key key) const {
        add_normal(key, x, 0.1);
        x(0, 0) = std::numeric_limits<ScalarOf<decltype(x)>>::infinity();
    }
};
struct ByPrecision {
    void perturb(auto& x, Key key) const { add_normal(key, x, 0.1 * sizeof(ScalarOf<decltype(x)>)); }
};
struct Gaussian {
    void perturb(auto& x, Key key) const { add_normal(key, x, 0.1); }
};
struct Smooths {  // needs no key
    static constexpr auto home = targets;
    void perturb(auto& x, Key) const {
        if (((x.array() != 0) && (x.array() != 1)).any()) throw std::invalid_argument("not one-hot");
        x = 0.9 * x;
        x.array() += 0.02f;
    }
};

struct KeepsTheDropped {
    double drop_probability;
    void gate(auto& gain, Key key) const {
        for_each_draw(key, gain, [this](auto& g, std::uint32_t word) {
            using Scalar = std::remove_cvref_t<decltype(g)>;
            g *= 0x1p-32 * word < drop_probability ? Scalar(1 / (1 - drop_probability)) : Scalar{0};
        });
    }
};
struct NotScaled : Dropout {
    void gate(auto& gain, Key key) const {
        Dropout::gate(gain, key);
        gain = (1 - drop_probability) * gain;
    }
};
struct OverwritesGain : Dropout {
    void gate(auto& gain, Key key) const {
        gain.setOnes();
        Dropout::gate(gain, key);
    }
};
struct SameMask : Dropout {
    void gate(auto& gain, Key) const { Dropout::gate(gain, Key{3}); }
};
struct CountsCalls : Dropout {
    void gate(auto& gain, Key key) const {
        static std::uint64_t calls = 0;
        Dropout::gate(gain, key[calls++]);
    }
};
struct MaskByBatch : Dropout {
    void gate(auto& gain, Key key) const {
        Dropout::gate(gain, key[static_cast<std::uint64_t>(gain.cols())]);
    }
};

struct Normalises {
    double max_norm;
    void clip(auto& g) const { g = (ScalarOf<decltype(g)>(max_norm) / g.norm()) * g; }
};
struct Shrinks {
    void clip(auto& g) const { g = 0.5 * g; }
};
struct TurnsBack {
    void clip(auto& g) const { g = -g; }
};

struct Remembers {  // in a place that all runs share
    struct Watch {
        double* best;
        bool should_stop(auto&, const Record& record) {
            const bool stop = record.at("validation_loss") > *best;
            *best = std::min(*best, record.at("validation_loss"));
            return stop;
        }
        void finish(auto&) {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const {
        static double best;
        best = 1e9;
        return {&best};
    }
};
struct Forgets {
    struct Watch {
        bool should_stop(auto&, const Record&) { return false; }
        void finish(auto& theta) {
            if constexpr (requires { theta.vector(); }) theta.vector().setZero();
        }
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const { return {}; }
};
struct StopsAtThree {
    struct Watch {
        int best = 0;
        bool should_stop(auto&, const Record& record) { return (best = record.epoch) >= 3; }
        void finish(auto&) {}
        int best_epoch() const { return best; }
    };
    Watch start(const auto&, const Record&) const { return {}; }
};

}  // namespace

TEST_CASE("a penalty with a wrong gradient or value is named") {
    CHECK(breaks(Overwrites{{0.3}}, "add_gradient adds to what the gradient holds"));
    CHECK(breaks(NoStrength{{0.3}}, "add_gradient is the gradient of value"));
    CHECK(breaks(NotFinite{{0.3}}, "value is a finite number"));
    CHECK(breaks(Rounded{{0.3}}, "value is the same in float and double"));
    CHECK(breaks(Spills{{0.3}}, "a verb changes nothing but what it is given"));
    CHECK(breaks(Spills{{0.3}}, "a verb does the same on a block of a matrix as on a matrix"));
}

TEST_CASE("a penalty with a wrong prox is named") {
    const std::string minimises = "prox(w, t) minimises |u - w|^2 / 2 + t value(u)";
    CHECK(breaks(IgnoresStep{{0.3}}, minimises));
    CHECK(breaks(IgnoresStep{{0.3}}, "prox with a step of 0 changes nothing"));
    CHECK(breaks(HalfStep{{0.3}}, minimises));
    CHECK(breaks(WholeGroup{{0.3}}, minimises));
    CHECK(breaks(AtZero{{0.3}}, minimises));
    CHECK(breaks(Hides{{0.3}}, "prox hides no NaN"));
    CHECK(breaks(OneStepForAll{{0.3}}, "prox(w, steps) is prox(w, step) entry by entry"));
    CHECK(breaks(HardThreshold{0.3}, "the prox of a convex penalty is firmly non-expansive"));
    CHECK_FALSE(breaks(L0{{0.3}}, "the prox of a convex penalty is firmly non-expansive"));
    CHECK_FALSE(breaks(L0{{0.3}}, minimises));
}

TEST_CASE("a wrong decay is named") {
    CHECK(breaks(WrongWay{{0.3}}, "decay is a step against the gradient"));
    CHECK(breaks(DecaysAnyway{}, "decay with a step of 0 changes nothing"));
}

TEST_CASE("a wrong projection is named") {
    CHECK(breaks(OverRows{0.7}, "a projection takes every column by itself, or the matrix as a whole"));
    CHECK(check(MeansRows{{0.7}}).empty());
    CHECK(breaks(Halves{}, "projecting twice is projecting once"));
    CHECK(breaks(TooShort{0.7}, "project finds the nearest point of the set"));
    CHECK(breaks(ZeroesInstead{0.7}, "project finds the nearest point of the set"));
    CHECK(breaks(Scales{0.7}, "project finds the nearest point of the set"));
    CHECK(breaks(HidesLost{}, "project hides no NaN"));
}

TEST_CASE("wrong noise is named, and noise that needs no key passes") {
    CHECK(breaks(ByCounter{}, "the same key makes the same draws"));
    CHECK(breaks(FixedKey{}, "another key makes other draws"));
    CHECK(breaks(ByBatchSize{}, "a sample gets the same draws in a batch of any size"));
    CHECK(breaks(Overflows{}, "what is drawn is finite"));
    CHECK(breaks(ByPrecision{}, "float and double get the same draws"));
    CHECK(check(Gaussian{}).empty());
    CHECK(check(Smooths{}).empty());
}

TEST_CASE("a wrong gate is named") {
    CHECK(breaks(KeepsTheDropped{0.3}, "the mean of the gains is 1"));
    CHECK(breaks(NotScaled{{0.3}}, "the mean of the gains is 1"));
    CHECK(breaks(OverwritesGain{{0.3}}, "gate multiplies the gains that it finds"));
    CHECK(breaks(SameMask{{0.3}}, "another key makes other draws"));
    CHECK(breaks(CountsCalls{{0.3}}, "the same key makes the same draws"));
    CHECK(breaks(MaskByBatch{{0.3}}, "a sample gets the same draws in a batch of any size"));
    CHECK(breaks(Dropout{1 - 1e-5}, "the gains of mean 1 vary too much to see it"));
    CHECK(check(Dropout{0.3}).empty());
    CHECK(check(Dropout{0.0}).empty());
}

TEST_CASE("a wrong clipping is named") {
    CHECK(breaks(Normalises{0.7}, "clip lengthens no gradient"));
    CHECK(breaks(Normalises{0.7}, "clip leaves a short gradient as it is"));
    CHECK(breaks(Shrinks{}, "clipping twice is clipping once"));
    CHECK(breaks(TurnsBack{}, "clip never turns a gradient back"));
}

TEST_CASE("a wrong stopping policy is named") {
    CHECK(breaks(Remembers{}, "the watch of one run does not see another run"));
    CHECK(breaks(Forgets{}, "finish before the first epoch leaves the parameters as they are"));
    CHECK(check(StopsAtThree{}).empty());
}

TEST_CASE("coefficients that a policy refuses are the only finding") {
    CHECK(check(L1{-0.1}) ==
          std::vector<std::string>{
              "L1: check() refuses the coefficients; it says: L1: strength must be >= 0, got -0.1"});
}

TEST_CASE("a law that is broken is said once, with the figures that show it") {
    const auto broken = check(NoStrength{{0.5}});
    REQUIRE(broken.size() == 1);
    CHECK_THAT(broken[0],
               Catch::Matchers::ContainsSubstring("NoStrength: add_gradient is the gradient of value, "
                                                  "relative error 1"));
}

TEST_CASE("the shape of the matrices can be chosen, and is rectangular by default") {
    CHECK(check(MaxNorm{0.7}, 2, 9).empty());
    CHECK_THROWS_WITH(check(MaxNorm{0.7}, 1, 9), "check: rows and cols must be >= 2, got 1 and 9");
}
