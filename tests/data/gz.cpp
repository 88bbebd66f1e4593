#include <regula/data/gz.hpp>

#include "support/catch.hpp"
#include "support/data_dir.hpp"
#include "support/temporary_file.hpp"

#include <array>

using namespace regula;

namespace tests::data_gz {

using test::TemporaryFile;

std::string packed(const std::string& bytes) {
    const TemporaryFile file;
    gzFile out = gzopen(file.path().c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
    return read_file(file.path());
}

std::string noise(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint32_t state = 1;
    for (char& byte : bytes) byte = static_cast<char>((state = 1664525 * state + 1013904223) >> 24);
    return bytes;
}

void write(const std::string& path, const std::string& bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

TEST_CASE("read_gz unpacks packed files and reads plain ones") {
    const std::string bytes = noise(3'000'000);
    CHECK(read_gz(TemporaryFile{packed(bytes)}.path()) == bytes);
    CHECK(read_gz(TemporaryFile{bytes}.path()) == bytes);
    CHECK(read_gz(TemporaryFile{packed("")}.path()).empty());
}

TEST_CASE("the first bytes of a packed or plain file are read alone") {
    const std::string bytes = noise(3'000'000);
    for (const std::string& stored : {bytes, packed(bytes)}) {
        const TemporaryFile file{stored};
        for (const std::size_t most : {0, 1, 16, 1 << 20, 2'500'000, 2'999'999, 3'000'000, 3'000'001})
            CHECK(read_gz(file.path(), most) == bytes.substr(0, most));
    }
    const std::string whole = packed(bytes);
    const TemporaryFile cut{whole.substr(0, whole.size() / 2)};
    CHECK(read_gz(cut.path(), 16) == bytes.substr(0, 16));
    CHECK_THROWS_AS(read_gz(cut.path(), 3'000'000), FileError);
}

TEST_CASE("a packed file that unpacks to more than its header says is refused after one byte more") {
    const std::string images{"\0\0\x08\x03\0\0\0\1\0\0\0\3\0\0\0\4", 16};
    const TemporaryFile bomb{packed(images + std::string(5'000'000, '\0'))};
    std::size_t most_read = 0;
    const auto read = [&](const std::string& path, std::size_t most) {
        const std::string bytes = read_gz(path, most);
        most_read = std::max(most_read, bytes.capacity());
        return bytes;
    };
    CHECK_THROWS_WITH(read_idx_images<float>(bomb.path(), read),
                      bomb.path() + ": has bytes after its 12 of data");
    CHECK(most_read < 100);
}

TEST_CASE("a truncated, damaged or missing packed file is an error that names it") {
    const std::string whole = packed(noise(100'000));
    const TemporaryFile cut{whole.substr(0, whole.size() / 2)};
    CHECK_THROWS_AS(read_gz(cut.path()), FileError);
    CHECK_THROWS_WITH(read_gz(cut.path()), cut.path() + ": cannot be unpacked, is truncated");

    std::string changed = whole;
    changed[changed.size() - 6] ^= 1;  // in the checksum
    const TemporaryFile damaged{changed};
    CHECK_THROWS_AS(read_gz(damaged.path()), FileError);
    CHECK_THROWS_WITH(read_gz(damaged.path()), damaged.path() + ": cannot be unpacked, is damaged");

    CHECK_THROWS_WITH(read_gz("/no/such/file.gz"), "/no/such/file.gz: cannot be opened");
}

TEST_CASE("read_mnist finds plain and packed files side by side") {
    const TemporaryFile directory;
    std::filesystem::create_directory(directory.path());
    const std::string images{"\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\2\xff\0\0\xff", 20};
    const std::string labels{"\0\0\x08\x01\0\0\0\2\7\0", 10};
    CHECK_THROWS_WITH(read_mnist<float>(directory.path()),
                      directory.path() + "/train-images-idx3-ubyte.gz: cannot be opened");
    write(directory.path() + "/train-images-idx3-ubyte", images);
    write(directory.path() + "/train-labels-idx1-ubyte.gz", packed(labels));
    write(directory.path() + "/t10k-images-idx3-ubyte.gz", packed(images));
    write(directory.path() + "/t10k-labels-idx1-ubyte", labels);
    const auto mnist = read_mnist<float>(directory.path());
    CHECK(mnist.train.labels == Eigen::Vector2i{7, 0});
    CHECK(mnist.train.inputs == mnist.test.inputs);
    CHECK(mnist.test.inputs.col(1) == Eigen::Vector2f{0, 1});
}

TEST_CASE("MNIST has its published sizes and label counts") {
    const std::string directory = test::real_data("mnist");
    if (directory.empty()) return;
    const auto mnist = read_mnist<float>(directory);
    mnist.train.check();
    mnist.test.check();
    REQUIRE(mnist.train.inputs.rows() == 784);
    REQUIRE(mnist.train.inputs.cols() == 60000);
    REQUIRE(mnist.test.inputs.cols() == 10000);
    const std::array<int, 10> train{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
    const std::array<int, 10> test{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
    for (int digit = 0; digit < 10; ++digit) {
        CHECK((mnist.train.labels.array() == digit).count() == train[static_cast<std::size_t>(digit)]);
        CHECK((mnist.test.labels.array() == digit).count() == test[static_cast<std::size_t>(digit)]);
    }
    CHECK(mnist.train.labels.head(5) == (Labels{5} << 5, 0, 4, 1, 9).finished());
    CHECK_THAT(mnist.train.inputs.mean(), Catch::Matchers::WithinAbs(0.1307, 1e-3));
}

}  // namespace tests::data_gz
