// LearningRate slows the first layer down.
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/update/learning_rate.hpp>

#include <iostream>
using namespace regula;

int main() {
    Dataset<double> data{.inputs = Matrix<double>(2, 20), .targets = Matrix<double>(1, 20)};
    fill_normal(Key{1}, data.inputs);
    data.targets = data.inputs.row(0).cwiseAbs();
    const auto steps = [&](double factor) {  // of the first layer, in one update
        auto net = mlp<double>({2, 8, 1}, Key{2});
        const Matrix<double> before = net.parameters()["0.weight"];
        fit(net, SquaredError{}, data, Sgd{.epochs = 1}, on(weights[0], LearningRate{factor}));
        return (net.parameters()["0.weight"] - before).norm();
    };
    std::cout << steps(1) << ' ' << steps(0.1) << '\n';
    return std::abs(steps(0.1) - 0.1 * steps(1)) < 1e-12 ? 0 : 1;
}
