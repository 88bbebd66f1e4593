// MultiTask trains two tasks on one trunk: the 50 labels of one help the other, which has 5.
#include <regula/multitask.hpp>
#include <regula/regula.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x(10, 55), test(10, 100);
    fill_normal(Key{1}, x), fill_normal(Key{2}, test);
    Matrix<double> few = x.colwise().sum(), many = -2 * few;
    few.rightCols(50).setConstant(NAN), many.leftCols(5).setConstant(NAN);  // missing
    const auto error = [&](double weight) {
        NetworkDict<double> nets{{{"trunk", 10, {Dense{1}}}, {"a", 1, {Dense{1}}}, {"b", 1, {Dense{1}}}},
                                 Key{3}};
        const MultiTask tasks{nets, "trunk", Task{"few", "a", SquaredError{}},
                              Task{"many", "b", SquaredError{}, weight}};
        minimize(nets, tasks, task_data<double>(x, {few, many}), Sgd{.learning_rate = 0.01, .epochs = 300});
        return (nets.predict({"trunk", "a"}, test) - test.colwise().sum()).squaredNorm() / 100;
    };
    std::cout << error(1) << " < " << error(0) << '\n';
    return error(1) < 0.1 * error(0) ? 0 : 1;
}
