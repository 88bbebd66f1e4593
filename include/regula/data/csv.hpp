#pragma once

#include <regula/data/read_file.hpp>
#include <regula/data/table.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The treatment of missing values in read_csv. A value is missing if its field is empty, NA, N/A, `#N/A`,
/// NaN, null, None or ?.
enum class Missing {
    refuse,    ///< throws FileError with the line and column
    drop_row,  ///< leaves out the row
    nan        ///< reads NaN, for the caller to fill
};

/// A field of a CSV file, without the blanks and quotes around it.
struct CsvField {
    std::string_view content;
    bool quoted = false;

    /// The number that it is, if it is one: 0 where that is too small for a double, infinite where it is too
    /// large.
    std::optional<double> number() const {
        std::string_view digits = content;
        if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
        const char* const last = digits.data() + digits.size();
        double value = 0;
        const auto [end, error] = std::from_chars(digits.data(), last, value);
        if (error == std::errc::invalid_argument || end != last) return std::nullopt;
        if (error == std::errc::result_out_of_range)
            value = below_one(digits) ? 0 : std::numeric_limits<double>::infinity();
        return value;
    }

    bool missing() const {
        constexpr std::array<std::string_view, 8> words{"", "na", "n/a", "#n/a", "nan", "null", "none", "?"};
        const auto same = [](char a, char b) {
            return a == b || ('A' <= b && b <= 'Z' && a - 'a' == b - 'A');
        };
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return std::equal(word.begin(), word.end(), content.begin(), content.end(), same);
        });
    }

    /// As a name: a doubled quote within quotes is one.
    std::string name() const {
        std::string all;
        for (std::size_t i = 0; i < content.size(); ++i) {
            all += content[i];
            if (quoted && content[i] == '"') ++i;
        }
        return all;
    }

private:
    /// Whether decimal digits, with an exponent or not, are a number below 1: from the place of the first
    /// that is not 0.
    static bool below_one(std::string_view digits) {
        const std::size_t end = std::min(digits.find_first_of("eE"), digits.size());
        const std::string_view mantissa = digits.substr(0, end),
                               after = digits.substr(std::min(end + 1, digits.size()));
        const std::size_t point = std::min(mantissa.find('.'), mantissa.size()),
                          first = mantissa.find_first_of("123456789");
        return static_cast<double>(point) - static_cast<double>(first) + exponent(after) < 0.5;
    }

    /// The number after an e, 0 if there is none: beyond 64 bits it is as good as infinite.
    static double exponent(std::string_view digits) {
        const bool negative = digits.starts_with('-');
        if (negative || digits.starts_with('+')) digits.remove_prefix(1);
        std::int64_t value = 0;
        const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), value).ec;
        const double size = error == std::errc::result_out_of_range ? std::numeric_limits<double>::infinity()
                                                                    : static_cast<double>(value);
        return negative ? -size : size;
    }
};

/// The lines of a CSV file, one after the other, without those that are blank. A field in quotes may hold
/// commas, line ends, and quotes, which are doubled.
class CsvLines {
public:
    CsvLines(std::string_view bytes, std::string path) : rest_{bytes}, path_{std::move(path)} {
        if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // a byte order mark
    }

    /// Goes to the next line. Returns whether there is one.
    bool next() {
        while (!rest_.empty()) {
            line_ = next_line_++;
            fields_.clear();
            do fields_.push_back(field());
            while (take(','));
            take('\n');
            if (fields_.size() > 1 || fields_[0].quoted || !fields_[0].content.empty()) return true;
        }
        return false;
    }

    const std::vector<CsvField>& fields() const { return fields_; }

    /// Throws FileError with the place of a field.
    [[noreturn]] void fail(std::size_t field, const auto&... what) const {
        throw FileError(text(path_, ": line ", line_, ", column ", field + 1, ": ", what...));
    }

private:
    static constexpr const char* blanks = " \t\r";

