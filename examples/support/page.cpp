#include "support/page.hpp"

#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace example {

namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --line: #d8dee4; --soft: #f4f6f8;
  --link: #0b5cad; --good: #1a7f37; --bad: #cf222e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d9dee3; --paper: #14181c; --line: #363d45; --soft: #1d2228; --link: #79b8ff;
    --good: #56d364; --bad: #ff7b72; }
  img { filter: invert(.92) hue-rotate(180deg); }
}
html { scroll-padding-top: 1rem; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
main, nav, header { padding: 1rem; box-sizing: border-box; min-width: 0; }
main > * { max-width: 46rem; }
a { color: var(--link); text-decoration: none; overflow-wrap: anywhere; }
a:hover { text-decoration: underline; }
h1, h2, h3 { line-height: 1.25; margin: 0 0 .5em; }
h1 { margin: 0; }
h2 { margin-top: 2em; padding-top: .5em; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; }
nav h2 { margin: 0; padding: 0; border: 0; font-size: 1.1rem; }
nav ol, nav ul { list-style: none; margin: .3rem 0; padding: 0; }
nav li { padding: .15rem 0; }
nav ul { font-size: .9rem; padding-left: 1rem; }
summary { cursor: pointer; font-size: .9rem; padding-left: .2rem; }
code { font: .88em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "DejaVu Math TeX Gyre", math,
  serif; }
math[display] { margin: .6rem 0; }
.formula { overflow-x: auto; background: var(--soft); border-radius: 6px; padding: .1rem .8rem;
  font-size: 1.1rem; }
figure { margin: 1.5rem 0; }
img { width: 100%; height: auto; max-width: 40rem; background: #fff; }
article { margin: 1.5rem 0; padding-top: 1rem; border-top: 1px solid var(--line); }
article p { margin: .6rem 0; }
small { opacity: .8; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0;
  border-bottom: 1px solid var(--line); }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: bold; }
@media (max-width: 30rem) { .formula { font-size: 1rem; padding: .1rem .2rem; } }
@media (min-width: 62rem) {
  body { display: grid; grid-template-columns: 19rem minmax(0, 1fr); }
  header { grid-column: 2; padding: 1rem 2.5rem 0; }
  nav { grid-column: 1; grid-row: 1 / span 2; position: sticky; top: 0; height: 100vh;
    overflow-y: auto; border-right: 1px solid var(--line); }
  main { grid-column: 2; padding: 0 2.5rem 2rem; }
}
)";

std::string link(const std::string& id, const std::string& html) {
    return "<a href=\"#" + escaped(id) + "\">" + html + "</a>";
}

/// Encoded as part of an address.
std::string percent_encoded(const std::string& text) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string all;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::string_view{"-_.~/:;=,()*'!"}.find(c) != std::string_view::npos)
            all += c;
        else
            all += {'%', digits[byte / 16], digits[byte % 16]};
    }
    return all;
}

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

Page::Page(const std::string& title) : title_{escaped(title)} {}

Page& Page::heading(const std::string& id, const std::string& text) {
    body_ += "<h2 id=\"" + escaped(id) + "\">" + escaped(text) + "</h2>\n";
    contents_ += (contents_.empty() ? "<li>" : "</li>\n<li>") + link(id, escaped(text));
    return *this;
}

Page& Page::fold(const std::string& summary, const std::vector<std::string>& ids) {
    contents_ += "\n<details><summary>" + escaped(summary) + "</summary>\n<ul>\n";
    for (const auto& id : ids) contents_ += "<li>" + link(id, escaped(id)) + "</li>\n";
    contents_ += "</ul>\n</details>";
    return *this;
}

Page& Page::article(const std::string& id, const std::string& html) {
    body_ += "<article id=\"" + escaped(id) + "\">\n" + html + "</article>\n";
    return *this;
}

Page& Page::paragraph(const std::string& html) {
    body_ += "<p>" + html + "</p>\n";
    return *this;
}

// A picture in an element of its own keeps its styles and anchors to itself: those of two pictures of gnuplot
// are the same.
Page& Page::figure(const std::string& svg_path, const std::string& text, const std::string& caption_html) {
    std::ostringstream svg;
    svg << std::ifstream{svg_path}.rdbuf();
    const std::string picture = svg.str();
    if (picture.empty()) return *this;
    body_ += "<figure>\n<img alt=\"" + escaped(text) + "\" src=\"data:image/svg+xml," +
             percent_encoded(picture) + "\">\n<figcaption>" + caption_html + "</figcaption>\n</figure>\n";
    return *this;
}

Page& Page::table(const std::vector<std::string>& header,
                  const std::vector<std::vector<std::string>>& rows_html) {
    body_ += "<table>\n<thead><tr>";
    for (const auto& name : header) body_ += "<th>" + escaped(name) + "</th>";
    body_ += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows_html) {
        body_ += "<tr>";
        for (const auto& cell : row) body_ += "<td>" + cell + "</td>";
        body_ += "</tr>\n";
    }
    body_ += "</tbody>\n</table>\n";
    return *this;
}

void Page::write(const std::string& path) const {
    std::ofstream file{path};
    file << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" << title_
         << "</title>\n<style>" << style << "</style>\n</head>\n<body>\n<header><h1>" << title_
         << "</h1></header>\n"
         << (contents_.empty() ? ""
                               : "<nav>\n<h2>Contents</h2>\n<ol>\n" + contents_ + "</li>\n</ol>\n</nav>\n")
         << "<main>\n"
         << body_ << "</main>\n</body>\n</html>\n"
         << std::flush;
    if (!file) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace example
