#pragma once

#include <string>
#include <vector>

namespace example {

/// Text with the special characters of HTML escaped.
std::string escaped(const std::string& text);

/// A web page in one file, for screens of any width, in light and dark mode. Its contents are at the side or,
/// on a narrow screen, at the top.
///
///     example::Page page{"Theory"};
///     page.heading("penalties", "Penalties").paragraph("Weight decay shrinks <i>all</i> weights.");
///     page.write("out/index.html");
///
/// Arguments named html may contain tags; text is escaped.
class Page {
public:
    explicit Page(const std::string& title);

    /// A heading, with an entry in the contents; `id` is its anchor.
    Page& heading(const std::string& id, const std::string& text);
    /// Adds entries below the last heading in the contents, folded under a summary.
    Page& fold(const std::string& summary, const std::vector<std::string>& ids);
    Page& paragraph(const std::string& html);
    /// A picture within the page, with a text for those who cannot see it; nothing if there is no such file.
    Page& figure(const std::string& svg_path, const std::string& text, const std::string& caption_html);
    Page& table(const std::vector<std::string>& header,
                const std::vector<std::vector<std::string>>& rows_html);
    /// A part of the page with an anchor of its own.
    Page& article(const std::string& id, const std::string& html);

    /// Throws std::runtime_error if the file cannot be written.
    void write(const std::string& path) const;

private:
    std::string title_, body_, contents_;
};

}  // namespace example
