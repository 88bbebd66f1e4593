#pragma once

#include <regula/core/parameters.hpp>
#include <regula/core/random.hpp>
#include <regula/data/dataset.hpp>

#include "support/drawn.hpp"

#include <cmath>

/// Models of a user's own: nothing of them is the library's.
namespace regula::test {

/// Says what the nearest of the samples that it remembers is: as unstable as a learner can be. Numbers for
/// targets, a unit column for labels.
struct NearestNeighbour {
    Dataset<double> known;

    Matrix<double> predict(const Matrix<double>& x) const {
        Matrix<double> y = Matrix<double>::Zero(known.outputs(), x.cols());
        for (Index j = 0; j < x.cols(); ++j) {
            Index nearest = 0;
            (known.inputs.colwise() - x.col(j)).colwise().squaredNorm().minCoeff(&nearest);
            if (known.has_labels())
                y(known.labels[nearest], j) = 1;
            else
                y.col(j) = known.targets.col(nearest);
        }
        return y;
    }
};
inline NearestNeighbour nearest_neighbour(const Dataset<double>& data, Key) { return {data}; }

/// Says a constant, whose parameters travel.
struct Constant {
    Parameters<double> theta{{Block{.role = Role::weight, .name = "c", .rows = 2, .cols = 1}}};

    Parameters<double>& parameters() { return theta; }
    const Parameters<double>& parameters() const { return theta; }
    Matrix<double> predict(const Matrix<double>& x) const { return theta.vector().replicate(1, x.cols()); }
};
inline Constant constant(double a, double b) {
    Constant made;
    made.theta.vector() << a, b;
    return made;
}

/// t = sin 3 x_1 + x_2 / 2 + 0.3 z for x in the unit square.
inline Dataset<double> wavy(Index count, Key key) {
    Dataset<double> data{.inputs = Matrix<double>(2, count), .targets = Matrix<double>(1, count)};
    fill_uniform(key[1], data.inputs);
    fill_normal(key[2], data.targets, 0.3);
    data.targets.array() += (3 * data.inputs.row(0).array()).sin() + data.inputs.row(1).array() / 2;
    return data;
}

}  // namespace regula::test
