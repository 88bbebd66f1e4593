#include <regula/linear/columns.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("products with the columns of a design are those of the matrix, centred or not, dense or sparse") {
    for (const Index features : {3, 8}) {
        Matrix<double> x = test::drawn(1, features, 5);
        x.array() += 0.7;
        x(1, 2) = x(2, 4) = 0;
        const Eigen::SparseMatrix<double> sparse = x.sparseView();
        const Matrix<double> w = test::drawn(2, features, 2), r = test::drawn(3, 5, 2);
        for (const Design& design : {Design{x}, Design{sparse}})
            for (const bool centred : {false, true}) {
                Matrix<double> m = x.transpose();
                if (centred) m.rowwise() -= m.colwise().mean().eval();
                const Columns columns{design, centred};
                CAPTURE(features, centred, design.is_sparse());
                double off = (columns.times(w) - m * w).norm();
                off += (columns.transpose_times(r) - m.transpose() * r).norm();
                const Matrix<double> n = features <= 5 ? m : m.transpose(), gram = n.transpose() * n;
                off += (columns.smaller_gram() - gram).norm();
                off += (columns.mean_square() - m.colwise().squaredNorm().transpose() / 5).norm();
                Vector<double> y = r.col(0);
                columns.add(1, 0.3, y);
                off += (y - r.col(0) - 0.3 * m.col(1)).norm();
                off += std::abs(columns.dot(2, y, y.sum()) - m.col(2).dot(y));
                CHECK(off < 1e-13);
            }
    }
}
