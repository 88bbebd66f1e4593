#include <regula/data/idx.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::data_idx {

using test::TemporaryFile;

std::string number(unsigned n) {
    return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
            static_cast<char>(n)};
}

/// Two images of 2 rows and 3 columns, and their labels.
const std::string pixels{"\x00\x33\x66\x99\xcc\xff\xff\x00\x00\x00\x00\x01", 12};
const std::string images = number(2051) + number(2) + number(2) + number(3) + pixels;
const std::string labels = number(2049) + number(2) + std::string{"\x03\x09", 2};

void refuses_images(const std::string& bytes, const std::string& why) {
    const TemporaryFile file{bytes};
    CHECK_THROWS_AS(read_idx_images<double>(file.path()), FileError);
    CHECK_THROWS_WITH(read_idx_images<double>(file.path()), file.path() + ": " + why);
}

void refuses_labels(const std::string& bytes, const std::string& why) {
    const TemporaryFile file{bytes};
    CHECK_THROWS_AS(read_idx_labels(file.path()), FileError);
    CHECK_THROWS_WITH(read_idx_labels(file.path()), file.path() + ": " + why);
}

TEMPLATE_TEST_CASE("images are pixels x images, row by row, from 0 to 1", "", float, double) {
    const auto read = read_idx_images<TestType>(TemporaryFile{images}.path());
    Matrix<TestType> expected(6, 2);
    expected << TestType(0), 1, TestType(0.2), 0, TestType(0.4), 0, TestType(0.6), 0, TestType(0.8), 0, 1,
        TestType(1.0 / 255);
    REQUIRE(read.rows() == 6);
    REQUIRE(read.cols() == 2);
    CHECK(read.isApprox(expected, TestType(1e-6)));
    CHECK(read(5, 0) == 1);  // exactly
}

TEST_CASE("labels are read as numbers") {
    CHECK(read_idx_labels(TemporaryFile{labels}.path()) == Eigen::Vector2i{3, 9});
}

TEST_CASE("images and labels make a data set whose classes are named by numbers") {
    const TemporaryFile i{images}, l{labels};
    const auto data = read_idx<float>(i.path(), l.path());
    data.check();
    CHECK(data.size() == 2);
    CHECK(data.classes() == 10);
    CHECK(data.class_names[9] == "9");
    CHECK(read_idx<float>(i.path(), l.path(), 47).classes() == 47);
}

TEST_CASE("the bytes may come from elsewhere") {
    std::size_t asked = 0;
    const auto from_memory = [&](const std::string& path, std::size_t most) {
        asked = std::max(asked, most);
        return (path == "images" ? images : labels).substr(0, most);
    };
    const auto data = read_idx<double>("images", "labels", 10, from_memory);
    CHECK(data.labels == Eigen::Vector2i{3, 9});
    CHECK(data.inputs(4, 0) == 0.8);
    CHECK(asked == images.size() + 1);  // no more than the header says, and one
}

TEST_CASE("a damaged image file is refused with its path and the reason") {
    refuses_images("", "ends within the IDX header");
    refuses_images(images.substr(0, 15), "ends within the IDX header");
    refuses_images(labels + pixels, "IDX magic number must be 2051, got 2049");
    refuses_images(number(0x0d03) + images.substr(4), "IDX magic number must be 2051, got 3331");  // floats
    refuses_images(images.substr(0, 27), "is truncated, has 11 bytes of data, needs more");
    refuses_images(images.substr(0, 16), "is truncated, has 0 bytes of data, needs more");
    refuses_images(images + "xy", "has bytes after its 12 of data");
    refuses_images(number(2051) + number(0) + number(2) + number(3), "dimension 1 is zero");
    refuses_images("\x1f\x8b" + images, "is compressed; unpack it, or read it with regula/data/gz.hpp");
    const std::string huge = number(0xffffffff);  // the product of three such sizes overflows 64 bits
    refuses_images(number(2051) + huge + huge + huge + pixels,
                   "is truncated, has 12 bytes of data, needs more");
}

TEST_CASE("a damaged label file is refused with its path and the reason") {
    refuses_labels(images, "IDX magic number must be 2049, got 2051");
    refuses_labels(labels.substr(0, 9), "is truncated, has 1 bytes of data, needs more");
    refuses_labels(labels + "x", "has bytes after its 2 of data");
    refuses_labels(labels.substr(0, 7), "ends within the IDX header");
    CHECK_THROWS_WITH(read_idx_labels("/no/such/file"), "/no/such/file: cannot be opened");
}

TEST_CASE("images and labels must be as many, and labels of known classes") {
    const TemporaryFile i{images}, l{labels}, three{number(2049) + number(3) + "\x01\x02\x03"};
    CHECK_THROWS_AS(read_idx<double>(i.path(), three.path()), FileError);
    CHECK_THROWS_WITH(read_idx<double>(i.path(), three.path()),
                      three.path() + ": has 3 labels for the 2 images of " + i.path());
    CHECK_THROWS_AS(read_idx<double>(i.path(), l.path(), 9), FileError);
    CHECK_THROWS_WITH(read_idx<double>(i.path(), l.path(), 9),
                      l.path() + ": labels must lie in 0 ... 8, got 9");
}

}  // namespace tests::data_idx
