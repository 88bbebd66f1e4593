// ClipValue limits each entry of the gradient.
#include <regula/update/clip_value.hpp>

#include <iostream>
using namespace regula;

int main() {
    Vector<double> g{{30.0, -0.5}};
    ClipValue{.limit = 1}.clip(g);
    std::cout << g.transpose() << '\n';
    return g[0] == 1 && g[1] == -0.5 ? 0 : 1;
}
