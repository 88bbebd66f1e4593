#include <regula/data/table.hpp>

#include <regula/data/concatenate.hpp>
#include <regula/data/split.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::data_table {

template <class Scalar>
Table<Scalar> flowers() {
    Table<Scalar> table{.columns = {"length", "kind", "width"}, .values = Matrix<Scalar>(3, 2)};
    table.values << 5, 7, 2, 0, Scalar(0.5), Scalar(1.5);
    return table;
}

TEMPLATE_TEST_CASE("a regression has one column as targets and the others as inputs", "", float, double) {
    const auto data = regression(flowers<TestType>(), "length");
    data.check();
    CHECK(data.features() == 2);
    CHECK(data.targets == (Matrix<TestType>(1, 2) << 5, 7).finished());
    CHECK(data.inputs.row(0) == Eigen::RowVector2i{2, 0}.cast<TestType>());
    CHECK(regression(flowers<TestType>(), "length", {"kind"}).inputs ==
          (Matrix<TestType>(1, 2) << TestType(0.5), TestType(1.5)).finished());
}

TEMPLATE_TEST_CASE("a classification has one column as labels", "", float, double) {
    const auto data = classification(flowers<TestType>(), "kind");
    data.check();
    CHECK(data.labels == Eigen::Vector2i{2, 0});
    CHECK(data.classes() == 3);
    CHECK(data.inputs.row(1) == flowers<TestType>().values.row(2));
    CHECK(classification(flowers<TestType>(), "kind", {"width"}).features() == 1);
}

TEST_CASE("the words of the labels are the names of the classes") {
    auto table = flowers<double>();
    table.words = {{}, {"alba", "none", "setosa"}, {}};
    const auto data = classification(table, "kind");
    data.check();
    CHECK(data.class_names == std::vector<std::string>{"alba", "none", "setosa"});
    CHECK(data.labels == Eigen::Vector2i{2, 0});
}

TEST_CASE("one_hot has a column for each word") {
    auto table = flowers<double>();
    CHECK_THROWS_WITH(one_hot(table, "kind"), "one_hot: column 'kind' does not hold words");
    CHECK_THROWS_WITH(one_hot(table, "wide"), Catch::Matchers::ContainsSubstring("no column 'wide'"));
    table.words = {{}, {"alba", "none", "setosa"}, {}};
    table.words[2] = {"a", "b"};
    const auto wide = one_hot(table, "kind");
    CHECK(wide.columns ==
          std::vector<std::string>{"length", "width", "kind=alba", "kind=none", "kind=setosa"});
    CHECK(wide.values == Matrix<double>{{5, 7}, {0.5, 1.5}, {0, 1}, {0, 0}, {1, 0}});
    CHECK(wide.words == std::vector<std::vector<std::string>>{{}, {"a", "b"}});
    table.columns[0] = "kind=none";
    CHECK_THROWS_WITH(one_hot(table, "kind"), "one_hot: the table already has a column 'kind=none'");
    table.values(1, 0) = std::nan("");
    table.columns[0] = "length";
    CHECK(std::isnan(one_hot(table, "kind").values(3, 0)));
}

TEST_CASE("inputs keep the names of their columns, through parts of the data, too") {
    const auto data = classification(flowers<double>(), "kind");
    CHECK(data.feature_names == std::vector<std::string>{"length", "width"});
    CHECK(regression(flowers<double>(), "width", {"kind"}).feature_names ==
          std::vector<std::string>{"length"});
    CHECK(subset(data, {1, 0, 1}).feature_names == data.feature_names);
    CHECK(concatenate(data, data).feature_names == data.feature_names);
    auto wrong = data;
    wrong.feature_names = {"length"};
    CHECK_THROWS_WITH(wrong.check("fit"), "fit: needs one name a feature, got 1 names for 2 features");
}

TEST_CASE("words are no inputs") {
    auto table = flowers<double>();
    table.words = {{}, {"alba", "none", "setosa"}, {}};
    const std::string why = "Table: column 'kind' holds words: replace it by one_hot, or leave it out";
    CHECK_THROWS_WITH(regression(table, "length"), why);
    table.values.row(2) << 0, 1;
    CHECK_THROWS_WITH(classification(table, "width"), why);
    CHECK(classification(table, "width", {"kind"}).features() == 1);
    CHECK(classification(one_hot(table, "kind"), "width").features() == 4);
}

TEST_CASE("a column is found by its name") {
    CHECK(flowers<double>().column("width") == Eigen::Vector2d{0.5, 1.5});
    CHECK_THROWS_AS(flowers<double>().column("weight"), std::invalid_argument);
    CHECK_THROWS_WITH(regression(flowers<double>(), "y"), "Table: no column 'y' among length, kind, width");
    CHECK_THROWS_AS(regression(flowers<double>(), "length", {"y"}), std::invalid_argument);
}

TEST_CASE("labels must be whole numbers from zero") {
    CHECK_THROWS_WITH(classification(flowers<double>(), "width"),
                      "classification: labels must be whole numbers >= 0, got 0.5 in column 'width'");
    auto table = flowers<double>();
    table.values(1, 0) = -1;
    CHECK_THROWS_AS(classification(table, "kind"), std::invalid_argument);
    table.values(1, 0) = 1e12;
    CHECK_THROWS_AS(classification(table, "kind"), std::invalid_argument);
}

}  // namespace tests::data_table
