#include "../../examples/support/images.hpp"

#include <iterator>
#include <regex>
#include <sstream>

#include "support/catch.hpp"

namespace tests::examples_images {

using Catch::Matchers::ContainsSubstring;
using example::Images;

/// Images of 3 x 2 pixels, the i-th of the value i + 1.
Images small(int count) {
    Images grid{.title = "A grid", .columns = Eigen::MatrixXf(6, count), .width = 3, .height = 2};
    for (int i = 0; i < count; ++i) grid.columns.col(i).setConstant(static_cast<float>(i + 1));
    return grid;
}

/// The numbers of a grid as gnuplot gets them.
std::vector<std::vector<float>> pixels_of(const std::string& script, const std::string& name) {
    const std::string begin = name + " << EOD\n";
    const auto from = script.find(begin) + begin.size();
    std::istringstream lines{script.substr(from, script.find("EOD\n", from) - from)};
    std::vector<std::vector<float>> rows;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream numbers{line};
        rows.emplace_back(std::istream_iterator<float>{numbers}, std::istream_iterator<float>{});
    }
    return rows;
}

TEST_CASE("images with named rows stand in as many rows, each with its name") {
    Images grid = small(6);
    grid.rows = {"as they are", "turned"};
    const std::string script = example::script("a.svg", {grid});
    CHECK_THAT(script, ContainsSubstring("set label 'as they are'"));
    CHECK_THAT(script, ContainsSubstring("set label 'turned'"));
    const auto pixels = pixels_of(script, "$g0");
    // 480 / (3 x 3) = 53 times, with gaps of as many
    REQUIRE(pixels.size() == 2 * 2 * 53 + 53);
    REQUIRE(pixels[0].size() == 3 * 3 * 53 + 2 * 53);
    const int across = 3 * 53 + 53, down = 2 * 53 + 53;
    for (int i = 0; i < 6; ++i)
        CHECK(pixels[static_cast<std::size_t>(i / 3 * down)][static_cast<std::size_t>(i % 3 * across)] ==
              float(i + 1));
    CHECK(pixels[0][3 * 53] == 0);
}

TEST_CASE("without names there are as many rows as columns, and the last place may be empty") {
    const auto pixels = pixels_of(example::script("a.svg", {small(3)}), "$g0");
    const std::size_t repeat = 480 / 6, gap = repeat;
    REQUIRE(pixels.size() == 4 * repeat + gap);
    REQUIRE(pixels[0].size() == 6 * repeat + gap);
    CHECK(pixels.back().front() == 3);
    CHECK(pixels.back().back() == 0);
}

TEST_CASE("all grids of a picture have one scale of colours, up to the largest of all") {
    const std::string script = example::script("a.svg", {small(2), small(5), small(3)}, "pixel of an atom");
    std::vector<std::string> ranges;
    const std::regex range{"set cbrange (\\S+)"};
    for (std::sregex_iterator at{script.begin(), script.end(), range}, end; at != end; ++at)
        ranges.push_back((*at)[1]);
    CHECK(ranges == std::vector<std::string>{"[-5:5]"});
    CHECK(script.find("\nset colorbox") == script.rfind("\nset colorbox"));
    CHECK_THAT(script,
               ContainsSubstring("set colorbox") && ContainsSubstring("set label 'pixel of an atom'"));
}

TEST_CASE("grey images have grey levels from 0 to 1, no scale, and white gaps") {
    Images grid = small(4);
    grid.grey = true;
    const std::string script = example::script("a.svg", {grid, grid});
    CHECK_THAT(script, ContainsSubstring("set palette gray\nset cbrange [0:1]\nunset colorbox\n"));
    CHECK_THAT(script, !ContainsSubstring("\nset colorbox") && !ContainsSubstring("defined"));
    CHECK(pixels_of(script, "$g0")[0][3 * 80] == 1);
    CHECK_THROWS_WITH(example::script("a.svg", {grid, small(4)}),
                      "of the grids of a picture all or none must be grey, got some");
}

TEST_CASE("features are the longest columns, as squares") {
    Eigen::MatrixXf weights = Eigen::MatrixXf::Zero(9, 70);
    weights.row(4).setLinSpaced(0, 69);
    const Images shown = example::features("units", weights);
    CHECK((shown.width == 3 && shown.height == 3 && shown.columns.cols() == 64));
    CHECK((shown.columns(4, 0) == 69 && shown.columns(4, 63) == 6));
    CHECK_THROWS_WITH(example::features("units", Eigen::MatrixXf::Zero(8, 2)), ContainsSubstring("8 pixels"));
}

}  // namespace tests::examples_images
