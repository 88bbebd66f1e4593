#include <regula/data/csv.hpp>

#include "support/catch.hpp"
#include "support/data_dir.hpp"
#include "support/temporary_file.hpp"

#include <array>

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
    refuses("a,b\n1,2\n\n3,4\n", "line 3, column 2: the line must have 2 fields, has 1");
    refuses("a,b\n1,x\n", "line 2, column 2: not a number: 'x'");
    refuses("a,b\n1,\n", "line 2, column 2: not a number: ''");
    refuses("a,b\n1 2,3\n", "line 2, column 1: not a number: '1 2'");
    refuses("a,b\n1,0x10\n", "line 2, column 2: not a number: '0x10'");
    refuses("a,b\n+-1,1\n", "line 2, column 1: not a number: '+-1'");
    refuses("1,x\n2,3\n", "line 1, column 2: not a number: 'x'");
    refuses("a,b\n1,nan\n", "line 2, column 2: not a finite number: 'nan'");
    refuses("a,b\n-inf,1\n", "line 2, column 1: not a finite number: '-inf'");
    refuses("a,b\n1e999,1\n", "line 2, column 1: not a number: '1e999'");
}

TEST_CASE("a number beyond the range of the scalar is refused") {
    const TemporaryFile file{"a\n1e300\n"};
    CHECK(read_csv<double>(file.path()).values(0, 0) == 1e300);
    CHECK_THROWS_AS(read_csv<float>(file.path()), FileError);
}

TEST_CASE("bad headers and empty files are refused") {
    refuses("", "is empty");
    refuses("\n\r\n", "is empty");
    refuses("a,b\n", "has no line after the names of its columns");
    refuses("a,b,a\n1,2,3\n", "line 1, column 3: there is another column 'a'");
    refuses("a,,c\n1,2,3\n", "line 1, column 2: the column has no name");
    CHECK_THROWS_WITH(read_csv<double>("/no/such.csv"), "/no/such.csv: cannot be opened");
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
