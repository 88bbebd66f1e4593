// Trains a perceptron or a convolutional network on handwritten digits: bare, with any regularization, or
// both side by side.
//
// The test digits decide nothing. Early stopping looks at validation digits, which are no training digits
// either.
//
// Test errors on MNIST, mean of the seeds 1, 2, 3:
//
//     --data DIR --arch 512,512 --epochs 5                                                 1.7 %
//     --data DIR --train-size 5000 --epochs 60 --schedule linear --compare --seeds 3       4.2 %, 3.9 %
//     the same with --augment --dropout-hidden 0.2                                         4.2 %, 2.1 %
//
// The two of --compare are without and with regularization, each at its own learning rate.
#include "mnist/comparison.hpp"
#include "mnist/report.hpp"
#include "mnist/settings.hpp"
#include "mnist/training.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"

#include <iostream>
#include <vector>

using namespace example;

int main(int argc, char** argv) try {
    const Settings settings = parse(argc, argv);
    const Regularization& r = settings.regularization;
    if ((r.dropout_input != 0 || r.dropout_hidden != 0) && settings.epochs < 20)
        std::cerr << "mnist: warning: dropout with " << settings.epochs
                  << " epochs underfits, and is often worse than nothing; give it 20 or more\n";
    const Digits digits = read_digits(settings);
    std::vector<Contestant> contestants{{.name = r.none() ? "bare" : "regularized", .regularization = r}};
    if (settings.compare) {
        contestants.insert(contestants.begin(), {.name = "bare"});
        compare(contestants, settings, digits);
    } else {
        contestants[0].outcomes.push_back(train(contestants[0].name, settings, digits, r));
    }

    print(contestants, digits);
    write(contestants, settings);
    if (!settings.plot.empty()) {
        draw_curves(settings.plot, contestants);
        draw_weights(beside(settings.plot, "weights"), contestants);
        std::cout << "\ncurves: " << settings.plot << "\nweights: " << beside(settings.plot, "weights")
                  << '\n';
    }
} catch (const std::exception& error) {
    return failed(error);
}
