// The time of a training step of 784-1024-1024-10, batches of 128, with the losses of sections 7.13 and 7.14
// of the book, beside the bare step. The ratios are those of the times. fgsm_alone and interval_alone leave
// out the loss at clean samples. In products of the layers a bare step is 1, fgsm_alone 1.8, fgsm 2.4,
// interval_alone 2, interval 3.
#include <regula/adversarial/adversarial_training.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/interval_training.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/trades.hpp>
#include <regula/adversarial/virtual_adversarial.hpp>
#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/tangent/image_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>

#include "training_step.hpp"

using namespace regula;

int main(int argc, char** argv) {
    const auto add = [](const char* what, const auto&... policies) {
        benchmark::RegisterBenchmark(("adversarial/" + std::string{what}).c_str(),
                                     [=](benchmark::State& state) { step(state, large, policies...); })
            ->Unit(benchmark::kMicrosecond);
    };
    const Threat ball = LInfinityBall{0.1};
    const Box range{0, 1};
    using enum TangentField;
    const ImageTangents four{{28, 28}, 0.9, {horizontal_shift, vertical_shift, rotation, scale}};
    add("bare");
    add("fgsm", AdversarialTraining{Fgsm{.threat = ball, .range = range}});
    add("fgsm_alone", AdversarialTraining{Fgsm{.threat = ball, .range = range}, 0});
    add("pgd_7", AdversarialTraining{Pgd{.threat = ball, .steps = 7, .range = range}, 0});
    add("trades_7", Trades{.threat = ball, .steps = 7, .range = range});
    add("virtual_adversarial", VirtualAdversarial{1.5});
    add("interval", IntervalTraining{.threat = ball, .range = range});
    add("interval_alone", IntervalTraining{.threat = ball, .clean_share = 0, .range = range});
    add("double_backprop", InputGradientPenalty{0.1});
    add("tangent_prop_4", TangentProp{four, 0.1});
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
