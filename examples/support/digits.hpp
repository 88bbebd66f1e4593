#pragma once

#include <regula/core/random.hpp>
#include <regula/data/gz.hpp>

#include <string>

namespace example {

/// Digits for training and test: synthetic digits, or, if a directory is given, digits of MNIST or a data set
/// in its format. From these the training set is a stratified subset, and the test set has the first ones.
/// Throws std::invalid_argument if there are too few.
regula::Mnist<float> digits(const std::string& directory, regula::Index train_size, regula::Index test_size,
                            regula::Key key);

}  // namespace example
