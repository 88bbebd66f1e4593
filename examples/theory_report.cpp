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
#include "support/page.hpp"
#include "support/results.hpp"
#include "support/table.hpp"
#include "theory_report/pictures.hpp"

namespace {

using regula::theory::Claim, regula::theory::Finding, regula::theory::NetworkDecay;

struct Tried {
    Claim claim;
    Finding found, control;

    bool passed() const { return claim.holds(found) && !claim.holds(control); }
    std::string verdict() const {
        return !claim.holds(found) ? "FAILS" : passed() ? "holds" : "CONTROL HOLDS";
    }
};

std::vector<Tried> try_all() {
    std::vector<Tried> all;
    for (const Claim& claim : regula::theory::claims())
        all.push_back({claim, claim.find(0), claim.find(claim.wrong)});
    return all;
}

void print(const std::vector<Tried>& all) {
    example::Table table{{"claim", "predicted", "measured", "deviation", "tolerance", "verdict"}};
    for (const auto& [claim, found, control] : all)
        table.row({claim.id, example::number(found.predicted), example::number(found.measured),
                   example::number(found.deviation, 2), example::number(claim.tolerance, 2),
                   Tried{claim, found, control}.verdict()});
    table.print();
}

std::string percent(double fraction) { return example::number(100 * fraction, 3) + " %"; }

/// How far the quadratic approximation of a network is off, in a table of its own: it is no claim.
std::vector<NetworkDecay> network_decay() {
    std::vector<NetworkDecay> rows;
    for (const double a : {1e-6, 1e-5, 1e-4, 1e-3, 1e-2}) rows.push_back(regula::theory::decay_of_network(a));
    return rows;
}

void print(const std::vector<NetworkDecay>& rows) {
    example::Table table{{"more weight decay", "weights move by", "prediction is off by"}};
    for (const auto& row : rows)
        table.row({example::number(row.strength), percent(row.shift), percent(row.off)});
    std::printf(
        "\nA 49-8-10 network trained on digits, and what its Hessian predicts of its weight decay\n\n");
    table.print();
}

std::string tagged(const std::string& tag, const std::string& text) {
    return "<" + tag + ">" + example::escaped(text) + "</" + tag + ">";
}

void write_page(const std::string& directory, std::uint64_t seed, const std::string& summary,
                const std::vector<Tried>& all, const std::vector<NetworkDecay>& decay) {
    std::filesystem::create_directories(directory);
    example::Page page{"The theory of regularization, tried"};
    page.paragraph(example::escaped(summary));
    page.paragraph(
        "Each claim is an experiment that holds a formula against training, enumeration or simulation. It is "
        "done "
        "twice: with the formula as it is, when the deviation must be within the tolerance, and with the "
        "formula "
        "wrong on purpose, the control, when it must not.");
    const auto pictures = example::draw_chapter(directory, seed);
    page.heading("Pictures");
    if (!std::filesystem::exists(directory + "/" + pictures.front().name + ".svg"))
        page.paragraph("There is no gnuplot on this machine, so there are no pictures.");
    for (const auto& picture : pictures)
        page.figure(directory + "/" + picture.name + ".svg", picture.caption);

    page.heading("How far the quadratic approximation of a network is off");
    page.paragraph(
        "A 49-8-10 network at a minimum of its loss on 300 digits, with L2{0.01} on all parameters, trained "
        "on "
        "with more decay, against <code>w* - a (H + a I)^-1 w*</code> by conjugate gradients. Off is "
        "relative to "
        "how far the weights move.");
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : decay)
        rows.push_back({example::number(row.strength), percent(row.shift), percent(row.off)});
    page.table({"more weight decay", "weights move by", "prediction is off by"}, rows);

    page.heading("Claims");
    rows.clear();
    for (const auto& tried : all) {
        const Claim& claim = tried.claim;
        rows.push_back(
            {example::escaped(claim.statement) + "<br>" + tagged("code", claim.formula) + "<br>" +
                 tagged("small", claim.id),
             example::escaped(claim.experiment), example::escaped(claim.source),
             example::number(tried.found.deviation, 2) + " / " + example::number(claim.tolerance, 2),
             example::number(tried.control.deviation, 2),
             (tried.passed() ? "<span class=\"good\">" : "<span class=\"bad\">") + tried.verdict() +
                 "</span>"});
    }
    page.table({"claim", "experiment", "source", "deviation / tolerance", "control", "verdict"}, rows);
    page.write(directory + "/index.html");
}

example::Results listed(const std::vector<Tried>& all) {
    std::vector<example::Results> list;
    for (const auto& tried : all)
        list.push_back(example::Results{}
                           .add("id", tried.claim.id)
                           .add("statement", tried.claim.statement)
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

    const std::vector<Tried> all = try_all();
    const auto passed =
        std::count_if(all.begin(), all.end(), [](const Tried& tried) { return tried.passed(); });
    const auto failed = static_cast<std::ptrdiff_t>(all.size()) - passed;
    print(all);
    const auto decay = network_decay();
    print(decay);
    const std::string summary = std::to_string(passed) + " of " + std::to_string(all.size()) +
                                " claims hold, and do not with their formulas wrong; " +
                                example::number(seconds(), 3) + " seconds.";
    std::printf("\n%s\n", summary.c_str());
    if (!out.empty()) {
        write_page(out, options.seed, summary, all, decay);
        std::printf("%s/index.html: written, with pictures %s seconds\n", out.c_str(),
                    example::number(seconds(), 3).c_str());
    }
    listed(all).add("passed", passed).add("failed", failed).add("seconds", seconds()).write(options.json);
    return failed == 0 ? 0 : 1;
} catch (const std::exception& error) {
    return example::failed(error);
}
