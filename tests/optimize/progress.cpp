#include <regula/optimize/progress.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

#include <fstream>

#include <unistd.h>

using namespace regula;

namespace tests::optimize_progress {

/// What is written to standard error meanwhile.
std::string errors_of(auto&& act) {
    const test::TemporaryFile file;
    std::fflush(stderr);
    const int kept = dup(STDERR_FILENO);
    std::FILE* const to = std::fopen(file.path().c_str(), "w");
    dup2(fileno(to), STDERR_FILENO);
    act();
    std::fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    std::fclose(to);
    std::ifstream from{file.path()};
    return {std::istreambuf_iterator<char>{from}, {}};
}

Record epoch(int number) {
    return {.epoch = number,
            .seconds = 0.5 * number,
            .objective = {{"loss", 0.123456}, {"L2 on weights", 9}},
            .metrics = {{"validation_loss", 0.25}}};
}

TEST_CASE("elsewhere than on a terminal, an epoch is a plain line") {
    const std::string seen = errors_of([] {
        CHECK(!on_terminal());
        const Progress progress;
        CHECK(!progress.bar);
        auto watch = progress.watch(3);
        for (int i = 1; i <= 2; ++i) watch(epoch(i));
    });
    CHECK(seen ==
          "epoch 1/3  loss 0.1235  validation_loss 0.25  0.5 s\n"
          "epoch 2/3  loss 0.1235  validation_loss 0.25  1.0 s\n");
}

TEST_CASE("a bar fills, tells the time left from the epochs of this run, and leaves the line clean") {
    const std::string seen = errors_of([] {
        auto watch = Progress{.bar = true}.watch(4);
        for (int i = 3; i <= 4; ++i) watch(epoch(i));  // a resumed run
    });
    CHECK(seen ==
          "\r[##################......] epoch 3/4  loss 0.1235  validation_loss 0.25  2 s left \033[K"
          "\r[########################] epoch 4/4  loss 0.1235  validation_loss 0.25  0 s left \033[K\n");
    const std::string early = errors_of([] {
        auto watch = Progress{.bar = true}.watch(4);
        watch(epoch(1));
        auto moved = std::move(watch);
    });
    CHECK(early.back() == '\n');
    CHECK(std::count(early.begin(), early.end(), '\n') == 1);
    CHECK(errors_of([] { Progress{.bar = true}.watch(4); }).empty());
}

}  // namespace tests::optimize_progress
