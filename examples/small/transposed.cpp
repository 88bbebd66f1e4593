// tie(a, transposed(b), penalty) pulls a block towards the transpose of another.
#include <regula/penalty/l1.hpp>
#include <regula/penalty/tie.hpp>

#include <iostream>
using namespace regula;

int main() {
    Parameters<double> theta, scratch;
    theta.add({.role = Role::weight, .name = "a", .rows = 2, .cols = 3});
    theta.add({.role = Role::weight, .name = "b", .rows = 3, .cols = 2});
    theta["a"] << 1, 2, 3, 4, 5, 6;
    scratch = theta;
    tie(weights["a"], transposed(weights["b"]), L1{.strength = 10}).prox(theta, 1, scratch);
    std::cout << theta["b"] << '\n';
    return theta["b"](2, 1) == 3 && theta["a"] == theta["b"].transpose() ? 0 : 1;
}
