// Observed{loss} takes the targets that are there: NaN is a missing one.
#include <regula/multitask/observed.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Matrix<double> x{{1, 2, 3, 4}}, t{{2, NAN, 6, NAN}};  // t = 2 x
    Network<double> net{1, {Dense{.units = 1, .bias = false}}, Key{1}};
    fit(net, Observed{SquaredError{}}, task_data<double>(x, {t}), Sgd{.learning_rate = 0.05, .epochs = 100});
    std::cout << net.predict(x) << '\n';
    return std::abs(net.predict(x)(0, 1) - 4) < 1e-6 ? 0 : 1;
}