    bool take(char mark) {
        const bool there = rest_.starts_with(mark);
        if (there) rest_.remove_prefix(1);
        return there;
    }
    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }

    CsvField field() {
        skip_blanks();
        if (take('"')) return in_quotes();
        const auto ends = [](char c) { return c == ',' || c == '\n'; };
        const auto length = std::find_if(rest_.begin(), rest_.end(), ends) - rest_.begin();
        const std::string_view all = rest_.substr(0, static_cast<std::size_t>(length));
        rest_.remove_prefix(all.size());
        return {all.substr(0, all.find_last_not_of(blanks) + 1)};
    }

    CsvField in_quotes() {
        std::size_t end = rest_.find('"');
        while (end < rest_.size() && rest_.substr(end + 1).starts_with('"')) end = rest_.find('"', end + 2);
        if (end >= rest_.size()) fail(fields_.size(), "the quote is not closed");
        const std::string_view all = rest_.substr(0, end);
        next_line_ += static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
        rest_.remove_prefix(end + 1);
        skip_blanks();
        if (!rest_.empty() && rest_[0] != ',' && rest_[0] != '\n')
            fail(fields_.size(), "after the closing quote comes '", rest_[0], "'");
        return {all, true};
    }

    std::string_view rest_;
    std::string path_;
    std::size_t line_ = 0, next_line_ = 1;
    std::vector<CsvField> fields_;
};

/// Whether the first line of a file names the columns: if no field of it is a number, or if it is the line of
/// a pandas.DataFrame without column names: nothing, 0, 1, 2 ...
inline bool names_columns(const std::vector<CsvField>& fields) {
    bool names = true, counts = fields.size() > 1 && fields[0].content.empty();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto number = fields[i].number();
        names = names && (fields[i].quoted || !number);
        counts = counts && (i == 0 || number == static_cast<double>(i - 1));
    }
    return names || counts;
}

/// The names in the first line of a file from field `first` on, which must differ.
inline std::vector<std::string> csv_names(const CsvLines& lines, std::size_t first) {
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (std::size_t i = first; i < lines.fields().size(); ++i) {
        names.push_back(lines.fields()[i].name());
        if (names.back().empty()) lines.fail(i, "the column has no name");
        if (!taken.insert(names.back()).second) lines.fail(i, "there is another column '", names.back(), "'");
    }
    return names;
}

/// The words of a column, numbered as they come.
template <class Scalar>
class CsvWords {
public:
    Scalar number(const CsvField& field) {
        return numbers_.try_emplace(field.name(), static_cast<Scalar>(numbers_.size())).first->second;
    }

    /// Numbers the words in a row of values in alphabetical order instead, without those that are not in it;
    /// returns the words. NaN stays.
    std::vector<std::string> sort(auto&& row) const {
        std::vector<Scalar> sorted(numbers_.size(), -1);
        for (const Scalar value : row)
            if (!std::isnan(value)) sorted[static_cast<std::size_t>(value)] = 0;  // it is there
        std::vector<std::string> words;
        for (const auto& [word, number] : numbers_) {
            Scalar& place = sorted[static_cast<std::size_t>(number)];
            if (place < 0) continue;
            place = static_cast<Scalar>(words.size());
            words.push_back(word);
        }
        for (Scalar& value : row)
            if (!std::isnan(value)) value = sorted[static_cast<std::size_t>(value)];
        return words;
    }

private:
    std::map<std::string, Scalar> numbers_;
};

/// Throws FileError for a file without a complete line, and names a column without a value if another has
/// one.
[[noreturn]] inline void refuse_without_values(const std::string& path,
                                               const std::vector<std::string>& columns,
                                               const std::vector<bool>& has_value) {
    std::string empty;
    if (std::count(has_value.begin(), has_value.end(), true) > 0)
        for (std::size_t i = 0; i < columns.size() && empty.empty(); ++i)
            if (!has_value[i]) empty = "; column '" + columns[i] + "' has no value";
    throw FileError(text(path, ": has no complete line of values", empty));
}

