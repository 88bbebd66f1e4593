#pragma once

#include <regula/constraint/l0_ball.hpp>
#include <regula/sparse/encode.hpp>

namespace regula::inline REGULA_ABI {

/// Keeps the `atoms` largest products with the atoms:     h = the k largest of D'x     (unit atoms)
///
/// For an orthonormal dictionary this is the minimum of |x - D h|^2 such that |h|_0 <= k. For others it is a
/// fast guess. Goodfellow, Bengio and Courville, Deep Learning, section 7.10.
struct HardThreshold {
    Index atoms;

    void check(const auto& dictionary) const {
        require(atoms >= 1 && atoms <= dictionary.size(), "HardThreshold: atoms must be from 1 to ",
                dictionary.size(), ", got ", atoms);
    }
    template <class Scalar>
    auto start(const Dictionary<Scalar>&) const {
        return [ball = L0Ball{atoms}, h = Vector<Scalar>{}](const auto&, const auto& products,
                                                            SparseCode<Scalar>& code) mutable {
            code.clear();
            h = products;
            ball.project(h);
            for (Index j = 0; j < h.size(); ++j)
                if (h[j] != 0) code.add(j, h[j]);
        };
    }
};

static_assert(SparseCoder<HardThreshold>);

}  // namespace regula::inline REGULA_ABI
