#include "support/progress.hpp"

#include <regula/core/platform.hpp>

#include <algorithm>
#include <cstdio>

namespace example {

Progress::Progress(int steps) : steps_{std::max(1, steps)}, bar_{regula::on_terminal()} {}

Progress::~Progress() {
    if (bar_ && done_ > 0) std::fputs("\r\033[K", stderr);
}

void Progress::step(const std::string& line) {
    done_ = std::min(done_ + 1, steps_);
    if (!bar_) {
        std::fprintf(stderr, "%s\n", line.c_str());
        return;
    }
    const int width = 24, full = width * done_ / steps_;
    const std::string done(static_cast<std::size_t>(full), '#'),
        rest(static_cast<std::size_t>(width - full), '.');
    std::fprintf(stderr, "\r[%s%s] %s\033[K", done.c_str(), rest.c_str(), line.c_str());
}

}  // namespace example
