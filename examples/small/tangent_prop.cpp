// TangentProp makes the scores flat in the directions in which an image is moved.
#include <regula/regula.hpp>
#include <regula/tangent/image_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto train = glyphs<float>(200, Key{1});
    using enum TangentField;
    const ImageTangents shifts{{28, 28}, 0.9, {horizontal_shift, vertical_shift}};
    const auto square = [&](double a) {
        auto net = mlp<float>({784, 8, 10}, Key{3});
        const Report run = fit(net, SoftmaxCrossEntropy{}, train, Sgd{.epochs = 12}, TangentProp{shifts, a});
        return run.last().at("TangentProp") / a;
    };
    std::cout << square(1e-4) << " > " << square(1) << '\n';
    return square(1e-4) > 2 * square(1) ? 0 : 1;
}
