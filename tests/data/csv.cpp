#include <regula/data/csv.hpp>

#include "support/catch.hpp"
#include "support/data_dir.hpp"
#include "support/temporary_file.hpp"

#include <array>
#include <chrono>

using namespace regula;

namespace tests::data_csv {

using test::TemporaryFile;

template <class Scalar = double>
Table<Scalar> parsed(const std::string& bytes) {
    return read_csv<Scalar>(TemporaryFile{bytes}.path());
}

void refuses(const std::string& bytes, const std::string& why) {
    const TemporaryFile file{bytes};
    CHECK_THROWS_AS(read_csv<double>(file.path()), FileError);
    CHECK_THROWS_WITH(read_csv<double>(file.path()), file.path() + ": " + why);
}

TEMPLATE_TEST_CASE("a line of the file is a column of the matrix", "", float, double) {
    const auto table = parsed<TestType>("a,b\n1,-2.5\n3e2,4\n0.1,+5\n");
    CHECK(table.columns == std::vector<std::string>{"a", "b"});
    Matrix<TestType> expected(2, 3);
    expected << 1, 300, TestType(0.1), TestType(-2.5), 4, 5;
    CHECK(table.values == expected);
}

TEST_CASE("a file without a header has its columns numbered") {
    const auto table = parsed("1,2,3\n4,5,6");
    CHECK(table.columns == std::vector<std::string>{"0", "1", "2"});
    CHECK(table.values.col(1) == Eigen::Vector3d{4, 5, 6});
}

TEST_CASE("line ends, blanks, quotes and a byte order mark do not matter") {
    const std::vector<std::string> names{"a", "b, c"};
    for (const std::string bytes : {"a,\"b, c\"\n1,2\n", "a,\"b, c\"\r\n1,2\r\n\r\n",
                                    " a ,\t\"b, c\"\n 1 , 2 ", "\xEF\xBB\xBF\"a\",\"b, c\"\n\"1\",2\n"}) {
        const auto table = parsed(bytes);
        CHECK(table.columns == names);
        CHECK(table.values == Eigen::Vector2d{1, 2});
    }
    CHECK(parsed("\"2019\",\"2020\"\n1,2\n").columns == std::vector<std::string>{"2019", "2020"});
}

TEST_CASE("a bad line is refused with its line and column") {
    refuses("a,b\n1,2\n3\n", "line 3, column 2: the line must have 2 fields, has 1");
    refuses("a,b\n1,2,3\n", "line 2, column 3: the line must have 2 fields, has 3");
    refuses("a,b\n1,2\n\n \n3\n", "line 5, column 2: the line must have 2 fields, has 1");
    refuses("\n\"a\nb\",c\n1,2\n3\n", "line 5, column 2: the line must have 2 fields, has 1");
    refuses("a,b\n1,x\n", "line 2, column 2: not a number: 'x'");
    refuses("a,b\n1,\"2\n", "line 2, column 2: the quote is not closed");
    refuses("a,b\n1,\"2\"\"\n", "line 2, column 2: the quote is not closed");
    refuses("a,b\n1,\"2\"3\n", "line 2, column 2: after the closing quote comes '3'");
    refuses("a,b\n1 2,3\n", "line 2, column 1: not a number: '1 2'");
    refuses("a,b\n1,0x10\n", "line 2, column 2: not a number: '0x10'");
    refuses("a,b\n+-1,1\n", "line 2, column 1: not a number: '+-1'");
    refuses("1,x\n2,3\n", "line 1, column 2: not a number: 'x'");
    refuses("a,b\n1,nan\n",
            "line 2, column 2: the value is missing: 'nan'; Missing::drop_row leaves out its row, "
            "Missing::nan reads NaN");
    refuses("a,b\n-inf,1\n", "line 2, column 1: not a finite number: '-inf'");
    refuses("a,b\n1e999,1\n", "line 2, column 1: not a finite number: '1e999'");
}

TEST_CASE("a number beyond the range of the scalar is refused") {
    const TemporaryFile file{"a\n1e300\n"};
    CHECK(read_csv<double>(file.path()).values(0, 0) == 1e300);
    CHECK_THROWS_AS(read_csv<float>(file.path()), FileError);
}

TEST_CASE("bad headers and empty files are refused") {
    refuses("", "is empty");
    refuses("\n\r\n", "is empty");
    refuses("a,b\n", "has no complete line of values");
    refuses("a,b,a\n1,2,3\n", "line 1, column 3: there is another column 'a'");
    refuses("a,,c\n1,2,3\n", "line 1, column 2: the column has no name");
    CHECK_THROWS_WITH(read_csv<double>("/no/such.csv"), "/no/such.csv: cannot be opened");
}

TEST_CASE("blank lines do not count, and blanks at the end of a line and of the file do not either") {
    for (const std::string bytes :
         {"a,b\n1,2\n\n3,4\n", "\n\r\na,b\n1,2\n3,4\n  \n\t\n", "a,b  \n1,2\t\n \n3,4 \r\n"}) {
        const auto table = parsed(bytes);
        CHECK(table.columns == std::vector<std::string>{"a", "b"});
        CHECK(table.values == Eigen::Matrix2d{{1, 3}, {2, 4}});
    }
}

TEST_CASE("a first column without a name, as pandas and R write it, is left out") {
    const std::vector<std::string> names{"a", "b"};
    for (const std::string bytes : {",a,b\n0,1,2\n1,3,4\n", "\"\",\"a\",\"b\"\n\"1\",1,2\n\"2\",3,4\n",
                                    " ,a,b\nMazda RX4,1,2\n\"Datsun, 710\",3,4\n"}) {
        const auto table = parsed(bytes);
        CHECK(table.columns == names);
        CHECK(table.values == Eigen::Matrix2d{{1, 3}, {2, 4}});
    }
    const auto frame = parsed(",0,1\n0,5,6\n1,7,8\n");  // of a matrix
    CHECK(frame.columns == std::vector<std::string>{"0", "1"});
    CHECK(frame.values == Eigen::Matrix2d{{5, 7}, {6, 8}});
    refuses("\"\"\n1\n", "line 1, column 1: the column has no name");
    refuses(",a,\n0,1,2\n", "line 1, column 3: the column has no name");
    refuses(",0,2\n1,5,6\n",
            "line 1, column 1: the value is missing: ''; Missing::drop_row leaves out its row, Missing::nan "
            "reads NaN");
}

TEST_CASE("a number too small for a double is 0, and one too large is not finite, however they are written") {
    const std::string zeros(400, '0');
    const auto table =
        parsed("1e-400,-3.5E-99999999999,0." + zeros + "7,0." + zeros + "7e5,1" + zeros + "e-900,4e-320\n");
    CHECK(table.values.topRows(5).isZero(0));
    CHECK(table.values(5, 0) == 4e-320);
    for (const std::string& large :
         std::vector<std::string>{"1e400", "-2.5E+99999999999", "7" + zeros, "0." + zeros + "7e900"})
        refuses("p\n" + large + "\n", "line 2, column 1: not a finite number: '" + large + "'");
}

TEST_CASE("names in quotes may hold quotes, commas and line ends, and a quote within a field is one") {
    const auto table = parsed("\"5\"\" pipe\",\"a\"\"\"\"b\",\"c\n,d\",5\" hose,\"\"\"\"\n1,2,3,4,5\n");
    CHECK(table.columns == std::vector<std::string>{"5\" pipe", "a\"\"b", "c\n,d", "5\" hose", "\""});
    CHECK(table.values.sum() == 15);
}

TEST_CASE("a missing value is refused with its place, or drops its row, or is NaN") {
    for (const std::string none : {"", " ", "NA", "n/a", "#N/A", "NaN", "nan", "NULL", "None", "?", "\"\""}) {
        const std::string bytes = "a,b\n1,2\n3," + none + "\n5,6\n";
        const TemporaryFile file{bytes};
        CHECK_THROWS_WITH(read_csv<double>(file.path()),
                          Catch::Matchers::ContainsSubstring("line 3, column 2: the value is missing"));
        CHECK(read_csv<double>(file.path(), Missing::drop_row).values == Eigen::Matrix2d{{1, 5}, {2, 6}});
        const auto read = read_csv<float>(file.path(), Missing::nan);
        REQUIRE(read.values.cols() == 3);
        CHECK(read.column("a") == Eigen::Vector3f{1, 3, 5});
        CHECK(std::isnan(read.values(1, 1)));
        CHECK(read.values(1, 2) == 6);
    }
    for (const Missing missing : {Missing::refuse, Missing::drop_row, Missing::nan})
        for (const std::string wrong : {"x", "inf", "-nan(7)", "nana", "1e999"})
            CHECK_THROWS_AS(read_csv<double>(TemporaryFile{"a,b\n," + wrong + "\n"}.path(), missing),
                            FileError);
    CHECK_THROWS_WITH(read_csv<double>(TemporaryFile{"a,b\n1,\n"}.path(), Missing::drop_row),
                      Catch::Matchers::ContainsSubstring("has no complete line of values"));
}

TEMPLATE_TEST_CASE("a column of words is numbered in alphabetical order, and its words are kept", "", float,
                   double) {
    const TemporaryFile file{"length,kind\n1,virginica\n2,\"se\"\"tosa\"\n3,virginica\n4,?\n5,alba\n"};
    const auto table = read_csv<TestType>(file.path(), Missing::nan, {"kind"});
    CHECK(table.words_of("kind") == std::vector<std::string>{"alba", "se\"tosa", "virginica"});
    CHECK(table.values.row(1).head(3) == Eigen::RowVector3i{2, 1, 2}.cast<TestType>());
    CHECK((std::isnan(table.values(1, 3)) && table.values(1, 4) == 0));
    const auto whole = read_csv<TestType>(file.path(), Missing::drop_row, {"kind"});
    CHECK(whole.values == Matrix<TestType>{{1, 2, 3, 5}, {2, 1, 2, 0}});
}

TEST_CASE("words of dropped rows are no words, and numbers in a column of words are words") {
    const TemporaryFile file{",a,b\n1,x,10\n2,y,\n3,x,9\n"};
    const auto table = read_csv<double>(file.path(), Missing::drop_row, {"a", "b"});
    CHECK(table.words_of("a") == std::vector<std::string>{"x"});
    CHECK(table.words_of("b") == std::vector<std::string>{"10", "9"});
    CHECK(table.values == Matrix<double>{{0, 0}, {0, 1}});
    CHECK_THROWS_WITH(read_csv<double>(file.path(), Missing::nan, {"c"}), "Table: no column 'c' among a, b");
    const TemporaryFile without_names{"5.1,setosa\n4.9,versicolor\n"};
    CHECK(read_csv<double>(without_names.path(), Missing::refuse, {"1"}).words_of("1").size() == 2);
}

TEST_CASE("columns that are left out are not read, whatever they hold") {
    const TemporaryFile file{",id,a,city,b\n0,x7,1,,2\n1,,3,Ulm,?\n2,x9,5,Rom,6\n"};
    const auto table = read_csv<double>(file.path(), Missing::drop_row, {"city"}, {"id"});
    CHECK(table.columns == std::vector<std::string>{"a", "city", "b"});
    CHECK(table.values == Matrix<double>{{5}, {0}, {6}});
    CHECK(table.words_of("city") == std::vector<std::string>{"Rom"});
    const auto numbers = read_csv<double>(file.path(), Missing::drop_row, {}, {"city", "id"});
    CHECK(numbers.values == Matrix<double>{{1, 5}, {2, 6}});
    CHECK_THROWS_WITH(read_csv<double>(file.path(), Missing::drop_row, {}, {"town"}),
                      "Table: no column 'town' among id, a, city, b");
    CHECK_THROWS_WITH(read_csv<double>(file.path(), Missing::drop_row, {"id"}, {"id"}),
                      "Table: no column 'id' among a, city, b");
}

TEST_CASE("a column without any value is named where no line is complete") {
    const TemporaryFile file{"a,b,c\n1,,2\n3,,4\n"};
    CHECK_THROWS_WITH(read_csv<double>(file.path(), Missing::drop_row),
                      file.path() + ": has no complete line of values; column 'b' has no value");
}

TEST_CASE("a file of very many columns is read at once, and without very many of them") {
    const int columns = 200'000;  // 5 minutes where each name is compared with all
    std::string header = "c", line = "1.5";
    for (int i = 1; i < columns; ++i) header += ",c" + std::to_string(i), line += ",1.5";
    const TemporaryFile file{header + "\n" + line + "\n"};
    const auto start = std::chrono::steady_clock::now();
    const auto table = read_csv<double>(file.path());
    const std::vector<std::string> half(table.columns.begin(), table.columns.begin() + columns / 2);
    CHECK(without(table, half).values.rows() == columns / 2);
    CHECK(read_csv<double>(file.path(), Missing::refuse, {}, half).values.rows() == columns / 2);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20});
}

TEST_CASE("the digits have their published label counts") {
    const std::string path = test::real_data("digits.csv");
    if (path.empty()) return;
    const auto data = classification(read_csv<float>(path), "label");
    data.check();
    CHECK(data.size() == 1797);
    CHECK(data.features() == 64);
    CHECK(data.inputs.maxCoeff() == 16);
    const std::array<int, 10> counts{178, 182, 177, 183, 181, 182, 181, 179, 174, 180};
    for (int digit = 0; digit < 10; ++digit)
        CHECK((data.labels.array() == digit).count() == counts[static_cast<std::size_t>(digit)]);
}

}  // namespace tests::data_csv
