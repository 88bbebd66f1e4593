#include <regula/sparse/omp.hpp>
#include <regula/sparse/signed_codes.hpp>
#include <regula/sparse/soft_threshold.hpp>
#include <regula/sparse/triangle.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::sparse_patch_encoder {

struct Products {
    void check(const auto&) const {}
    Index outputs(const auto& dictionary) const { return dictionary.size(); }
    template <class Scalar>
    Matrix<Scalar> features(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& patches) const {
        return dictionary.unit_atoms().transpose() * patches;
    }
};

TEST_CASE("encoders of the library and of users are encoders of patches, coders and clusters are not") {
    STATIC_REQUIRE(PatchEncoder<SoftThreshold>);
    STATIC_REQUIRE(PatchEncoder<Triangle>);
    STATIC_REQUIRE(PatchEncoder<SignedCodes<Omp>>);
    STATIC_REQUIRE(PatchEncoder<Products>);
    STATIC_REQUIRE_FALSE(PatchEncoder<Omp>);
}

}  // namespace tests::sparse_patch_encoder
