// Shows what dropout knows about its own ignorance: where a regression has no data, and which digits are
// none.
//
// Prediction by random passes (Gal and Ghahramani 2016): with dropout left on, a network is another one in
// each pass, and where these disagree it has not learned the answer.
#include <iostream>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "uncertainty/digits.hpp"
#include "uncertainty/regression.hpp"

int main(int argc, char** argv) try {
    example::Uncertainty s;
    std::string plot;
    example::Options options{"Shows where a network with dropout does not know the answer."};
    options.add_picture("--plot", plot, "draw the regression, what digits and others raise in FILE-digits");
    options.add("--passes", s.passes, "random passes of a prediction");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.group("Regression in one dimension, with a gap in the data");
    options.add("--samples", s.samples, "points to train on");
    options.add("--steps", s.steps, "updates of the weights");
    options.group("Digits");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--test-size", s.test_size, "digits to test on, and letters");
    options.add("--arch", s.arch, "units of the hidden layers");
    options.add("--epochs", s.epochs, "passes over the training digits");
    options.parse(argc, argv);
    s.seed = options.seed;

    example::Results all;
    all.add("regression", example::regress_with_gap(s, plot));
    std::cout << '\n';
    all.add("digits", example::doubt_digits(s, plot.empty() ? "" : example::beside(plot, "digits")));
    all.write(options.json);
} catch (const std::exception& error) {
    return example::failed(error);
}
