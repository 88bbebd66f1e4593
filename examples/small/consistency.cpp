// Consistency asks for the same prediction under other noise, so the boundary leaves the samples alone.
#include <regula/auxiliary/consistency.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Dataset<double> two{.inputs = Matrix<double>{{-2, 2}, {4, -4}}, .labels = Labels{{0, 1}}};
    // Two clouds; training does not use their labels.
    Dataset<double> many{.inputs = Matrix<double>(2, 200), .labels = Labels(200)};
    fill_normal(Key{1}, many.inputs);
    for (int j = 0; j < 200; ++j) many.inputs(0, j) += (many.labels[j] = j % 2) == 0 ? -3 : 3;
    const auto error = [&](double a) {
        auto net = linear_model<double>(2, 1);
        const Sgd sgd{.learning_rate = 0.1, .epochs = 30, .batch_size = 20};
        fit(net, Logistic{}, Together{two, many}, sgd, GaussianNoise{1}, Consistency{a});
        return evaluate(net, Logistic{}, many).error;
    };
    std::cout << error(0) << " of the samples without labels are wrong, and " << error(5) << " with it\n";
    return error(5) < 0.5 * error(0) ? 0 : 1;
}
