// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/adversarial.hpp>
#include <regula/augment/augment.hpp>
#include <regula/augment/brightness.hpp>
#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/augment/rotate.hpp>
#include <regula/auxiliary.hpp>
#include <regula/auxiliary/laws.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/gate.hpp>
#include <regula/noise.hpp>
#include <regula/stopping.hpp>
#include <regula/tangent.hpp>
#include <regula/update.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("gates obey the laws of gates") {
    CHECK(check(Dropout{.drop_probability = 0.3}) == none);
    CHECK(check(AlphaDropout{.drop_probability = 0.3}) == none);
    CHECK(check(DropBlock{.drop_probability = 0.3, .block = 2, .height = 2, .width = 3}, 12) == none);
    CHECK(check(GaussianGate{.stddev = 0.3}) == none);
    CHECK(check(per_minibatch(Dropout{.drop_probability = 0.3})) == none);
    CHECK(check(StochasticDepth{.drop_probability = 0.3}) == none);
    CHECK(check(SpatialDropout{.drop_probability = 0.3, .pixels = 3}, 12) == none);
}

TEST_CASE("noise obeys the laws of noise") {
    CHECK(check(GaussianNoise{.stddev = 0.3}) == none);
    CHECK(check(UniformNoise{.half_width = 0.3}) == none);
    CHECK(check(SaltAndPepper{.probability = 0.3}) == none);
    CHECK(check(MaskingNoise{.probability = 0.3}) == none);
    CHECK(check(LabelTransition{symmetric_transition(5, 0.3)}) == none);
    CHECK(check(Augment{Shape{2, 3, 2}, Rotate{30} | Brightness{0.3}}, 12) == none);
    CHECK(check(LabelNoise{.probability = 0.3}) == none);
    CHECK(check(LabelSmoothing{.epsilon = 0.1}) == none);
    CHECK(check(LabelSmoothing{.epsilon = 0.1, .over = LabelSmoothing::all_classes}) == none);
}

TEST_CASE("stopping policies obey the laws of stopping policies") {
    CHECK(check(EarlyStopping{.patience = 2}) == none);
    CHECK(check(StopAfter{7}) == none);
    CHECK(check(StopBelow{.value = 0.3}) == none);
    CHECK(check(EarlyStopping{.mode = Plateau::Mode::max, .patience = 3, .restore_best = false}) == none);
    CHECK(check(stop_when(GeneralizationLoss{.alpha = 20, .strip = 3})) == none);
    CHECK(check(stop_when(ProductivityQuotient{.alpha = 0.5, .strip = 3})) == none);
    CHECK(check(ReduceOnPlateau{.factor = 0.3, .patience = 2}) == none);
    CHECK(check(stop_when(Rises{.times = 2, .strip = 2})) == none);
    CHECK(check(stop_when(all_of(Rises{.times = 2, .strip = 2}, EarlyStopping{.patience = 3}))) == none);
}

TEST_CASE("clippings obey the laws of clippings") {
    CHECK(check(ClipNorm{.max_norm = 0.7}) == none);
    CHECK(check(ClipValue{.limit = 0.3}) == none);
}

TEST_CASE("factors of the learning rate obey their laws") {
    CHECK(check(Frozen{}) == none);
    CHECK(check(LearningRate{.factor = 0.3}) == none);
}

TEST_CASE("mixing obeys the laws of mixing") {
    CHECK(check(Mixup{.alpha = 0.7}) == none);
    CHECK(check(CutMix{.height = 4, .width = 3}, 12) == none);
}

TEST_CASE("auxiliary losses obey the laws of auxiliary losses") {
    CHECK(check(InputGradientPenalty{.strength = 0.3}) == none);
    CHECK(check(Consistency{.strength = 0.3}) == none);
    CHECK(check(EntropyMinimization{.strength = 0.3}) == none);
    CHECK(check(FixMatch{GaussianNoise{0.1}, GaussianNoise{0.5}, 0.7, 0.4}) == none);
    CHECK(check(MeanTeacher{.strength = 0.3, .decay = 0.9}) == none);
    CHECK(check(PseudoLabel{.strength = 0.3, .threshold = 0.4}) == none);
}

TEST_CASE("losses at adversarial points obey the laws of auxiliary losses") {
    CHECK(check(AdversarialTraining{Pgd{.threat = L2Ball{0.3}, .steps = 3}, 0.3}) == none);
    CHECK(check(Trades{.threat = L2Ball{0.3}, .strength = 0.7, .steps = 3}) == none);
    CHECK(check(VirtualAdversarial{.radius = 0.3, .strength = 0.7}) == none);
    CHECK(check(IntervalTraining{.threat = LInfinityBall{0.05}, .clean_share = 0.3}) == none);
}

TEST_CASE("penalties on derivatives by the inputs obey the laws of auxiliary losses") {
    CHECK(check(TangentProp{SameDirections{Matrix<double>{{1, 0.5}, {-2, 0}, {0.3, 1}}}, 0.3}) == none);
    CHECK(check(JacobianPenalty{0.3, 2}) == none);
    CHECK(check(Contractive{0.3}) == none);
    CHECK(check(ContractiveHessian{0.3, 0.2}) == none);
}

TEST_CASE("ascents obey the laws of ascents") {
    CHECK(check(Sam{.rho = 0.3}) == none);
    CHECK(check(AdaptiveSam{.rho = 0.3}) == none);
}

TEST_CASE("averages obey the laws of averages") {
    CHECK(check(Polyak{.start = 3}) == none);
    CHECK(check(Ema{.decay = 0.9}) == none);
    CHECK(check(Ema{.decay = 0.9, .corrected = false}) == none);
    CHECK(check(Swa{.start = 3, .every = 2}) == none);
}
