#include <regula/core/check.hpp>

#include <regula/clipping.hpp>
#include <regula/constraint.hpp>
#include <regula/gate.hpp>
#include <regula/noise.hpp>
#include <regula/penalty.hpp>
#include <regula/stopping.hpp>

#include "support/catch.hpp"

using namespace regula;

// Every policy of the library obeys the laws of its kind: a new one has a line here, as check(Its{...}), with
// coefficients that hide no error (a probability of 1/2 is the same kept or dropped).

namespace {
const std::vector<std::string> none;
}

TEST_CASE("penalties obey the laws of penalties") {
    CHECK(check(ElasticNet{.strength = 0.3, .l1_ratio = 0.2}) == none);
    CHECK(check(GroupLasso{.strength = 0.7}) == none);
    CHECK(check(GroupLasso{.strength = 0.3, .scale_by_size = true}) == none);
    CHECK(check(L1{0.3}) == none);
    CHECK(check(L2{0.3}) == none);
    CHECK(check(Towards{.strength = 0.3, .point = Matrix<double>::Constant(5, 3, -0.7)}) == none);
    CHECK(check(L1{0.3} + L2{0.7}) == none);
    CHECK(check(subgradient(L1{0.3})) == none);
    CHECK(check(proximal(L2{0.3})) == none);
    CHECK(check(decoupled(L2{0.3})) == none);
}

TEST_CASE("penalties that are sums over entries obey the laws of penalties") {
    const Matrix<double> v = Vector<double>::LinSpaced(15, 0, 1.3).reshaped(5, 3);
    CHECK(check(HuberPenalty{.strength = 0.7, .knee = 0.4}) == none);
    CHECK(check(L0{0.3}) == none);
    CHECK(check(LHalf{0.3}) == none);
    CHECK(check(LTwoThirds{0.3}) == none);
    CHECK(check(LogSum{.strength = 0.3, .epsilon = 0.2}) == none);
    CHECK(check(Lp{.strength = 0.3, .p = 0.7}) == none);
    CHECK(check(MCP{.strength = 0.6, .gamma = 1.3}) == none);
    CHECK(check(SCAD{.strength = 0.3, .a = 2.3}) == none);
    CHECK(check(StudentT{.strength = 0.7, .scale = 0.3}) == none);
    CHECK(check(weighted(ElasticNet{.strength = 0.3}, v)) == none);
    CHECK(check(weighted(L0{0.3}, v)) == none);
    CHECK(check(MoreauEnvelope{ElasticNet{.strength = 0.7, .l1_ratio = 0.8}, 0.3}) == none);
    CHECK(check(MoreauEnvelope{GroupLasso{0.7}, 0.3}) == none);
}

TEST_CASE("penalties of a whole matrix obey the laws of penalties") {
    const Vector<double> q = Vector<double>::LinSpaced(15, -1, 0.7);
    CHECK(check(ConfidencePenalty{0.3}) == none);
    CHECK(check(KlSparsity{.strength = 0.3, .target = 0.2, .margin = 0.05}) == none);
    CHECK(check(Orthogonal{0.3}) == none);
    const Matrix<double> definite = q * q.transpose() + 0.4 * Matrix<double>::Identity(15, 15);
    CHECK(check(QuadraticForm{.strength = 0.3, .matrix = definite, .point = q.reshaped(5, 3)}) == none);
}

TEST_CASE("constraints obey the laws of constraints") {
    CHECK(check(Box{.lower = -0.2, .upper = 0.7}) == none);
    CHECK(check(L1Ball{1.3}) == none);
    CHECK(check(L2Ball{1.3}) == none);
    CHECK(check(MaxNorm{0.7}) == none);
    CHECK(check(NonNegative{}) == none);
    CHECK(check(UnitNorm{}) == none);
}

TEST_CASE("gates obey the laws of gates") {
    CHECK(check(Dropout{.drop_probability = 0.3}) == none);
    CHECK(check(GaussianGate{.stddev = 0.3}) == none);
}

TEST_CASE("noise obeys the laws of noise") {
    CHECK(check(GaussianNoise{.stddev = 0.3}) == none);
    CHECK(check(LabelNoise{.probability = 0.3}) == none);
    CHECK(check(LabelSmoothing{.epsilon = 0.1}) == none);
    CHECK(check(LabelSmoothing{.epsilon = 0.1, .over = LabelSmoothing::all_classes}) == none);
}

TEST_CASE("stopping policies obey the laws of stopping policies") {
    CHECK(check(EarlyStopping{.patience = 2}) == none);
    CHECK(check(EarlyStopping{.mode = Mode::max, .patience = 3, .restore_best = false}) == none);
}

TEST_CASE("clippings obey the laws of clippings") {
    CHECK(check(ClipNorm{.max_norm = 0.7}) == none);
    CHECK(check(ClipValue{.limit = 0.3}) == none);
}
