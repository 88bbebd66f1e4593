// The page of the theory report, of claims whose findings are given.
#include "theory_report/report.cpp"  // of the program, which no library holds

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace tests::examples_theory_report {

using Catch::Matchers::ContainsSubstring;
using example::finding_html;
using example::Section;
using example::Tried;
using regula::theory::Claim;
using regula::theory::Distance;

Claim claim(const char* id, Distance distance, double tolerance) {
    return {.id = id,
            .statement = "A ball < a box.",
            .formula = R"(\tilde w = 2 \\ |w| \le k)",
            .source = "Euclid & sons",
            .experiment = "The $2^8$ corners are visited.",
            .tolerance = tolerance,
            .find = nullptr,
            .wrong = 0.25,
            .distance = distance};
}

std::string page_of(const std::vector<Section>& sections) {
    const regula::test::TemporaryFile file;
    example::write_report(file.path(), "All is well.", sections);
    std::ostringstream text;
    text << std::ifstream{file.path()}.rdbuf();
    return text.str();
}

std::multiset<std::string> found(const std::string& page, const char* regex) {
    const std::regex pattern{regex};
    std::multiset<std::string> all;
    for (std::sregex_iterator at{page.begin(), page.end(), pattern}; at != std::sregex_iterator{}; ++at)
        all.insert((*at)[1]);
    return all;
}

TEST_CASE("a finding is told in sentences, with the numbers of the experiment") {
    CHECK(finding_html({claim("a", Distance::relative, 0.5), {2, 2.5, 0.25}, {3, 2, 0.75}}) ==
          "The formula gives 2, and the experiment 2.5: the relative difference is 0.25. A difference of 0.5 "
          "is "
          "tolerated. The control fails, as it must: with a factor of 1.25 in the formula, the relative "
          "difference is 0.75.");
    CHECK(
        finding_html({claim("a", Distance::standard_errors, 4), {2, 2.5, 1.5}, {3, 2.5, 9}}) ==
        "The formula gives 2, and the experiment 2.5: they are 1.5 standard errors apart. The claim holds up "
        "to 4 standard errors. The control fails, as it must: with a factor of 1.25 in the formula, they are "
        "9 standard errors apart.");
    CHECK(
        finding_html({claim("a", Distance::violation, 0), {2, 1.5, 0}, {1, 1.5, 0.5}}) ==
        "The limit is 2, and the experiment gives 1.5: the inequality holds. No violation is tolerated. The "
        "control fails, as it must: with a factor of 1.25 in the formula, the inequality is violated by "
        "0.5.");
    CHECK(finding_html({claim("a", Distance::count, 0), {3, 3, 0}, {4, 3, 1}}) ==
          "The formula gives 3, and the experiment counts 3: no case contradicts the claim. No such case is "
          "tolerated. The control fails, as it must: with a factor of 1.25 in the formula, one case "
          "contradicts the claim.");
}

TEST_CASE("a finding without numbers says so, and no deviation is a bare zero") {
    const std::string counted = finding_html({claim("a", Distance::count, 0), {0, 0, 0}, {0, 41, 41}});
    CHECK_THAT(counted, ContainsSubstring("In the experiment no case contradicts the claim."));
    CHECK_THAT(counted, ContainsSubstring("41 cases contradict the claim."));
    CHECK_THAT(finding_html({claim("a", Distance::relative, 0), {2, 2, 0}, {2, 2, HUGE_VAL}}),
               ContainsSubstring("they do not differ at all. No difference is tolerated.") &&
                   ContainsSubstring("the relative difference is infinite."));
    CHECK_THAT(finding_html({claim("a", Distance::difference, 1e-12), {2, 2, NAN}, {2, 2, 2.5e-11}}),
               ContainsSubstring("the difference is not a number.") && ContainsSubstring("<mn>2.5</mn>") &&
                   ContainsSubstring("<mn>11</mn>"));
}

TEST_CASE("a control that holds is said to") {
    const Tried tried{claim("a", Distance::relative, 0.5), {2, 2.5, 0.25}, {2, 2.5, 0.25}};
    CHECK_FALSE(tried.passed());
    CHECK_THAT(finding_html(tried), ContainsSubstring("The control holds, too, and must not: with a factor"));
}

TEST_CASE("each section and each claim has an anchor, and the contents link to all of them") {
    const Tried holds{claim("first-claim", Distance::relative, 0.5), {2, 2.5, 0.25}, {3, 2, 0.75}},
        fails{claim("second-claim", Distance::relative, 0.5), {2, 9, 3.5}, {3, 2, 0.75}},
        idle{claim("third-claim", Distance::relative, 0.5), {2, 2.5, 0.25}, {2, 2.5, 0.25}};
    const std::string page = page_of({{"7.1", "Norms", {holds, fails}}, {"7.10", "Codes", {idle}}});
    const auto ids = found(page, " id=\"([^\"]*)\""), links = found(page, " href=\"#([^\"]*)\"");
    CHECK(ids == std::multiset<std::string>{"first-claim", "second-claim", "section-7.1", "section-7.10",
                                            "third-claim"});
    for (const std::string& id : ids) CHECK(links.contains(id));
    for (const std::string& link : links) CHECK(ids.contains(link));
    CHECK_THAT(page, ContainsSubstring("<summary>1 of 2 claims hold</summary>") &&
                         ContainsSubstring("<summary>0 of 1 claim holds</summary>"));
    CHECK(found(page, "<span class=\"[a-z]*\">([^<]*)</span>") ==
          std::multiset<std::string>{"CONTROL HOLDS", "FAILS", "holds"});
    CHECK_THAT(page, ContainsSubstring("A ball &lt; a box.") && ContainsSubstring("Euclid &amp; sons"));
}

TEST_CASE("pictures are within the page, and a missing one says which program draws it") {
    const regula::test::TemporaryFile svg{"<svg id=\"a\">50%</svg>"};
    const std::string page = page_of({{"7.3",
                                       "Pictures",
                                       {},
                                       {{svg.path(), "A \"line\"", "The line of $x^2$."},
                                        {svg.path() + "-none", "Another line", "None."}}}});
    CHECK_THAT(page, ContainsSubstring("<img alt=\"A &quot;line&quot;\" src=\"data:image/svg+xml,%3Csvg%20id="
                                       "%22a%22%3E50%25%3C/svg%3E\">"));
    CHECK_THAT(page, ContainsSubstring("Another line: gnuplot, which draws this picture, is not installed."));
    CHECK(found(page, "(https?://)").empty());
}

}  // namespace tests::examples_theory_report
