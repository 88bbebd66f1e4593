// error: regula: Augment needs transforms, such as
#include <regula/augment/augment.hpp>
#include <regula/augment/rotate.hpp>

struct Nothing {
    double strength;
};

#ifdef REGULA_FIXED
regula::Augment policy{regula::Shape{28, 28}, regula::Rotate{15}};
#else
regula::Augment policy{regula::Shape{28, 28}, Nothing{15}};
#endif
