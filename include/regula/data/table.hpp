#pragma once

#include <regula/data/dataset.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>
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

    /// The places of all columns but those of these names. Throws std::invalid_argument for a name that is no
    /// column.
    std::vector<std::size_t> all_but(const std::vector<std::string>& names) const {
        const std::set<std::string> dropped(names.begin(), names.end());
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (!dropped.contains(columns[i])) kept.push_back(i);
        if (kept.size() + dropped.size() != columns.size())
            for (const auto& name : names) find(name);  // one of them is no column
        return kept;
    }

    bool has(const std::string& name) const {
        return std::find(columns.begin(), columns.end(), name) != columns.end();
    }

    /// Of each row, whether a column of words has this word there: 1 or 0, or NaN where it is missing.
    Eigen::RowVector<Scalar, Eigen::Dynamic> has_word(Index at, const std::string& word) const {
        const auto& all = words[static_cast<std::size_t>(at)];
        const auto place = static_cast<Scalar>(std::find(all.begin(), all.end(), word) - all.begin());
        const auto is = [&](Scalar value) {
            return std::isnan(value) ? value : static_cast<Scalar>(value == place ? 1 : 0);
        };
        return values.row(at).unaryExpr(is);
    }

    /// The values of a column.
    Vector<Scalar> column(const std::string& name) const { return values.row(find(name)).transpose(); }
};

/// A table without some of its columns.
template <class Scalar>
Table<Scalar> without(const Table<Scalar>& table, const std::vector<std::string>& names) {
    const std::vector<std::size_t> kept = table.all_but(names);
    Table<Scalar> rest{.columns = {}, .values = table.values(kept, Eigen::all)};
    for (const std::size_t i : kept) {
        rest.columns.push_back(table.columns[i]);
        rest.words.push_back(i < table.words.size() ? table.words[i] : std::vector<std::string>{});
    }
    return rest;
}

/// The columns of a table but for some as the inputs of a data set, with their names. Throws
/// std::invalid_argument for a column of words, whose numbers have no order.
template <class Scalar>
Dataset<Scalar> inputs_without(const Table<Scalar>& table, const std::vector<std::string>& names) {
    Table<Scalar> rest = without(table, names);
    for (std::size_t i = 0; i < rest.columns.size(); ++i)
        require(rest.words[i].empty(), "Table: column '", rest.columns[i],
                "' holds words: replace it by one_hot, or leave it out");
    return {.inputs = std::move(rest.values), .feature_names = std::move(rest.columns)};
}

/// A data set with one column of a table as its targets, and the others, but for those dropped, as inputs.
/// Throws std::invalid_argument for inputs of words: see one_hot.
template <class Scalar>
Dataset<Scalar> regression(const Table<Scalar>& table, const std::string& target,
                           std::vector<std::string> dropped = {}) {
    dropped.push_back(target);
    Dataset<Scalar> data = inputs_without(table, dropped);
    data.targets = table.column(target).transpose();
    return data;
}

/// A table with a column of words replaced by one column for each word, of zeros and ones, at the end: "city"
/// by "city=Bern", "city=Ulm". Where the word is missing these are NaN. Throws std::invalid_argument for a
/// column that does not hold words, and if a column of such a name is there.
template <class Scalar>
Table<Scalar> one_hot(const Table<Scalar>& table, const std::string& name) {
    const Index at = table.find(name);
    const std::vector<std::string> words = table.words_of(name);
    require(!words.empty(), "one_hot: column '", name, "' does not hold words");
    Table<Scalar> wide = without(table, {name});
    Index row = wide.values.rows();
    wide.values.conservativeResize(row + static_cast<Index>(words.size()), Eigen::NoChange);
    for (const std::string& word : words) {
        const std::string column = text(name, "=", word);
        require(!wide.has(column), "one_hot: the table already has a column '", column, "'");
        wide.columns.push_back(column);
        wide.values.row(row++) = table.has_word(at, word);
    }
    return wide;
}

/// A data set with one column of a table as its labels, and the others, but for those dropped, as inputs. If
/// the column holds words, they are the names of the classes. Throws std::invalid_argument for labels that
/// are no whole numbers >= 0, and for inputs of words: see one_hot.
template <class Scalar>
Dataset<Scalar> classification(const Table<Scalar>& table, const std::string& label,
                               std::vector<std::string> dropped = {}) {
    dropped.push_back(label);
    const Vector<Scalar> values = table.column(label);
    for (const Scalar value : values)
        require(value >= 0 && value < 0x1p31 && value == std::floor(value),
                "classification: labels must be whole numbers >= 0, got ", value, " in column '", label, "'");
    Dataset<Scalar> data = inputs_without(table, dropped);
    data.labels = values.template cast<int>();
    data.class_names = table.words_of(label);
    return data;
}

}  // namespace regula::inline REGULA_ABI
