#include <regula/files/load_blocks.hpp>

#include "support/catch.hpp"
#include "support/spoilt_blocks.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::files_load_blocks {

using Catch::Matchers::ContainsSubstring;

template <class Scalar>
Parameters<Scalar> two_layers() {
    Parameters<Scalar> theta{{{.role = Role::weight, .name = "0.weight", .rows = 3, .cols = 2},
                              {.role = Role::bias, .name = "0.bias", .rows = 2, .cols = 1},
                              {.role = Role::weight, .name = "1.weight", .rows = 2, .cols = 1}}};
    theta.vector().setConstant(Scalar(0.25));
    return theta;
}

/// A file as another tool writes it.
class ForeignFile {
public:
    template <class Stored>
    ForeignFile& add(const std::string& name, const std::string& dtype, const nlohmann::json& shape,
                     const std::vector<double>& values) {
        const std::size_t begin = numbers_.size();
        for (const double value : values) {
            const Stored number = static_cast<Stored>(value);
            numbers_.append(reinterpret_cast<const char*>(&number), sizeof number);
        }
        header_[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {begin, numbers_.size()}}};
        return *this;
    }
    std::string bytes() const {
        const std::string text = header_.dump();
        const std::uint64_t length = text.size();
        return std::string{reinterpret_cast<const char*>(&length), 8} + text + numbers_;
    }

private:
    nlohmann::json header_ = nlohmann::json::object();
    std::string numbers_;
};

ForeignFile torch_file() {
    ForeignFile file;
    file.add<float>("fc1.weight", "F32", {2, 3}, {1, 2, 3, 4, 5, 6})
        .add<double>("fc1.bias", "F64", {2}, {7, 8})
        .add<Eigen::half>("fc2.weight", "F16", {1, 2}, {0.5, -2})
        .add<Eigen::bfloat16>("conv.weight", "BF16", {2, 1, 3, 1}, {1, -1, 2, -2, 3, -3});
    return file;
}

TEMPLATE_TEST_CASE("blocks of another tool come by name, in any precision, and the others stay", "", float,
                   double) {
    const test::TemporaryFile file{torch_file().bytes()};
    auto theta = two_layers<TestType>();
    load_blocks(file.path(), theta, {{"0.weight", "fc1.weight"}, {"0.bias", "fc1.bias"}});
    CHECK(theta["0.weight"] == Matrix<TestType>{{1, 4}, {2, 5}, {3, 6}});
    CHECK(theta["0.bias"] == Vector<TestType>{{7, 8}});
    CHECK(theta["1.weight"] == Vector<TestType>{{0.25, 0.25}});
    load_blocks(file.path(), theta, {{"1.weight", "fc2.weight"}, {"0.weight", "conv.weight"}});
    CHECK(theta["1.weight"] == Vector<TestType>{{0.5, -2}});
    CHECK(theta["0.weight"] == Matrix<TestType>{{1, -2}, {-1, 3}, {2, -3}});
}

TEST_CASE("a block that does not fit is refused, and nothing changes") {
    const auto why = [](const std::string& bytes, const std::string& ours, const std::string& theirs) {
        const test::TemporaryFile file{bytes};
        auto theta = two_layers<float>();
        std::string message;
        try {
            load_blocks(file.path(), theta, {{"0.bias", "fc1.bias"}, {ours, theirs}});
        } catch (const FileError& error) {
            message = error.what();
        }
        CHECK((theta.vector().array() == 0.25f).all());
        return message.substr(std::min(message.size(), message.find("': ") + 3));
    };
    const std::string good = torch_file().bytes();
    CHECK(why(good, "0.weight", "fc3.weight") ==
          "there is no block 'fc3.weight'; it has: conv.weight, fc1.bias, fc1.weight, fc2.weight");
    CHECK(why(good, "1.weight", "fc1.weight") ==
          "block 'fc1.weight' has the shape [2,3], expected that of 1.weight, 1 x 2");
    CHECK(why(good, "0.weight", "__metadata__").starts_with("there is no block '__metadata__'; it has: "));
    const auto with = [](const std::string& dtype, const nlohmann::json& shape, double last = 6) {
        return torch_file().add<float>("more", dtype, shape, {1, 2, 3, 4, 5, last}).bytes();
    };
    CHECK(why(with("I32", {2, 3}), "0.weight", "more") ==
          "block 'more' has the dtype 'I32', expected one of F64, F32, F16, BF16");
    CHECK(why(with("F64", {2, 3}), "0.weight", "more") ==
          "block 'more' has data_offsets that are not its shape");
    CHECK(why(with("F32", {2, 3}, HUGE_VAL), "0.weight", "more") ==
          "block 'more' holds a number that is not finite in this precision, at 5");
    CHECK(why(with("F32", {6}), "0.weight", "more").starts_with("block 'more' has the shape [6]"));
    CHECK(why(with("F32", nlohmann::json::array()), "0.weight", "more")
              .starts_with("block 'more' has the shape []"));
    CHECK(why(with("F32", {2, -3}), "0.weight", "more").starts_with("block 'more' has the shape [2,-3]"));
    CHECK(why(with("F32", {2, 1e300}), "0.weight", "more").starts_with("block 'more' has the shape"));
    CHECK(why(good.substr(0, good.size() - 1), "0.weight", "fc1.weight").starts_with("block '"));
    CHECK(why(std::string{"\4\0\0\0\0\0\0\0null", 12}, "0.weight", "fc1.weight") ==
          "its header is no JSON object");

    const test::TemporaryFile file{good};
    auto theta = two_layers<float>();
    CHECK_THROWS_WITH(load_blocks(file.path(), theta, {{"2.weight", "fc1.weight"}}),
                      ContainsSubstring("Parameters: no block '2.weight'; there are: 0.weight 3 x 2"));
}

TEST_CASE("a member of a block that is missing or of any other type is an error of the file") {
    test::each_spoilt_block([](const std::string& header, const std::string& bytes) {
        const test::TemporaryFile file{bytes};
        auto theta = two_layers<double>();
        INFO(header);
        CHECK_THROWS_AS(load_blocks(file.path(), theta, {{"0.bias", "w"}}), FileError);
        CHECK((theta.vector().array() == 0.25).all());
    });
}

}  // namespace tests::files_load_blocks
