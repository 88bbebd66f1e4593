#include <regula/layer/keep_largest.hpp>

#include <numeric>
#include <vector>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_keep_largest {

/// The same by a stable sort.
template <class Scalar>
Vector<Scalar> kept_by_sort(Index k, const Vector<Scalar>& x, const Vector<Scalar>& from) {
    std::vector<Index> order(static_cast<std::size_t>(x.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return x[a] > x[b]; });
    Vector<Scalar> to = Vector<Scalar>::Zero(x.size());
    for (Index i = 0; i < k; ++i)
        to[order[static_cast<std::size_t>(i)]] = from[order[static_cast<std::size_t>(i)]];
    return to;
}

TEMPLATE_TEST_CASE("the k largest are those of a stable sort, ties included", "", float, double) {
    for (Index size = 1; size <= 40; size += size < 9 ? 1 : 31)
        for (Index k = 1; k <= size; ++k)
            for (const bool ties : {false, true}) {
                Vector<TestType> x = test::drawn<TestType>(static_cast<std::uint64_t>(size), size);
                if (ties) x = x.array().round().eval();
                const Vector<TestType> from = test::drawn<TestType>(77, size);
                Vector<TestType> to(size);
                keep_largest(k, x, from, to);
                CHECK(to == kept_by_sort<TestType>(k, x, from));
            }
}

TEST_CASE("rows of a matrix are vectors too") {
    const Matrix<double> x{{1, 5, 3}, {2, 2, 2}};
    Matrix<double> y(2, 3);
    for (Index i = 0; i < 2; ++i) keep_largest(2, x.row(i), x.row(i), y.row(i));
    CHECK(y == Matrix<double>{{0, 5, 3}, {2, 2, 0}});
}

TEMPLATE_TEST_CASE("a NaN counts as the largest, infinities have their order", "", float, double) {
    const auto nan = std::numeric_limits<TestType>::quiet_NaN();
    const auto inf = std::numeric_limits<TestType>::infinity();
    const Vector<TestType> x{{-inf, 1, nan, inf, nan, 2}}, from{{1, 2, 3, 4, 5, 6}};
    Vector<TestType> to(6);
    for (const auto& [k, expected] :
         std::vector<std::pair<Index, Vector<TestType>>>{{1, Vector<TestType>{{0, 0, 3, 0, 0, 0}}},
                                                         {2, Vector<TestType>{{0, 0, 3, 0, 5, 0}}},
                                                         {3, Vector<TestType>{{0, 0, 3, 4, 5, 0}}},
                                                         {4, Vector<TestType>{{0, 0, 3, 4, 5, 6}}},
                                                         {6, from}}) {
        keep_largest(k, x, from, to);
        CHECK(to == expected);
    }
}

}  // namespace tests::layer_keep_largest
