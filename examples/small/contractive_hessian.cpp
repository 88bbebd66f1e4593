// ContractiveHessian keeps the Jacobian of a code the same at inputs nearby: the code bends less.
#include <regula/regula.hpp>
#include <regula/tangent/contractive_hessian.hpp>

#include <iostream>
using namespace regula;

int main() {
    Dataset<float> images{.inputs = glyphs<float>(200, Key{1}).inputs};
    images.targets = images.inputs;
    const auto square = [&](double a) {
        Network<float> net{784, {Dense{16}, Sigmoid{}, Dense{784}}, Key{3}};
        const Report run = fit(net, SquaredError{}, images, Sgd{.epochs = 12}, ContractiveHessian{a, 0.1});
        return run.last().at("ContractiveHessian") / a;
    };
    std::cout << square(1e-4) << " > " << square(1e5) << '\n';
    return square(1e-4) > 2 * square(1e5) ? 0 : 1;
}
