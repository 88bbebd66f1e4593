#include "support/digits.hpp"

#include <regula/data/glyphs.hpp>
#include <regula/data/split.hpp>

namespace example {

using namespace regula;

Mnist<float> digits(const std::string& directory, Index train_size, Index test_size, Key key) {
    require(train_size >= 10 && test_size >= 10, "--train-size and --test-size must be >= 10, got ",
            train_size, " and ", test_size);
    if (directory.empty())
        return {glyphs<float>(train_size, key.stream("train")), glyphs<float>(test_size, key.stream("test"))};
    auto read = read_mnist<float>(directory);
    require(read.train.size() >= train_size && read.test.size() >= test_size, "there are ", read.train.size(),
            " digits to train on and ", read.test.size(), " to test, too few for --train-size ", train_size,
            " and --test-size ", test_size);
    if (read.train.size() > train_size)
        read.train = stratified(read.train, train_size, key.stream("subset")).held_out;
    read.test.inputs.conservativeResize(Eigen::NoChange, test_size);
    read.test.labels.conservativeResize(test_size);
    return read;
}

}  // namespace example
