// gradient_noise adds noise to the gradient, less and less of it.
#include <regula/noise/gradient_noise.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto at_step = [](Index step) {
        Vector<double> g = Vector<double>::Zero(1000);
        at(gradient_noise(0.1, 0.55).policy, StepTime{.step = step}).perturb(g, Key{1});
        return g.norm();
    };
    std::cout << at_step(0) << " > " << at_step(1000) << '\n';
    return at_step(0) > at_step(1000) ? 0 : 1;
}
