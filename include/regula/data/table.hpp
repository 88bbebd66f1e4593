#pragma once

#include <regula/data/dataset.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A table of numbers with named columns. A row of the file is a column of the matrix, as a sample is.
template <class Scalar>
struct Table {
    std::vector<std::string> columns;
    Matrix<Scalar> values;                             ///< columns of the file x rows of the file
    std::vector<std::vector<std::string>> words = {};  ///< of each column that holds numbers of words

    /// The words of a column, word k where its value is k; none if it holds numbers. Throws
    /// std::invalid_argument if there is no column of that name.
    std::vector<std::string> words_of(const std::string& name) const {
        const auto at = static_cast<std::size_t>(find(name));
        return at < words.size() ? words[at] : std::vector<std::string>{};
    }

    /// The place of a column among the columns. Throws std::invalid_argument if there is none of that name.
    Index find(const std::string& name) const {
        const auto at = std::find(columns.begin(), columns.end(), name);
        if (at == columns.end()) {
            std::string all;
            for (const auto& column : columns) all += (all.empty() ? "" : ", ") + column;
            require(false, "Table: no column '", name, "' among ", all);
        }
        return at - columns.begin();
    }

    /// The values of a column.
    Vector<Scalar> column(const std::string& name) const { return values.row(find(name)).transpose(); }
};

/// The columns of a table but for some, as features x samples.
template <class Scalar>
Matrix<Scalar> without(const Table<Scalar>& table, const std::vector<std::string>& names) {
    std::set<std::string> dropped;
    for (const auto& name : names) dropped.insert(name);
    std::vector<Index> kept;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (dropped.count(table.columns[i]) == 0) kept.push_back(static_cast<Index>(i));
    if (kept.size() + dropped.size() != table.columns.size())
        for (const auto& name : names) table.find(name);  // one of them is no column
    return table.values(kept, Eigen::all);
}

/// A data set with one column of a table as its targets, and the others, but for those dropped, as inputs.
template <class Scalar>
Dataset<Scalar> regression(const Table<Scalar>& table, const std::string& target,
                           std::vector<std::string> dropped = {}) {
    dropped.push_back(target);
    return {.inputs = without(table, dropped), .targets = table.column(target).transpose()};
}

/// A table with a column of words replaced by one column for each word, of zeros and ones, at the end: "city"
/// by "city=Bern", "city=Ulm". Where the word is missing these are NaN. Throws std::invalid_argument for a
/// column that does not hold words.
template <class Scalar>
Table<Scalar> one_hot(const Table<Scalar>& table, const std::string& name) {
    const Index at = table.find(name);
    const std::vector<std::string> words = table.words_of(name);
    require(!words.empty(), "one_hot: column '", name, "' does not hold words");
    const auto count = static_cast<Index>(words.size());
    Table<Scalar> wide{.columns = table.columns, .values = without(table, {name}), .words = table.words};
    wide.columns.erase(wide.columns.begin() + at);
    wide.words.erase(wide.words.begin() + at);
    wide.values.conservativeResize(wide.values.rows() + count, Eigen::NoChange);
    for (Index c = 0; c < count; ++c) {
        wide.columns.push_back(name + "=" + words[static_cast<std::size_t>(c)]);
        for (Index j = 0; j < table.values.cols(); ++j) {
            const Scalar word = table.values(at, j);
            wide.values(wide.values.rows() - count + c, j) =
                std::isnan(word) ? word : static_cast<Scalar>(word == static_cast<Scalar>(c) ? 1 : 0);
        }
    }
    return wide;
}

/// A data set with one column of a table as its labels, and the others, but for those dropped, as inputs. If
/// the column holds words, they are the names of the classes.
template <class Scalar>
Dataset<Scalar> classification(const Table<Scalar>& table, const std::string& label,
                               std::vector<std::string> dropped = {}) {
    dropped.push_back(label);
    const Vector<Scalar> values = table.column(label);
    for (const Scalar value : values)
        require(value >= 0 && value < 0x1p31 && value == std::floor(value),
                "classification: labels must be whole numbers >= 0, got ", value, " in column '", label, "'");
    return {.inputs = without(table, dropped),
            .labels = values.template cast<int>(),
            .class_names = table.words_of(label)};
}

}  // namespace regula::inline REGULA_ABI
