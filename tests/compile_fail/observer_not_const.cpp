// error: regula: a policy's verbs must be const
#include <regula/core/pipeline.hpp>

int main() {
    int epochs = 0;
#ifdef REGULA_FIXED
    const auto count = [&epochs](const regula::Record&) { ++epochs; };
#else
    const auto count = [epochs](const regula::Record&) mutable { ++epochs; };
#endif
    regula::pipeline(count);
}
