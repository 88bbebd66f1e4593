#pragma once

#include <regula/data/tasks.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/network_dict.hpp>

#include "support/drawn.hpp"

#include <limits>

namespace regula::test {

/// Three tasks of `count` samples with 4 inputs: one of 3 classes, one of yes and no, one of 2 values. Of
/// each `every` samples the classes lack one, the values another.
template <class Scalar = double>
Dataset<Scalar> three_tasks(std::uint64_t key, Index count, Index every = 3) {
    const auto x = drawn<Scalar>(key, 4, count);
    Labels classes(count), signs(count);
    Matrix<Scalar> values(2, count);
    for (Index j = 0; j < count; ++j) {
        classes[j] = j % every == 1 ? missing_label : (x(0, j) > 0) + (x(1, j) + x(2, j) > 0);
        signs[j] = x(0, j) * x(3, j) > 0;
        values.col(j) << x(0, j) - x(2, j), 3 * x(1, j) * x(3, j);
        if (j % every == 2) values.col(j).setConstant(std::numeric_limits<Scalar>::quiet_NaN());
    }
    return task_data<Scalar>(x, {task_targets<Scalar>(classes, 3), task_targets<Scalar>(signs, 1), values});
}

/// Networks for them: a trunk of two layers, and heads of one and two.
template <class Scalar = double>
NetworkDict<Scalar> three_heads() {
    NetworkDict<Scalar> nets{{{"trunk", 4, {Dense{7}, Tanh{}, Dense{6}, Tanh{}}},
                              {"class head", 6, {Dense{3}}},
                              {"sign head", 6, {Dense{5}, Tanh{}, Dense{1}}},
                              {"value head", 6, {Dense{2}}}},
                             Key{2}};
    for (const Block& block : nets.parameters().blocks())
        if (block.role == Role::bias)
            nets.parameters()[block] = static_cast<Scalar>(0.3) *
                                       drawn<Scalar>(static_cast<std::uint64_t>(block.offset), block.rows, 1);
    return nets;
}

}  // namespace regula::test
