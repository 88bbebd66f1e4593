// JacobianPenalty makes the scores flat around the samples, in all directions.
#include <regula/regula.hpp>
#include <regula/tangent/jacobian_penalty.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1});
    const auto square = [&](double a) {
        auto net = mlp<float>({784, 8, 10}, Key{3});
        const Report run = fit(net, SoftmaxCrossEntropy{}, train, Sgd{.epochs = 12}, JacobianPenalty{a, 1});
        return run.last().at("JacobianPenalty") / a;
    };
    std::cout << square(1e-4) << " > " << square(1) << '\n';
    return square(1e-4) > 2 * square(1) ? 0 : 1;
}
