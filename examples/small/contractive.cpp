// Contractive makes the code of an autoencoder react less to its inputs.
#include <regula/regula.hpp>
#include <regula/tangent/contractive.hpp>

#include <iostream>
using namespace regula;

int main() {
    Dataset<float> images{.inputs = glyphs<float>(200, Key{1}).inputs};
    images.targets = images.inputs;
    const auto square = [&](double a) {
        Network<float> net{784, {Dense{16}, Sigmoid{}, Dense{784}}, Key{3}};
        const Report run = fit(net, SquaredError{}, images, Sgd{.epochs = 12}, Contractive{a});
        return run.last().at("Contractive") / a;
    };
    std::cout << square(1e-4) << " > " << square(100) << '\n';
    return square(1e-4) > 2 * square(100) ? 0 : 1;
}
