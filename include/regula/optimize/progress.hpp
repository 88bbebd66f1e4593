#pragma once

#include <regula/core/platform.hpp>
#include <regula/core/policy.hpp>

#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Shows the progress of a run on standard error: a bar with the remaining time on a terminal, one line per
/// epoch elsewhere.
///
///     fit(net, loss, train, validation, Sgd{}, Progress{});
struct Progress {
    bool bar = on_terminal();

    class Watch {
    public:
        Watch(int epochs, bool bar) : epochs_{epochs}, bar_{bar} {}
        Watch(Watch&& other) noexcept
            : epochs_{other.epochs_},
              bar_{other.bar_},
              begun_{other.begun_},
              open_{std::exchange(other.open_, false)} {}
        ~Watch() {
            if (open_) std::fputc('\n', stderr);  // ends the line of the bar
        }

        void operator()(const Record& record) {
            if (begun_ == 0) begun_ = record.epoch;  // a resumed run does not begin at 1
            std::string line = text("epoch ", record.epoch, "/", epochs_);
            for (const Term& term : record.objective)
                if (term.name == "loss") line += text("  ", term.name, " ", rounded(term.value));
            for (const Term& term : record.metrics) line += text("  ", term.name, " ", rounded(term.value));
            if (!bar_) {
                std::fprintf(stderr, "%s  %.1f s\n", line.c_str(), record.seconds);
                return;
            }
            const int width = 24, full = epochs_ > 0 ? width * record.epoch / epochs_ : width;
            const double left = record.seconds * (epochs_ - record.epoch) / (record.epoch - begun_ + 1);
            const std::string done(static_cast<std::size_t>(full), '#'),
                rest(static_cast<std::size_t>(width - full), '.');
            std::fprintf(stderr, "\r[%s%s] %s  %.0f s left \033[K", done.c_str(), rest.c_str(), line.c_str(),
                         left);
            open_ = true;
        }

    private:
        static double rounded(double value) { return std::round(value * 1e4) / 1e4; }

        int epochs_;
        bool bar_;
        int begun_ = 0;
        bool open_ = false;
    };

    Watch watch(int epochs) const { return {epochs, bar}; }
};

static_assert(Observer<Progress>);

}  // namespace regula::inline REGULA_ABI
