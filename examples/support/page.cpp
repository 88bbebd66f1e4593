#include "support/page.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace example {

namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --line: #d8dee4; --soft: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d9dee3; --paper: #14181c; --line: #363d45; --soft: #1d2228; }
  svg { filter: invert(.92) hue-rotate(180deg); }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.2; margin: 1.5em 0 .5em; }
code { font: .88em/1.5 ui-monospace, monospace; background: var(--soft); padding: .1em .3em;
  border-radius: 3px;
  overflow-wrap: anywhere; }
small { opacity: .75; }
figure { margin: 1.5rem 0; }
svg { width: 100%; height: auto; max-width: 40rem; }
figcaption { max-width: 50rem; }
table { border-collapse: collapse; width: 100%; }
td:first-child { width: 38%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem; border-bottom: 1px solid var(--line); }
th { border-bottom-width: 2px; }
.good { color: #1a7f37; } .bad { color: #cf222e; font-weight: bold; }
@media (prefers-color-scheme: dark) { .good { color: #56d364; } .bad { color: #ff7b72; } }
@media (max-width: 50rem) {
  thead { display: none; }
  tr { display: block; border: 1px solid var(--line); border-radius: 6px; margin: 0 0 1rem; padding: .3rem; }
  td { display: block; border: 0; padding: .25rem .5rem; }
  td:first-child { width: auto; }
  td + td::before { content: attr(data-of) ": "; opacity: .75; }
}
)";

}  // namespace

std::string escaped(const std::string& text) {
    std::string all;
    for (const char c : text) {
        if (c == '&')
            all += "&amp;";
        else if (c == '<')
            all += "&lt;";
        else if (c == '>')
            all += "&gt;";
        else if (c == '"')
            all += "&quot;";
        else
            all += c;
    }
    return all;
}

Page::Page(const std::string& title) : title_{escaped(title)}, body_{"<h1>" + escaped(title) + "</h1>\n"} {}

Page& Page::heading(const std::string& text) {
    body_ += "<h2>" + escaped(text) + "</h2>\n";
    return *this;
}

Page& Page::paragraph(const std::string& html) {
    body_ += "<p>" + html + "</p>\n";
    return *this;
}

Page& Page::figure(const std::string& svg_path, const std::string& text) {
    std::ostringstream svg;
    svg << std::ifstream{svg_path}.rdbuf();
    const std::string picture = svg.str();
    const auto begin = picture.find("<svg");
    if (begin == std::string::npos) return *this;
    body_ +=
        "<figure>\n" + picture.substr(begin) + "<figcaption>" + escaped(text) + "</figcaption>\n</figure>\n";
    return *this;
}

Page& Page::table(const std::vector<std::string>& header,
                  const std::vector<std::vector<std::string>>& rows_html) {
    body_ += "<table>\n<thead><tr>";
    for (const auto& name : header) body_ += "<th>" + escaped(name) + "</th>";
    body_ += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows_html) {
        body_ += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c)
            body_ += "<td data-of=\"" + escaped(header.at(c)) + "\">" + row[c] + "</td>";
        body_ += "</tr>\n";
    }
    body_ += "</tbody>\n</table>\n";
    return *this;
}

void Page::write(const std::string& path) const {
    std::ofstream file{path};
    file << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" << title_
         << "</title>\n<style>" << style << "</style>\n</head>\n<body>\n"
         << body_ << "</body>\n</html>\n"
         << std::flush;
    if (!file) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace example
