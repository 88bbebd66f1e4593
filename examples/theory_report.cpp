// Every statement of the theory as an experiment: the formula, what was measured, and how far they are apart.
//
// Each claim is tried twice, as it is, when it must hold, and with its formula wrong, when it must not: a
// check that nothing can fail shows nothing. --out writes a page with all claims, and pictures drawn from
// runs of the library.
#include <regula/theory/claims.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "support/options.hpp"
#include "support/results.hpp"
#include "support/table.hpp"
#include "theory_report/pictures.hpp"
#include "theory_report/report.hpp"

namespace {

using example::Section, example::Tried;
using regula::theory::Chapter, regula::theory::Claim, regula::theory::NetworkDecay;

std::vector<Section> try_all() {
    std::vector<Section> sections;
    for (const Chapter& chapter : regula::theory::chapters()) {
        sections.push_back({chapter.number, chapter.title, {}});
        for (const Claim& claim : chapter.claims)
            sections.back().claims.push_back({claim, claim.find(0), claim.find(claim.wrong)});
    }
    return sections;
}

void print(const std::vector<Section>& sections) {
    example::Table table{{"claim", "predicted", "measured", "deviation", "tolerance", "verdict"}};
    for (const Section& section : sections)
        for (const Tried& tried : section.claims)
            table.row({tried.claim.id, example::number(tried.found.predicted),
                       example::number(tried.found.measured), example::number(tried.found.deviation, 2),
                       example::number(tried.claim.tolerance, 2), tried.verdict()});
    table.print();
}

std::string percent(double fraction) { return example::number(100 * fraction, 3) + " %"; }

/// How far the quadratic approximation of a network is off, in a table of its own: it is no claim.
example::CaptionedTable network_decay() {
    example::CaptionedTable table{
        "How far the quadratic approximation of a network is off: a 49-8-10 network at a minimum of its "
        "loss on 300 digits, with L2{0.01} on all parameters, is trained on with more decay. Conjugate "
        "gradients compute the prediction, $w^* - a (H + a I)^{-1} w^*$. Its error is relative to the "
        "movement of the weights.",
        {"more weight decay", "weights move by", "prediction is off by"},
        {}};
    for (const double a : {1e-6, 1e-5, 1e-4, 1e-3, 1e-2}) {
        const NetworkDecay found = regula::theory::decay_of_network(a);
        table.rows.push_back({example::number(found.strength), percent(found.shift), percent(found.off)});
    }
    return table;
}

void print(const example::CaptionedTable& decay) {
    std::printf(
        "\nA 49-8-10 network trained on digits, and what its Hessian predicts of its weight decay\n\n");
    example::Table table{decay.header};
    for (const auto& row : decay.rows) table.row(row);
    table.print();
}

void write(const std::string& directory, std::uint64_t seed, const std::string& summary,
           std::vector<Section> sections, const example::CaptionedTable& decay) {
    std::filesystem::create_directories(directory);
    sections.front().tables.push_back(decay);
    for (const auto& [number, picture] : example::draw_chapter(directory, seed))
        for (Section& section : sections)
            if (section.number == number) section.pictures.push_back(picture);
    example::write_report(directory + "/index.html", summary, sections);
}

example::Results listed(const std::vector<Section>& sections) {
    std::vector<example::Results> list;
    for (const Section& section : sections)
        for (const Tried& tried : section.claims)
            list.push_back(example::Results{}
                               .add("id", tried.claim.id)
                               .add("section", section.number)
                               .add("statement", tried.claim.statement)
                               .add("formula", tried.claim.formula)
                               .add("source", tried.claim.source)
                               .add("predicted", tried.found.predicted)
                               .add("measured", tried.found.measured)
                               .add("deviation", tried.found.deviation)
                               .add("tolerance", tried.claim.tolerance)
                               .add("verdict", tried.verdict())
                               .add("control_deviation", tried.control.deviation));
    return example::Results{}.add("claims", list);
}

}  // namespace

int main(int argc, char** argv) try {
    example::Options options{
        "Tries every claim of the theory, and says how far formula and experiment are apart."};
    std::string out;
    options.add_directory("--out", out, "write a page, index.html, and its pictures to this directory");
    options.footer(
        "The seed is of the data of the pictures; claims draw their own numbers, the same each time.\n"
        "The exit status is 1 if a claim fails, or holds with its formula wrong.");
    options.parse(argc, argv);
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };

    const std::vector<Section> sections = try_all();
    std::ptrdiff_t passed = 0, failed = 0;
    for (const Section& section : sections)
        for (const Tried& tried : section.claims) ++(tried.passed() ? passed : failed);
    print(sections);
    const auto decay = network_decay();
    print(decay);
    const std::string summary = std::to_string(passed) + " of " + std::to_string(passed + failed) +
                                " claims hold, and fail with a wrong formula; " +
                                example::number(seconds(), 3) + " seconds.";
    std::printf("\n%s\n", summary.c_str());
    if (!out.empty()) {
        write(out, options.seed, summary, sections, decay);
        std::printf("%s/index.html: written, with pictures %s seconds\n", out.c_str(),
                    example::number(seconds(), 3).c_str());
    }
    listed(sections)
        .add("passed", passed)
        .add("failed", failed)
        .add("seconds", seconds())
        .write(options.json);
    return failed == 0 ? 0 : 1;
} catch (const std::exception& error) {
    return example::failed(error);
}
