// BatchNorm gives each unit mean 0 and variance 1 over a minibatch, and keeps means for prediction.
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    Dataset<double> data{.inputs = Matrix<double>(1, 64), .targets = Matrix<double>(1, 64)};
    data.inputs.row(0).setLinSpaced(64, 900, 1100);  // a scale on which no layer learns
    data.targets = (data.inputs.array() - 1000) / 100;
    Network<double> net{1, {BatchNorm{}, Dense{1}}, Key{1}};
    fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.1, .epochs = 50, .batch_size = 16});
    const double error = (net.predict(data.inputs) - data.targets).norm() / data.targets.norm();
    std::cout << "relative error " << error << '\n';
    return error < 0.2 ? 0 : 1;
}
