#include <regula/adversarial.hpp>
#include <regula/auxiliary.hpp>
#include <regula/model.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/tangent.hpp>

#include "conformance/own_loop.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_own_loops_of_losses {
using namespace test;

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

}  // namespace tests::conformance_own_loops_of_losses
