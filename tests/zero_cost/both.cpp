// How far the two end apart, relative.
#include "by_hand.hpp"
#include "by_library.hpp"

int main(int argc, char** argv) {
    const int epochs = argc > 1 ? std::atoi(argv[1]) : 1;
    const Vector<float> a = by_hand(drawn(), epochs).parameters().vector(),
                        b = by_library(drawn(), epochs).parameters().vector();
    std::printf("%.2e\n", static_cast<double>((a - b).norm() / a.norm()));
}
