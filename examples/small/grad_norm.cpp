// GradNorm lowers the weight of a task whose gradient is much larger than that of the other.
#include <regula/multitask.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x(3, 60), noise(2, 60);
    fill_normal(Key{1}, x), fill_normal(Key{2}, noise);
    const Matrix<double> large = 10 * (x.row(0) + noise.row(0)), small = x.row(1) + noise.row(1);
    NetworkDict<double> nets{{{"trunk", 3, {Dense{2}}}, {"a", 2, {Dense{1}}}, {"b", 2, {Dense{1}}}}, Key{3}};
    const MultiTask tasks{nets, "trunk", GradNorm{}, Task{"large", "a", SquaredError{}},
                          Task{"small", "b", SquaredError{}}};
    const auto run = minimize(nets, tasks, task_data<double>(x, {large, small}),
                              Sgd{.learning_rate = 0.001, .epochs = 20});
    std::cout << run.last().at("large_weight") << " < " << run.last().at("small_weight") << '\n';
    return run.last().at("large_weight") < 0.5 * run.last().at("small_weight") ? 0 : 1;
}
