#pragma once

#include <regula/data/read_file.hpp>
#include <regula/data/table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A field of a line of a CSV file, without the blanks and quotes around it.
struct CsvField {
    std::string_view content;
    bool quoted = false;

    std::optional<double> number() const {
        const char* first = content.data();
        const char* last = first + content.size();
        if (content.size() > 1 && content[0] == '+' && content[1] != '-') ++first;
        double value = 0;
        const auto [end, error] = std::from_chars(first, last, value);
        if (error != std::errc{} || end != last) return std::nullopt;
        return value;
    }
};

/// The fields of a line, at its commas; a comma in quotes does not count.
inline std::vector<CsvField> csv_fields(std::string_view line) {
    std::vector<CsvField> fields;
    const auto add = [&](std::string_view field) {
        const std::size_t first = field.find_first_not_of(" \t\r"), last = field.find_last_not_of(" \t\r");
        field = first == std::string_view::npos ? std::string_view{} : field.substr(first, last - first + 1);
        const bool quoted = field.size() > 1 && field.front() == '"' && field.back() == '"';
        fields.push_back({quoted ? field.substr(1, field.size() - 2) : field, quoted});
    };
    bool in_quotes = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') in_quotes = !in_quotes;
        if (line[i] != ',' || in_quotes) continue;
        add(line.substr(start, i - start));
        start = i + 1;
    }
    add(line.substr(start));
    return fields;
}

/// Reads a CSV file of finite numbers. Its first line may name the columns: it does if no field of it is a
/// number; otherwise the columns are named 0, 1, 2 ... Throws FileError with the line and column at fault.
template <class Scalar>
Table<Scalar> read_csv(const std::string& path) {
    const std::string bytes = read_file(path);
    std::string_view rest{bytes};
    if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);  // a byte order mark
    const std::size_t end = rest.find_last_not_of("\r\n");
    rest = rest.substr(0, end == std::string_view::npos ? 0 : end + 1);
    if (rest.empty()) throw FileError(text(path, ": is empty"));

    Table<Scalar> table;
    std::vector<Scalar> values;
    std::size_t line = 0;
    const auto fail = [&](std::size_t column, const auto&... what) {
        throw FileError(text(path, ": line ", line, ", column ", column + 1, ": ", what...));
    };
    const auto is_name = [](const CsvField& field) { return field.quoted || !field.number(); };
    while (!rest.empty()) {
        const std::size_t length = std::min(rest.find('\n'), rest.size());
        const auto fields = csv_fields(rest.substr(0, length));
        rest.remove_prefix(std::min(length + 1, rest.size()));
        ++line;
        if (line == 1) {
            const bool header = std::all_of(fields.begin(), fields.end(), is_name);
            for (std::size_t i = 0; i < fields.size(); ++i) {
                std::string name{header ? std::string{fields[i].content} : std::to_string(i)};
                if (name.empty()) fail(i, "the column has no name");
                if (std::count(table.columns.begin(), table.columns.end(), name) > 0)
                    fail(i, "there is another column '", name, "'");
                table.columns.push_back(std::move(name));
            }
            if (header) continue;
        }
        if (fields.size() != table.columns.size())
            fail(std::min(fields.size(), table.columns.size()), "the line must have ", table.columns.size(),
                 " fields, has ", fields.size());
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto value = fields[i].number();
            if (!value) fail(i, "not a number: '", fields[i].content, "'");
            values.push_back(static_cast<Scalar>(*value));
            if (!std::isfinite(values.back())) fail(i, "not a finite number: '", fields[i].content, "'");
        }
    }
    if (values.empty()) throw FileError(text(path, ": has no line after the names of its columns"));
    const auto rows = static_cast<Index>(table.columns.size());
    table.values =
        Eigen::Map<const Matrix<Scalar>>(values.data(), rows, static_cast<Index>(values.size()) / rows);
    return table;
}

}  // namespace regula::inline REGULA_ABI
