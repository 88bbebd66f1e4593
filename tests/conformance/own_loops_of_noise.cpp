#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/gate.hpp>
#include <regula/noise.hpp>

#include "conformance/own_loop.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_own_loops_of_noise {
using namespace test;

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

}  // namespace tests::conformance_own_loops_of_noise
