// error: regula: tangent vectors have verbs 'count\(\) const' and 'directions\(x, k, v\) const'
#include <regula/tangent/image_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>

struct Shifts {
    regula::Index count() const { return 2; }
};

#ifdef REGULA_FIXED
const regula::TangentProp flat{regula::ImageTangents{{28, 28}}, 0.1};
#else
const regula::TangentProp flat{Shifts{}, 0.1};
#endif
