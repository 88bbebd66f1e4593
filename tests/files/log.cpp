#include <regula/files/log.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

#include <nlohmann/json.hpp>

using namespace regula;

namespace tests::files_log {

const std::string odd = "L2 on weights[\"a\\b, c\"]";  // quotes, a backslash, a comma

Record epoch(int number) {
    return {.epoch = number,
            .steps = 10 * number,
            .learning_rate = 0.1,
            .seconds = 1.5,
            .objective = {{"loss", 1.0 / 3}, {odd, 0.25}},
            .metrics = {{"validation_loss", std::nan("")}}};
}

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file{path};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

/// The cells of a line of CSV (RFC 4180).
std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> all{""};
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"')
            all.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            all.emplace_back();
        else
            all.back() += line[i];
    CHECK(!quoted);
    return all;
}

TEST_CASE("a table of comma-separated values reads back as it was") {
    const test::TemporaryFile file;
    auto watch = CsvLog{file.path()}.watch(2);
    watch(epoch(1));
    CHECK(lines_of(file.path()).size() == 2);  // flushed: it survives a crash
    watch(epoch(2));
    const auto lines = lines_of(file.path());
    REQUIRE(lines.size() == 3);
    CHECK(cells(lines[0]) == std::vector<std::string>{"epoch", "steps", "seconds", "learning_rate",
                                                      "objective", "loss", odd, "validation_loss"});
    const auto last = cells(lines[2]);
    REQUIRE(last.size() == 8);
    CHECK(last[0] == "2");
    CHECK(last[1] == "20");
    CHECK(std::stod(last[4]) == 1.0 / 3 + 0.25);
    CHECK(std::stod(last[5]) == 1.0 / 3);  // to the last bit
    CHECK(std::isnan(std::stod(last[7])));
}

TEST_CASE("a line of JSON reads back as it was, and what is no finite number is null") {
    const test::TemporaryFile file;
    auto watch = JsonLog{file.path()}.watch(2);
    watch(epoch(1));
    watch(epoch(2));
    const auto lines = lines_of(file.path());
    REQUIRE(lines.size() == 2);
    const auto last = nlohmann::json::parse(lines[1]);
    CHECK(last.size() == 8);
    CHECK(last["epoch"] == 2);
    CHECK(last["loss"] == 1.0 / 3);
    CHECK(last[odd] == 0.25);
    CHECK(last["validation_loss"].is_null());
}

TEST_CASE("a log that cannot be written is an error of the file, before the run and within it") {
    CHECK_THROWS_AS(CsvLog{"/no/such/directory/log"}.watch(1), FileError);
    CHECK_THROWS_WITH(JsonLog{"/no/such/directory/log"}.watch(1),
                      "log: cannot write '/no/such/directory/log'");
    if (std::ofstream{"/dev/full"}) {
        auto watch = CsvLog{"/dev/full"}.watch(1);
        CHECK_THROWS_WITH(watch(epoch(1)), "log: cannot write to '/dev/full' any more");
    }
}

TEST_CASE("the log of an earlier run stays until the first epoch of another has ended") {
    const test::TemporaryFile file{"earlier\n"};
    Vector<double> w{{1, -2}};
    const auto f = [](const auto& at, auto& g) { return g = at, 0.5 * at.squaredNorm(); };
    const auto run = [&](auto... policies) { minimize(w, f, Sgd{.epochs = 2}, policies...); };
    const auto earlier = std::vector<std::string>{"earlier"};
    CHECK_THROWS(run(CsvLog{file.path()}, EarlyStopping{.monitor = "no such"}));
    CHECK(lines_of(file.path()) == earlier);
    CHECK_THROWS_AS(run(CsvLog{file.path()}, CsvLog{"/no/such/directory/log"}), FileError);
    CHECK(lines_of(file.path()) == earlier);
    run(CsvLog{file.path()});
    CHECK(lines_of(file.path()).size() == 3);
    run(JsonLog{file.path()});
    CHECK(lines_of(file.path()).size() == 2);
}

}  // namespace tests::files_log
