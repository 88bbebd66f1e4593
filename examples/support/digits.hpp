#pragma once

#include <regula/core/random.hpp>
#include <regula/data/gz.hpp>

#include <string>

namespace example {

/// Handwritten digits to train on and to test: drawn ones, or if a directory is given, so many of MNIST or
/// the like, classes in proportion for training and the first ones for the test. Throws std::invalid_argument
/// if there are too few.
regula::Mnist<float> digits(const std::string& directory, regula::Index train_size, regula::Index test_size,
                            regula::Key key);

}  // namespace example
