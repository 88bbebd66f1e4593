#include "../../examples/support/plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <regex>

#include "../../examples/support/axis.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

namespace tests::examples_plot {

using example::Plot, example::Series;

const double nan = std::nan("");

Plot small() {
    return {.title = "A plot",
            .x_label = "steps",
            .y_label = "loss",
            .series = {{.name = "a line", .x = {1, 2, 3}, .y = {5, 4, 2}}}};
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

using Catch::Matchers::ContainsSubstring, Catch::Matchers::Equals;
using Tics = std::vector<double>;

TEST_CASE("an axis has a number at every multiple of 1, 2 or 5 times a power of ten") {
    CHECK(example::step_for(6) == 1);
    CHECK(example::step_for(6.1) == 2);
    CHECK(example::step_for(45) == 10);
    CHECK(example::step_for(0.29) == Approx(0.05));
    CHECK_THAT(example::linear_axis(-1.1, 2.3, 0.5).tics, Equals(Tics{-1, -0.5, 0, 0.5, 1, 1.5, 2}));
}

TEST_CASE("a logarithmic axis has at least three numbers and no crowd of them") {
    CHECK_THAT(example::log_axis(0.01, 100).tics, Catch::Matchers::Approx(Tics{0.01, 0.1, 1, 10, 100}));
    CHECK_THAT(example::log_axis(20, 500).tics, Equals(Tics{20, 50, 100, 200, 500}));
    CHECK_THAT(example::log_axis(21, 59).tics, Equals(Tics{30, 40, 50}));
    CHECK(example::log_axis(1e-300, 1e300).tics.size() <= 7);
}

TEST_CASE("a plot without the label of an axis is refused") {
    Plot plot = small();
    plot.y_label.clear();
    CHECK_THROWS_WITH(example::script("a.svg", {small(), plot}),
                      "the plot 'A plot' needs labels of both axes, got x 'steps' and y ''");
    plot = small();
    plot.x_label.clear();
    CHECK_THROWS_WITH(example::script("a.svg", {plot}), ContainsSubstring("got x '' and y 'loss'"));
    const std::string both = example::script("a.svg", {small(), small(), small()});
    CHECK(count(both, "set label 'loss'") == 3);
    CHECK(count(both, "set label 'steps'") == 3);
}

TEST_CASE("a jump is a gap: a NaN interrupts the line") {
    Plot plot = small();
    plot.series[0].x = {-1, 0, 0, 0.25, 1};
    plot.series[0].y = {-1, -1, nan, 2, 2.5};
    CHECK_THAT(example::script("a.svg", {plot}),
               ContainsSubstring("$s0 << EOD\n-1 -1\n0 -1\n\n0.25 2\n1 2.5\nEOD\n"));
}

TEST_CASE("errors are a shaded band, which the key and the range know") {
    Plot plot = small();
    plot.series[0].errors = {0.5, 2.5, 0.25};
    plot.band = "two deviations";
    const std::string script = example::script("a.svg", {plot});
    CHECK_THAT(script, ContainsSubstring("2 4 2.5\n"));
    CHECK_THAT(script, ContainsSubstring("$s0 using 1:($2-$3):($2+$3) with filledcurves"));
    CHECK_THAT(script, ContainsSubstring("title 'shaded: two deviations'"));
    CHECK_THAT(script, ContainsSubstring("set yrange [0:7]"));
    CHECK_THAT(example::script("a.svg", {small()}), !ContainsSubstring("filledcurves"));
}

TEST_CASE("marks are lines through the whole plot, in the key") {
    Plot plot = small();
    plot.marks = {{"chosen", 2.25}};
    const std::string script = example::script("a.svg", {small(), plot});
    CHECK(count(script, "set arrow from 2.25, graph 0 to 2.25, graph 1 nohead") == 1);
    CHECK(count(script, "title 'chosen'") == 1);
}

TEST_CASE("of neighbours with the same key the last one has it") {
    Plot other = small();
    other.series[0].name = "another line";
    const std::string script = example::script("a.svg", {small(), small(), other, small()});
    CHECK(count(script, "title 'a line'") == 2);
    CHECK(count(script, "title 'another line'") == 1);
}

TEST_CASE("a given range of y cuts lines off, an empty one does not count") {
    Plot plot = small();
    plot.y_range = {1.5, 4.5};
    CHECK_THAT(example::script("a.svg", {plot}), ContainsSubstring("set yrange [1.5:4.5]"));
    plot.y_range = {3, 3};
    CHECK_THAT(example::script("a.svg", {plot}), ContainsSubstring("set yrange [0:5]"));
}

TEST_CASE("axes of constant, of missing and of far numbers have a range") {
    for (const std::vector<double>& y :
         {std::vector{-3.0, -3.0}, {-1e9, -1e9 + 1e-3}, {nan, nan}, {0, 0}, {HUGE_VAL, 1}})
        for (const bool log : {false, true}) {
            Plot plot = small();
            plot.series[0].x = {1, 2}, plot.series[0].y = y, plot.log_y = log;
            const std::string script = example::script("a.svg", {plot});
            std::smatch range;
            REQUIRE(std::regex_search(script, range, std::regex{"set yrange \\[(.*):(.*)\\]"}));
            CHECK(std::stod(range[1]) < std::stod(range[2]));
        }
}

// --- Where gnuplot writes the words ---

struct Box {
    std::string words;
    double left, right, top, bottom;
};

/// The words of an SVG of gnuplot. A letter of 15 pixels is on average less than 9 wide in any common font.
std::vector<Box> words_of(const std::string& svg) {
    const std::regex text{
        "translate\\(([-0-9.]+),([-0-9.]+)\\)( "
        "rotate\\(270\\))?\"[^>]*text-anchor=\"(start|middle|end)\">\\s*<text>"
        "(?:<tspan[^>]*>)?([^<]*)"};
    std::vector<Box> boxes;
    for (std::sregex_iterator at{svg.begin(), svg.end(), text}, end; at != end; ++at) {
        const std::smatch& found = *at;
        const double x = std::stod(found[1]), y = std::stod(found[2]),
                     width = 8.6 * static_cast<double>(found[5].length()),
                     before = found[4] == "start" ? 0
                              : found[4] == "end" ? width
                                                  : width / 2;
        if (found[3].matched)
            boxes.push_back({found[5], x - 11, x + 3, y - width + before, y + before});
        else
            boxes.push_back({found[5], x - before, x - before + width, y - 11, y + 3});
    }
    return boxes;
}

bool has_gnuplot() {
    const bool has = std::system("command -v gnuplot >/dev/null 2>&1") == 0;
    if (!has) WARN("gnuplot is not installed");
    return has;
}

/// The SVG of plots.
std::string drawn(const std::vector<Plot>& plots) {
    const regula::test::TemporaryFile directory;
    std::filesystem::create_directory(directory.path());
    const std::string path = directory.path() + "/plots.svg";
    example::draw(path, plots);
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

TEST_CASE("an axis shows the numbers at its ends") {
    if (!has_gnuplot()) return;
    Plot plot = small();
    plot.log_x = true, plot.series[0].x = {100, 300, 1000};
    const auto words = words_of(drawn({plot}));
    for (const char* number : {"0", "5", "100", "200", "500", "1000"}) {
        INFO(number);
        CHECK(std::ranges::any_of(words, [&](const Box& box) { return box.words == number; }));
    }
}

bool collide(const Box& a, const Box& b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

TEST_CASE("no word of a picture with several plots is on another or beyond the border") {
    if (!has_gnuplot()) return;
    Plot long_names = small(), many = small(), round = small();
    long_names.log_y = true;
    long_names.series[0].y = {3e-5, 0.2, 800};
    long_names.series[0].name = "a name of some forty letters, as they come";
    long_names.marks = {{"least error", 1.5}, {"one standard error", 2.5}};
    for (int i = 0; i < 8; ++i)
        many.series.push_back(
            {.name = "x" + std::to_string(i), .x = {1, 2}, .y = {-0.25, 1.0 * i}, .colour = i});
    round.equal_axes = true;
    round.y_label = "the second weight";
    round.title = std::string(60, 't');
    const std::vector<Box> boxes = words_of(drawn({long_names, many, round, small()}));
    // titles, labels, lines of keys and at least three numbers at each axis
    CHECK(boxes.size() >= 4 * 3 + 3 + 9 + 1 + 1 + 4 * 6);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        CHECK(boxes[i].left >= 0);
        CHECK(boxes[i].right <= 560);
        for (std::size_t j = i + 1; j < boxes.size(); ++j) {
            INFO(boxes[i].words << " and " << boxes[j].words);
            CHECK(!collide(boxes[i], boxes[j]));
        }
    }
}

}  // namespace tests::examples_plot
