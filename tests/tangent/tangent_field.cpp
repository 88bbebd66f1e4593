#include <regula/tangent/tangent_field.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::tangent_tangent_field {

TEST_CASE("the seven tangent fields have different names") {
    const auto fields = all_tangent_fields();
    CHECK(fields.size() == 7);
    for (std::size_t i = 0; i < fields.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) CHECK(std::string{name_of(fields[i])} != name_of(fields[j]));
    CHECK(name_of(TangentField::diagonal_hyperbolic) == std::string{"diagonal hyperbolic"});
    CHECK_THROWS_WITH(name_of(TangentField{7}), "TangentField: there is no field 7");
}

}  // namespace tests::tangent_tangent_field