/// Reads a CSV file of finite numbers, in time that grows with its size. Blank lines do not count. The first
/// line may name the columns: it does if no field of it is a number; otherwise the columns are named 0, 1, 2
/// ... A first column without a name, as pandas and R write it, counts or names the rows, and is left out.
///
///     read_csv<double>("patients.csv", Missing::drop_row)
///     read_csv<double>("iris.csv", Missing::refuse, {"species"}, {"photograph"})
///
/// `of_words` names the columns of words: their words are numbered from 0 in alphabetical order, and stand in
/// Table::words. `left_out` names columns that are not read, whatever they hold. Throws FileError with the
/// line and column at fault, and std::invalid_argument for a name that is no column.
template <class Scalar>
Table<Scalar> read_csv(const std::string& path, Missing missing = Missing::refuse,
                       const std::vector<std::string>& of_words = {},
                       const std::vector<std::string>& left_out = {}) {
    const std::string bytes = read_file(path);
    CsvLines lines{bytes, path};
    if (!lines.next()) throw FileError(text(path, ": is empty"));
    const std::size_t fields = lines.fields().size();
    const bool header = names_columns(lines.fields());
    const std::size_t first = header && fields > 1 && lines.fields()[0].content.empty() ? 1 : 0;

    Table<Scalar> table;
    if (header) table.columns = csv_names(lines, first);
    for (std::size_t i = 0; !header && i < fields; ++i) table.columns.push_back(std::to_string(i));
    const std::vector<std::size_t> places = table.all_but(left_out);
    std::vector<std::string> names;
    for (const std::size_t place : places) names.push_back(std::move(table.columns[place]));
    table.columns = std::move(names);
    std::map<std::size_t, CsvWords<Scalar>> words;  // by column
    for (const std::string& name : of_words) words[static_cast<std::size_t>(table.find(name))];
    std::vector<Scalar> values;
    std::vector<bool> has_value(places.size());
    for (bool more = !header || lines.next(); more; more = lines.next()) {
        const std::vector<CsvField>& line = lines.fields();
        if (line.size() != fields)
            lines.fail(std::min(line.size(), fields), "the line must have ", fields, " fields, has ",
                       line.size());
        bool complete = true;
        for (std::size_t column = 0; column < places.size(); ++column) {
            const std::size_t i = first + places[column];
            const auto of_column = words.find(column);
            const bool is_word = of_column != words.end() && !line[i].missing();
            const auto number = is_word ? of_column->second.number(line[i]) : line[i].number();
            values.push_back(static_cast<Scalar>(number.value_or(std::numeric_limits<double>::quiet_NaN())));
            if (std::isfinite(values.back())) {
                has_value[column] = true;
                continue;
            }
            complete = false;
            if (line[i].missing() && missing != Missing::refuse) continue;
            if (line[i].missing())
                lines.fail(i, "the value is missing: '", line[i].content,
                           "'; Missing::drop_row leaves out its row, Missing::nan reads NaN");
            lines.fail(i, number ? "not a finite number: '" : "not a number: '", line[i].content, "'");
        }
        if (!complete && missing == Missing::drop_row) values.resize(values.size() - table.columns.size());
    }
    if (values.empty()) refuse_without_values(path, table.columns, has_value);
    const auto rows = static_cast<Index>(table.columns.size());
    table.values =
        Eigen::Map<const Matrix<Scalar>>(values.data(), rows, static_cast<Index>(values.size()) / rows);
    if (!words.empty()) table.words.resize(table.columns.size());
    for (const auto& [column, of_column] : words)
        table.words[column] = of_column.sort(table.values.row(static_cast<Index>(column)));
    return table;
}

}  // namespace regula::inline REGULA_ABI
