#include "theory_report/report.hpp"

#include "support/mathml.hpp"
#include "support/page.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace example {

namespace {

using regula::theory::Claim, regula::theory::Distance, regula::theory::Finding;

/// A number in words of the page: 2.2e-16 as a power of ten, infinity by its name.
std::string shown(double value, int digits = 4) {
    if (std::isnan(value)) return "not a number";
    if (std::isinf(value)) return value > 0 ? "infinite" : "minus infinite";
    const std::string plain = number(value, digits);
    const auto e = plain.find('e');
    if (e == std::string::npos) return plain;
    const std::string factor = plain.substr(0, e);
    const std::string power = "10^{" + std::to_string(std::stoi(plain.substr(e + 1))) + "}";
    return with_formulas("$" + (factor == "1" ? "" : factor + " \\cdot ") + power + "$");
}

/// The deviation of a finding as a clause, never a bare 0.
std::string deviation_html(const Claim& claim, const Finding& finding) {
    const bool none = finding.deviation == 0;
    const std::string size = shown(finding.deviation, 2);
    switch (claim.distance) {
        case Distance::relative:
            return none ? "they do not differ at all" : "the relative difference is " + size;
        case Distance::difference:
            return none ? "they do not differ at all" : "the difference is " + size;
        case Distance::standard_errors:
            return "they are " + size + " standard errors apart";
        case Distance::violation:
            return none ? "the inequality holds" : "the inequality is violated by " + size;
        case Distance::count:
            return none                     ? "no case contradicts the claim"
                   : finding.deviation == 1 ? "one case contradicts the claim"
                                            : size + " cases contradict the claim";
    }
    return size;
}

std::string tolerance_html(const Claim& claim) {
    switch (claim.distance) {
        case Distance::standard_errors:
            return "The claim holds up to " + shown(claim.tolerance) + " standard errors.";
        case Distance::violation:
            return claim.tolerance == 0
                       ? "No violation is tolerated."
                       : "A violation of " + shown(claim.tolerance) + " is tolerated, for rounding.";
        case Distance::count:
            return "No such case is tolerated.";
        default:
            return claim.tolerance == 0 ? "No difference is tolerated."
                                        : "A difference of " + shown(claim.tolerance) + " is tolerated.";
    }
}

/// The two numbers of a finding, as the subject of the clause on its deviation.
std::string numbers_html(const Claim& claim, const Finding& finding) {
    const std::string predicted = shown(finding.predicted), measured = shown(finding.measured);
    switch (claim.distance) {
        case Distance::violation:
            return "The limit is " + predicted + ", and the experiment gives " + measured + ": ";
        case Distance::count:
            return finding.predicted == 0 && finding.measured == 0
                       ? "In the experiment "
                       : "The formula gives " + predicted + ", and the experiment counts " + measured + ": ";
        default:
            return "The formula gives " + predicted + ", and the experiment " + measured + ": ";
    }
}

std::string article_html(const Tried& tried) {
    const Claim& claim = tried.claim;
    return "<p><a href=\"#" + escaped(claim.id) + "\"><code>" + escaped(claim.id) +
           "</code></a> <span class=\"" + (tried.passed() ? "good" : "bad") + "\">" + tried.verdict() +
           "</span></p>\n<h3>" + escaped(claim.statement) + "</h3>\n<div class=\"formula\">" +
           mathml(claim.formula) + "</div>\n<p>" + with_formulas(claim.experiment) + "</p>\n<p>" +
           finding_html(tried) + "</p>\n<p><small>Source: " + escaped(claim.source) + "</small></p>\n";
}

/// "3 claims hold", "2 of 3 claims hold"
std::string count_of(const std::vector<Tried>& claims) {
    const auto passed = std::ranges::count_if(claims, &Tried::passed);
    const auto all = static_cast<std::ptrdiff_t>(claims.size());
    return (passed == all ? "" : std::to_string(passed) + " of ") + std::to_string(all) +
           (all == 1 ? " claim holds" : " claims hold");
}

void add_section(Page& page, const Section& section) {
    page.heading("section-" + section.number, section.number + " " + section.title);
    std::vector<std::string> ids;
    for (const Tried& tried : section.claims) ids.emplace_back(tried.claim.id);
    page.fold(count_of(section.claims), ids);
    for (const Picture& picture : section.pictures)
        if (std::filesystem::exists(picture.path))
            page.figure(picture.path, picture.text, with_formulas(picture.caption));
        else
            page.paragraph(escaped(picture.text) + ": gnuplot, which draws this picture, is not installed.");
    for (const CaptionedTable& table : section.tables)
        page.paragraph(with_formulas(table.caption)).table(table.header, table.rows);
    for (const Tried& tried : section.claims) page.article(tried.claim.id, article_html(tried));
}

}  // namespace

std::string finding_html(const Tried& tried) {
    const auto& [claim, found, control] = tried;
    const std::string wrong = tried.claim.holds(control) ? "The control holds, too, and must not: with"
                                                         : "The control fails, as it must: with";
    return numbers_html(claim, found) + deviation_html(claim, found) + ". " + tolerance_html(claim) + " " +
           wrong + " a factor of " + shown(1 + claim.wrong) + " in the formula, " +
           deviation_html(claim, control) + ".";
}

void write_report(const std::string& path, const std::string& summary, const std::vector<Section>& sections) {
    Page page{"The theory of regularization, tested"};
    page.paragraph(escaped(summary));
    page.paragraph(
        "A claim is a statement of chapter 7 of <i>Deep Learning</i> with an experiment, which compares "
        "its formula with training, enumeration or simulation. Each experiment runs twice. With the right "
        "formula the deviation must be within the tolerance; with a wrong formula, the control, it must "
        "not.");
    page.paragraph(with_formulas(
        "Notation: $J(w)$ is the mean loss, $w^*$ its minimum and $\\tilde w$ the minimum with the "
        "regularizer of strength $a$. The Hessian $H = Q \\Lambda Q^\\top$ at $w^*$ has the eigenvalues "
        "$\\lambda$. The learning rate is $\\varepsilon$, the inputs $X$ have $m$ samples as columns, the "
        "targets are $t$, and the standard deviation of noise is $\\sigma$. Where a formula is of many "
        "numbers, the page shows one of them or their length; the deviation is of all."));
    for (const Section& section : sections) add_section(page, section);
    page.write(path);
}

}  // namespace example
