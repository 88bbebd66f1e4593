// UncertaintyWeighting learns the noise of each task: a task with much noise gets a small weight.
#include <regula/multitask.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x(3, 200), noise(1, 200);
    fill_normal(Key{1}, x), fill_normal(Key{2}, noise, 0.3);
    const Matrix<double> clean = x.colwise().sum() + noise, noisy = x.colwise().sum() - 10 * noise;
    NetworkDict<double> nets{{{"trunk", 3, {Dense{2}}}, {"a", 2, {Dense{1}}}, {"b", 2, {Dense{1}}}}, Key{3}};
    const MultiTask tasks{nets, "trunk", UncertaintyWeighting{}, Task{"clean", "a", SquaredError{}, 2},
                          Task{"noisy", "b", SquaredError{}, 2}};
    minimize(nets, tasks, task_data<double>(x, {clean, noisy}), Adam{.learning_rate = 0.02, .epochs = 500});
    const auto variances = nets.parameters()[tasks.own()].array().exp().eval();
    std::cout << variances << '\n';  // about 0.3^2 and 3^2
    return variances(0) < 0.2 && variances(1) > 5 ? 0 : 1;
}
