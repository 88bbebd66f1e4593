#pragma once

#include <string>
#include <vector>

namespace example {

/// Text with the special characters of HTML escaped.
std::string escaped(const std::string& text);

/// A web page in one file, for screens of any width, in light and dark mode:
///
///     example::Page page{"Theory"};
///     page.heading("Pictures").figure("out/ridge.svg", "What ridge regression does.");
///     page.write("out/index.html");
///
/// Arguments named html may contain tags; text is escaped.
class Page {
public:
    explicit Page(const std::string& title);

    Page& heading(const std::string& text);
    Page& paragraph(const std::string& html);
    Page& figure(const std::string& svg_path, const std::string& text);  ///< nothing if there is no such file
    /// On a narrow screen each row becomes a card, with the headings beside its cells.
    Page& table(const std::vector<std::string>& header,
                const std::vector<std::vector<std::string>>& rows_html);

    /// Throws std::runtime_error if the file cannot be written.
    void write(const std::string& path) const;

private:
    std::string title_, body_;
};

}  // namespace example
