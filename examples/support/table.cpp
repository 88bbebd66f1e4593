#include "support/table.hpp"

#include <algorithm>
#include <cstdio>

namespace example {

void Table::print() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
    }
    const auto print = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string space(widths[c] - row[c].size(), ' ');
            line += c == 0 ? row[c] + space : "   " + space + row[c];
        }
        std::printf("%s\n", line.c_str());
    };
    std::size_t all = widths.empty() ? 0 : 3 * (widths.size() - 1);
    for (const auto width : widths) all += width;
    print(rows_.front());
    std::printf("%s\n", std::string(all, '-').c_str());
    for (std::size_t r = 1; r < rows_.size(); ++r) print(rows_[r]);
}

std::string percent(double fraction) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", 100 * fraction);
    return text;
}

std::string number(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
}

}  // namespace example
