#pragma once

#include <string>
#include <vector>

namespace example {

/// A printed table: the first column is aligned left, the others right.
///
///     example::Table table{{"", "bare", "regularized"}};
///     table.row({"test error", example::percent(0.061), example::percent(0.038)});
///     table.print();
class Table {
public:
    explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}

    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    void print() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// A fraction as "6.10 %", and a number with `digits` significant digits.
std::string percent(double fraction);
std::string number(double value, int digits = 4);

}  // namespace example
