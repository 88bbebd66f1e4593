// tie(a, b, penalty) pulls two blocks together; with L1 their entries become equal.
#include <regula/penalty/l1.hpp>
#include <regula/penalty/tie.hpp>

#include <iostream>
using namespace regula;

int main() {
    Parameters<double> theta, scratch;
    for (const char* name : {"a", "b"}) theta.add({.role = Role::weight, .name = name, .rows = 2, .cols = 1});
    theta["a"].setConstant(1);
    scratch = theta;
    tie(weights["a"], weights["b"], L1{.strength = 1}).prox(theta, 5, scratch);
    std::cout << theta["a"] << '\n';
    return theta["a"] == theta["b"] ? 0 : 1;
}
