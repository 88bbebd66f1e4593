#include <regula/files/checkpoint.hpp>
#include <regula/files/load_blocks.hpp>
#include <regula/files/named_matrices.hpp>
#include <regula/model.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/spoilt_blocks.hpp"
#include "support/temporary_file.hpp"

#include <filesystem>
#include <limits>

using namespace regula;

namespace tests::files_named_matrices {

using test::drawn;

template <class Scalar>
using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The message of a failed load, after the path.
std::string refused(const test::TemporaryFile& file, const NamedMatrices& all) {
    try {
        load(file.path(), all);
    } catch (const FileError& error) {
        const std::string start = "load: '" + file.path() + "': ", why = error.what();
        CHECK(why.starts_with(start));
        return why.substr(start.size());
    }
    return "nothing";
}

TEMPLATE_TEST_CASE("own matrices come back to the last bit, by rows, by columns, and vectors", "", float,
                   double) {
    const test::TemporaryFile file;
    const Rows<TestType> w1 = drawn(1, 3, 5).cast<TestType>() / TestType{3};
    const Matrix<TestType> w2 = drawn(2, 5, 2).cast<TestType>() / TestType{3};
    Vector<TestType> b1 = drawn(3, 3, 1).cast<TestType>();
    b1[1] = std::numeric_limits<TestType>::denorm_min();
    const Eigen::RowVector<TestType, 2> b2{std::numeric_limits<TestType>::infinity(), -TestType{0}};
    const Eigen::Array<TestType, 2, 3> a{{1, 2, 3}, {4, 5, 6}};
    save(file.path(), {{"w1", w1}, {"w2", w2}, {"b1", b1}, {"b2", b2}, {"a", a}});
    Rows<TestType> v1(3, 5), v2(5, 2);
    Vector<TestType> c1(3), c2(2);
    Eigen::Array<TestType, 2, 3> d;
    load(file.path(), {{"b2", c2}, {"w1", v1}, {"w2", v2}, {"b1", c1}, {"a", d}});
    CHECK(v1 == w1);
    CHECK(v2 == w2);
    CHECK(c1 == b1);
    CHECK(c2.transpose() == b2);
    CHECK(std::signbit(c2[1]));
    CHECK((d == a).all());
}

TEST_CASE("the file holds rows x cols and the numbers row by row, as numpy and PyTorch read them") {
    const test::TemporaryFile file;
    const Rows<float> w{{1, 2, 3}, {4, 5, 6}};
    const Eigen::MatrixXf same = w;
    const Eigen::VectorXi label{{7, 8}};
    const int step = 9;
    save(file.path(), {{"w", w}, {"same", same}, {"label", label}, {"step", step}, {"seed", ~0ull}});
    const Safetensors read = read_blocks(file.path());
    const auto block = [&](const char* name) {
        const auto& found = read.header[name];
        return found["dtype"].get<std::string>() + found["shape"].dump();
    };
    CHECK(block("w") == "F32[2,3]");
    CHECK(block("same") == "F32[2,3]");
    CHECK(block("label") == "I32[2]");
    CHECK(block("step") == "I32[]");
    CHECK(block("seed") == "U64[]");
    const float by_rows[] = {1, 2, 3, 4, 5, 6};
    const std::string bytes{reinterpret_cast<const char*>(by_rows), sizeof by_rows};
    CHECK(read.numbers.substr(0, 2 * bytes.size()) == bytes + bytes);
}

TEST_CASE("views are saved and filled in place") {
    const test::TemporaryFile file;
    const Matrix<double> w = drawn(1, 4, 6);
    std::vector<double> raw(6);
    const Eigen::Ref<const Matrix<double>> middle = w.middleCols(1, 3);
    save(file.path(), {{"block", w.block(1, 2, 2, 3)},
                       {"transposed", w.transpose()},
                       {"row", w.row(3)},
                       {"ref", middle},
                       {"every", Eigen::Map<const Matrix<double>, 0, Eigen::Stride<8, 2>>(w.data(), 2, 3)}});
    Matrix<double> got = Matrix<double>::Constant(5, 7, 0.25), back(4, 6), part(4, 3);
    load(file.path(), {{"block", Eigen::Map<Rows<double>>(raw.data(), 2, 3)},
                       {"transposed", back.transpose()},
                       {"row", got.row(2).tail(6)},
                       {"ref", Eigen::Ref<Matrix<double>>{part}}});
    CHECK(Eigen::Map<Rows<double>>(raw.data(), 2, 3) == w.block(1, 2, 2, 3));
    CHECK(back == w);
    CHECK(got.row(2).tail(6) == w.row(3));
    CHECK(part == w.middleCols(1, 3));
    got.row(2).tail(6).setConstant(0.25);
    CHECK((got.array() == 0.25).all());
    load(file.path(), {{"every", got.topLeftCorner(2, 3)}});
    CHECK(got.topLeftCorner(2, 3) ==
          Matrix<double>{{w(0, 0), w(0, 2), w(0, 4)}, {w(2, 0), w(2, 2), w(2, 4)}});
}

TEST_CASE("one list of a run saves it and continues it") {
    const test::TemporaryFile file;
    Rows<float> w = drawn(1, 2, 3).cast<float>();
    std::int64_t steps = (std::int64_t{1} << 60) + 1;
    double best = std::numeric_limits<double>::quiet_NaN();
    NamedMatrices all{{"w", w}, {"steps", steps}};
    all.push_back({"best", best});
    save(file.path(), all);
    const Rows<float> saved = w;
    w.setZero(), steps = 0, best = 1;
    load(file.path(), all);
    CHECK(w == saved);
    CHECK(steps == (std::int64_t{1} << 60) + 1);
    CHECK(std::isnan(best));
}

TEST_CASE("numbers of another type are converted, if the type of yours can hold them") {
    const test::TemporaryFile file;
    const Eigen::Vector2d large{1, 1e300}, tame{0.5, -HUGE_VAL};
    const std::int64_t wide = 1ll << 40, small = -3;
    save(file.path(), {{"large", large}, {"tame", tame}, {"wide", wide}, {"small", small}});
    Eigen::Vector2f into{7, 8};
    int number = 9;
    unsigned positive = 9;
    load(file.path(), {{"tame", into}, {"small", number}});
    CHECK(into == Eigen::Vector2f{0.5f, -HUGE_VALF});
    CHECK(number == -3);
    CHECK(refused(file, {{"small", number}, {"large", into}}) ==
          "block 'large' holds a number that is not finite in this precision, at 1");
    CHECK(refused(file, {{"wide", number}}) == "block 'wide' holds 1099511627776, which is no I32, at 0");
    CHECK(refused(file, {{"small", positive}}) == "block 'small' holds -3, which is no U32, at 0");
    CHECK(refused(file, {{"tame", into}, {"wide", into[1]}}) ==
          "block 'wide' has the dtype 'I64', expected one of F64, F32, F16, BF16");
    Eigen::Vector2i whole{5, 6};
    CHECK(
        refused(file, {{"tame", whole}}).starts_with("block 'tame' has the dtype 'F64', expected one of I"));
    CHECK(into == Eigen::Vector2f{0.5f, -HUGE_VALF});
    CHECK(number == -3);
    CHECK(positive == 9);
    CHECK(whole == Eigen::Vector2i{5, 6});
}

TEST_CASE("a load that fails changes nothing, and says what it expected") {
    const test::TemporaryFile file;
    const Rows<float> w = drawn(1, 2, 3).cast<float>();
    const Eigen::VectorXf b = drawn(2, 2, 1).cast<float>();
    save(file.path(), {{"w", w}, {"b", b}});
    Rows<float> v = Rows<float>::Constant(2, 3, 0.25f), turned = Rows<float>::Constant(3, 2, 0.25f);
    Eigen::VectorXf c = Eigen::VectorXf::Constant(2, 0.25f);
    Eigen::MatrixXf none;
    CHECK(refused(file, {{"w", v}, {"b", c}, {"c", c}}) == "there is no block 'c'; it has: b, w");
    CHECK(refused(file, {{"b", c}, {"w", turned}}) == "block 'w' has the shape [2,3], expected [3,2]");
    CHECK(refused(file, {{"w", v}, {"b", v}}) == "block 'b' has the shape [2], expected [2,3]");
    CHECK(refused(file, {{"b", c}, {"w", none}}) == "block 'w' has the shape [2,3], expected [0,0]");
    CHECK(refused(file, {{"w", v}, {"__metadata__", c}}) == "there is no block '__metadata__'; it has: b, w");

    std::string bytes = read_file(file.path());
    const test::TemporaryFile cut{bytes.substr(0, bytes.size() - 1)};
    bytes[bytes.size() - 2] = static_cast<char>(bytes[bytes.size() - 2] ^ 1);
    const test::TemporaryFile flipped{bytes}, missing;
    CHECK(refused(cut, {{"w", v}}) == "block 'b' lies outside of the file");
    CHECK(refused(flipped, {{"w", v}, {"b", c}}) == "its checksum is wrong: it is truncated or corrupt");
    CHECK(refused(missing, {{"w", v}}) == "cannot open it");
    CHECK((v.array() == 0.25f).all());
    CHECK((turned.array() == 0.25f).all());
    CHECK((c.array() == 0.25f).all());
}

TEST_CASE(
    "loading matrices, a member of a block that is missing or of any other type is an error of the file") {
    Eigen::Vector2d w{3, 4};
    test::each_spoilt_block([&](const std::string& header, const std::string& bytes) {
        const test::TemporaryFile file{bytes};
        INFO(header);
        CHECK(refused(file, {{"w", w}}) != "nothing");
        CHECK(w == Eigen::Vector2d{3, 4});
    });
    const auto dtype = [&](const nlohmann::json& value) {
        const nlohmann::json block{{"dtype", value}, {"shape", {2}}, {"data_offsets", {0, 16}}};
        return refused(test::TemporaryFile{test::file_bytes({{"w", block}}, std::string(16, '\0'))},
                       {{"w", w}});
    };
    CHECK(dtype(5) == "block 'w' has the dtype '5', expected one of F64, F32, F16, BF16");
    CHECK(dtype(nullptr) == "block 'w' has the dtype 'null', expected one of F64, F32, F16, BF16");
    CHECK(dtype("F64") == "nothing");
}

TEST_CASE("a save that fails leaves the file as it was") {
    const test::TemporaryFile file;
    Eigen::Vector2d b{1, 2}, c{0, 0};
    save(file.path(), {{"b", b}});
    const std::string bytes = read_file(file.path());
    CHECK_THROWS_WITH(save(file.path(), {{"b", b}, {"b", c}}), "save: two blocks would have the name 'b'");
    CHECK_THROWS_AS(save(file.path(), {{"b\xff", b}}), FileError);
    CHECK_THROWS_AS(save("/no/such/place", {{"b", b}}), FileError);
    CHECK(read_file(file.path()) == bytes);
}

TEST_CASE("own matrices and networks read each other's files, and a checkpoint is not mistaken for one") {
    const test::TemporaryFile own, theirs;
    auto net = linear_model<float>(3, 2);
    net.parameters().vector().setLinSpaced(1, 8);
    save(theirs.path(), net.parameters());
    Rows<float> w(2, 3);
    Eigen::RowVectorXf b(2);
    load(theirs.path(), {{"0.weight", w}, {"0.bias", b}});
    CHECK(w == Rows<float>{{1, 2, 3}, {4, 5, 6}});
    CHECK(b == Eigen::RowVector2f{7, 8});

    save(own.path(), {{"w", w}, {"b", b}});
    auto other = linear_model<float>(3, 2);
    load_blocks(own.path(), other.parameters(), {{"0.weight", "w"}, {"0.bias", "b"}});
    CHECK(other.parameters().vector() == net.parameters().vector());
    CHECK_THROWS_WITH(load(own.path(), other.parameters()),
                      "load: '" + own.path() + "': it is no checkpoint of regula");
}

}  // namespace tests::files_named_matrices
