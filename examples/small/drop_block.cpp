// DropBlock drops squares of the pixels of a feature map, here of 8 x 8.
#include <regula/gate/drop_block.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> gain = Matrix<double>::Ones(64, 100);  // units x samples
    DropBlock{.drop_probability = 0.25, .block = 3, .height = 8, .width = 8}.gate(gain, Key{1});
    std::cout << gain.mean() << '\n';
    return (gain.array() == 0).any() && std::abs(gain.mean() - 1) < 0.1 ? 0 : 1;
}
