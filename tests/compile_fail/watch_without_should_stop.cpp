// error: regula: a stopping policy's watch needs 'bool should_stop
#include <regula/core/pipeline.hpp>

struct AfterTen {
    struct Watch {
#ifdef REGULA_FIXED
        bool should_stop(auto&, const regula::Record& record) { return record.epoch >= 10; }
#endif
        void finish(auto&) {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const regula::Record&) const { return {}; }
};

auto policies = regula::pipeline(AfterTen{});
