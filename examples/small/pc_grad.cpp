// PCGrad projects conflicting gradients off each other, so that no task loses for another one.
#include <regula/multitask/pc_grad.hpp>

#include <array>
#include <iostream>
using namespace regula;

int main() {
    const Matrix<double> g{{1, -3}, {0, 1}};  // the gradients of two tasks, in columns
    const Eigen::Matrix2d products = g.transpose() * g;
    const std::array<TaskLoss, 2> losses{};
    Matrix<double> none;
    Eigen::Vector2d shares;
    PCGrad{}.combine(products, losses, none, none, Key{1}, shares);
    const Vector<double> sum = g.rowwise().sum(), surgery = g * shares;
    std::cout << sum.dot(g.col(0)) << " < 0 < " << surgery.dot(g.col(0)) << '\n';
    return sum.dot(g.col(0)) < 0 && surgery.dot(g.col(0)) > 0 && surgery.dot(g.col(1)) > 0 ? 0 : 1;
}
