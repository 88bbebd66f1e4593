#pragma once

#include <regula/theory/claim.hpp>

#include <string>
#include <vector>

namespace example {

/// A claim and its two experiments, with the formula as it is and with the formula wrong.
struct Tried {
    regula::theory::Claim claim;
    regula::theory::Finding found, control;

    bool passed() const { return claim.holds(found) && !claim.holds(control); }
    std::string verdict() const {
        return !claim.holds(found) ? "FAILS" : passed() ? "holds" : "CONTROL HOLDS";
    }
};

/// What the two experiments of a claim found, in sentences.
std::string finding_html(const Tried& tried);

struct Picture {
    std::string path;
    std::string text;     ///< what it shows, for those who cannot see it
    std::string caption;  ///< with TeX between dollars
};

/// A table below a caption, with TeX between dollars in the caption.
struct CaptionedTable {
    std::string caption;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

/// A section of the book: its pictures, tables and claims.
struct Section {
    std::string number, title;
    std::vector<Tried> claims;
    std::vector<Picture> pictures = {};
    std::vector<CaptionedTable> tables = {};
};

/// Writes a page with all sections. Each section has the anchor "section-7.1", each claim its id. Throws
/// std::runtime_error if the file cannot be written.
void write_report(const std::string& path, const std::string& summary, const std::vector<Section>& sections);

}  // namespace example
