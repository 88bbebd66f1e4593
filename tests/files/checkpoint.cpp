#include <regula/files/checkpoint.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::files_checkpoint {

using Catch::Matchers::ContainsSubstring;

template <class Scalar>
Parameters<Scalar> two_blocks() {
    Parameters<Scalar> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    fill_normal(Key{1}, theta.vector());
    return theta;
}

State<double> some_state() {
    return {.epochs = 3,
            .steps = 70,
            .memory = {{"Adam",
                        {0, 2},
                        {Vector<double>::Constant(8, 0.1), Vector<double>::Constant(8, 1.0 / 3)}}},
            .watches = {{"EarlyStopping", {1.0 / 7, std::nan("")}, {Vector<double>::Constant(8, 0.7)}},
                        {"ReduceOnPlateau", {4}, {}}},
            .last = Vector<double>::Constant(8, 0.9),
            .within = {"loss, L2 on weights", {0, 3, 1.0 / 9}}};
}

std::string bytes_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string good_file() {
    const test::TemporaryFile file;
    save(file.path(), two_blocks<double>(), some_state());
    return bytes_of(file.path());
}

/// A file of a header and numbers that someone else made.
std::string made(const nlohmann::json& header, const std::string& numbers = "") {
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    return std::string{reinterpret_cast<const char*>(&length), 8} + text + numbers;
}

/// Why a file is refused; theta and state must then be as they were.
template <class Scalar = double>
std::string refused(const std::string& bytes) {
    const test::TemporaryFile file{bytes};
    auto theta = two_blocks<Scalar>();
    theta.vector().setConstant(5);
    State<Scalar> state{.epochs = 1, .steps = 2, .memory = {{"Sgd", {0, 0}, {Vector<Scalar>::Ones(8)}}}};
    try {
        load(file.path(), theta, state);
    } catch (const FileError& error) {
        CHECK(theta.vector().isConstant(5, 0));
        CHECK(state.epochs == 1);
        CHECK(state.steps == 2);
        CHECK(state.memory.size() == 1);
        std::string why = error.what();
        const std::string start = "load: '" + file.path() + "': ";
        CHECK(why.substr(0, start.size()) == start);
        return why.substr(start.size());
    }
    return "nothing";
}

/// A header that is right but for what `spoil` does to it, with a right checksum.
std::string spoilt(auto&& spoil) {
    const std::string good = good_file();
    std::uint64_t length = 0;
    std::copy_n(good.data(), 8, reinterpret_cast<char*>(&length));
    auto header = nlohmann::json::parse(good.substr(8, length));
    spoil(header);
    const std::string numbers = good.substr(8 + length);
    if (header.is_object() && header["__metadata__"].is_object()) {
        header["__metadata__"].erase("checksum");
        std::uint64_t hash = 0xcbf29ce484222325;
        for (const char c : header.dump() + numbers)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        std::ostringstream digits;
        digits << std::hex << std::setfill('0') << std::setw(16) << hash;
        header["__metadata__"]["checksum"] = digits.str();
    }
    return made(header, numbers);
}

TEMPLATE_TEST_CASE("what is saved is loaded, to the last bit", "", float, double) {
    const test::TemporaryFile file;
    auto theta = two_blocks<TestType>();
    theta.vector()[3] = std::numeric_limits<TestType>::denorm_min();
    const State<TestType> state{
        .epochs = 3, .steps = 70, .memory = {{"Sgd", {0, 5}, {theta.vector() / TestType{3}}}}};
    save(file.path(), theta, state);
    auto loaded = two_blocks<TestType>();
    loaded.vector().setZero();
    State<TestType> found;
    load(file.path(), loaded, found);
    CHECK(loaded.vector() == theta.vector());
    CHECK(found.epochs == 3);
    CHECK(found.steps == 70);
    CHECK(found.memory == state.memory);
    CHECK(found.watches.empty());
    CHECK(found.within.empty());
    CHECK(found.last.size() == 0);
    loaded.vector().setZero();
    load(file.path(), loaded);
    CHECK(loaded.vector() == theta.vector());
    CHECK(!std::filesystem::exists(file.path() + ".part"));
}

TEST_CASE("what stopping policies remember is loaded with the rest, and the parameters of the last epoch") {
    const test::TemporaryFile file{good_file()};
    auto theta = two_blocks<double>();
    State<double> found;
    load(file.path(), theta, found);
    const State<double> saved = some_state();
    CHECK(found.memory == saved.memory);
    CHECK(found.last == saved.last);
    CHECK(found.within == saved.within);
    REQUIRE(found.watches.size() == 2);
    CHECK(found.watches[0].owner == "EarlyStopping");
    CHECK(found.watches[0].numbers[0] == 1.0 / 7);
    CHECK(std::isnan(found.watches[0].numbers[1]));
    CHECK(found.watches[0].vectors == saved.watches[0].vectors);
    CHECK(found.watches[1].text() == "ReduceOnPlateau (1 numbers, 0 vectors)");
    CHECK(found.watches[1].numbers[0] == 4);
}

TEST_CASE("a checkpoint is a safetensors file, row by row") {
    const std::string bytes = good_file();
    std::uint64_t length = 0;
    std::copy_n(bytes.data(), 8, reinterpret_cast<char*>(&length));
    const auto header = nlohmann::json::parse(bytes.substr(8, length));
    CHECK(header["w"]["dtype"] == "F64");
    CHECK(header["w"]["shape"] == nlohmann::json{2, 3});
    const std::size_t begin = header["w"]["data_offsets"][0];
    double entry = 0;  // row 1, column 2 of what is stored is input 2 of unit 1
    std::copy_n(bytes.data() + 8 + length + begin + 5 * 8, 8, reinterpret_cast<char*>(&entry));
    CHECK(entry == two_blocks<double>()["w"](2, 1));
    for (const auto& [name, value] : header["__metadata__"].items()) CHECK(value.is_string());
}

TEMPLATE_TEST_CASE("saved, loaded and continued, a run is bit for bit the run without the pause", "", float,
                   double) {
    Dataset<TestType> data{.inputs = Matrix<TestType>(4, 50), .labels = Labels(50)};
    fill_normal(Key{1}, data.inputs);
    for (Index j = 0; j < 50; ++j) data.labels[j] = data.inputs(0, j) > 0;
    const auto paused = [&](auto optimizer) {
        const test::TemporaryFile file;
        auto whole = mlp<TestType>({4, 9, 2}, Key{1}), first = whole,
             second = mlp<TestType>({4, 9, 2}, Key{9});
        State<TestType> one, before, after;
        const auto run = [&](auto& state, auto& net, int epochs) {
            optimizer.epochs = epochs;
            optimizer.batch_size = 16;
            return fit(state, net, SoftmaxCrossEntropy{}, data, nullptr, optimizer, Dropout{0.3}, L1{1e-3});
        };
        const Report uninterrupted = run(one, whole, 5);
        run(before, first, 2);
        save(file.path(), first.parameters(), before);
        load(file.path(), second.parameters(), after);
        const Report rest = run(after, second, 5);
        CHECK(second.parameters().vector() == whole.parameters().vector());
        CHECK(after.steps == one.steps);
        CHECK(rest.last().sum_of_terms() == uninterrupted.last().sum_of_terms());
        CHECK(first.parameters().vector() != whole.parameters().vector());
    };
    paused(Sgd{.learning_rate = 0.1, .momentum = 0.9, .schedule = CosineDecay{.epochs = 5}});
    paused(Adam{.learning_rate = 0.01, .weight_decay = 0.1});
}

TEST_CASE("a checkpoint that is truncated at any length is refused") {
    const std::string good = good_file();
    CHECK(refused(good) == "nothing");
    for (std::size_t length = 0; length < good.size(); ++length) {
        const std::string why = refused(good.substr(0, length));
        CHECK_THAT(why, ContainsSubstring("shorter than a header") || ContainsSubstring("truncated"));
    }
    CHECK_THAT(refused(good + "x"), ContainsSubstring("truncated or corrupt"));
}

TEST_CASE("a checkpoint with one byte flipped anywhere is refused") {
    const std::string good = good_file();
    for (std::size_t i = 0; i < good.size(); ++i)
        for (const int bits : {1, 4, 32, 128}) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ bits);
            INFO("byte " << i << " of " << good.size() << ", bits " << bits);
            CHECK(refused(bad) != "nothing");
        }
}

TEST_CASE("another model, another scalar and a missing file are refused with what was expected") {
    const std::string good = good_file();
    CHECK(refused<float>(good) == "block 'w' has the dtype \"F64\", expected \"F32\"");
    const test::TemporaryFile file{good};
    const auto why = [&](const std::vector<Block>& blocks) {
        Parameters<double> theta{blocks};
        State<double> state;
        try {
            load(file.path(), theta, state);
        } catch (const FileError& error) {
            return std::string{error.what()}.substr(("load: '" + file.path() + "': ").size());
        }
        return std::string{"nothing"};
    };
    const Block w{.name = "w", .rows = 3, .cols = 2}, b{.name = "b", .rows = 2, .cols = 1};
    CHECK(why({w, b}) == "nothing");
    CHECK(why({w, {.name = "c", .rows = 2, .cols = 1}}) == "it has no block 'c'; expected w 3 x 2, c 2 x 1");
    CHECK(why({{.name = "w", .rows = 2, .cols = 3}, b}) == "block 'w' has the shape [2,3], expected [3,2]");
    CHECK(why({w}) == "it holds 14 blocks, expected 9: another model");
    auto theta = two_blocks<double>();
    CHECK_THROWS_WITH(load("/no/such/file", theta), "load: '/no/such/file': cannot open it");
    CHECK_THROWS_AS(load("/tmp", theta), FileError);
}

TEST_CASE("a checkpoint of before memories had owners is refused in a sentence, and one of a later version") {
    const auto of_version = [](const char* version) {
        return refused(spoilt([&](auto& header) {
            header["__metadata__"].erase("version");
            if (version != nullptr) header["__metadata__"]["version"] = version;
        }));
    };
    const std::string rest = ", expected 2: since version 2 a memory has its owner's name";
    CHECK(of_version(nullptr) == "it is a checkpoint of version 1" + rest);
    CHECK(of_version("3") == "it is a checkpoint of version 3" + rest);
    CHECK(of_version("2") == "nothing");
}

TEST_CASE("counts that are saved are loaded, over the whole range of their types") {
    const test::TemporaryFile file;
    for (const int epochs : {0, 1, 999999999, 1000000000, std::numeric_limits<int>::max()})
        for (const Index steps : {Index{0}, Index{999999999}, Index{1000000000}, Index{1} << 53,
                                  (Index{1} << 53) + 1, std::numeric_limits<Index>::max()}) {
            auto theta = two_blocks<double>();
            State<double> found;
            save(file.path(), theta, State<double>{.epochs = epochs, .steps = steps});
            load(file.path(), theta, found);
            CHECK(found.epochs == epochs);
            CHECK(found.steps == steps);
        }
    CHECK_THROWS_WITH(save(file.path(), two_blocks<double>(), State<double>{.epochs = -1}),
                      "save: epochs and steps must be >= 0, got -1 and 0");
}

TEST_CASE("a state of other parameters is not saved, and what was there stays") {
    const test::TemporaryFile file{"before"};
    const Vector<double> few = Vector<double>::Ones(3);
    for (const State<double>& state :
         {State<double>{.memory = {{"Adam", {0, 0}, {few, few}}}},
          State<double>{.watches = {{"EarlyStopping", {}, {few}}}}, State<double>{.last = few}}) {
        CHECK_THROWS_AS(save(file.path(), two_blocks<double>(), state), std::invalid_argument);
        CHECK(bytes_of(file.path()) == "before");
    }
}

TEST_CASE("a file that is something else, or a lie, is refused without a crash and without much memory") {
    const auto other = [](auto&& spoil) { return refused(spoilt(spoil)); };
    CHECK(other([](auto&) {}) == "nothing");
    const std::string none = "it is no checkpoint of regula";
    CHECK(refused(made(nlohmann::json::array({1, 2}))) == none);
    CHECK(refused(made(nlohmann::json{{"w", 3}})) == none);
    CHECK(refused(made("text")) == none);
    CHECK(refused(made(nlohmann::json{{"__metadata__", 7}})) == none);
    CHECK(refused(made(nlohmann::json{{"__metadata__", {{"format", 7}}}})) == none);
    CHECK(refused(made(nlohmann::json{{"__metadata__", {{"format", "pt"}}}})) == none);
    CHECK(refused(std::string(8, '\xff') + "{}") ==
          "its header is longer than the file; no checkpoint, or truncated");
    CHECK(refused(std::string(8, '\0')) == none);

    const auto with = [&](const char* name, const nlohmann::json& value) {
        return other([&](auto& header) { header["__metadata__"][name] = value; });
    };
    CHECK(with("memory", "999999999") == "it has no 'memory.1'");
    CHECK(with("memory", "999999999999999999") == "'memory' is no number");
    CHECK(with("memory", "-1") == "'memory' is no number");
    CHECK(with("memory", 2) == "'memory' is no number");
    CHECK(with("memory", "0") == "it holds 14 blocks, expected 9: another model");
    CHECK(with("memory.0.vectors", "3") == "it has no block 'memory.0.2.w'; expected w 3 x 2, b 2 x 1");
    CHECK(with("memory.0.vectors", "1") == "it holds 14 blocks, expected 12: another model");
    CHECK(with("memory.0", 7) == "it has no 'memory.0'");
    CHECK(with("within", "0") == "it holds 14 blocks, expected 13: another model");
    for (const char* count : {"", " 3", "3 ", "+3", "0x3", "3.0", "1e3", "nan", "-0x1", "9999999999"})
        CHECK(with("epochs", count) == "'epochs' is no number");
    CHECK(with("steps", "9223372036854775808") == "'steps' is no number");
    CHECK(with("steps", nlohmann::json::array()) == "'steps' is no number");

    CHECK(with("watch", "999999999") == "it has no 'watch.2'");
    CHECK(with("watch.0", 3) == "it has no 'watch.0'");
    CHECK(with("watch.0.numbers", "999999999") == "'watch.0' lies outside of the file");
    CHECK(with("watch.0.numbers", "3") == "block 'watch.0' has the shape [1,2], expected [1,3]");
    CHECK(with("watch.0.vectors", "9") == "it has no block 'watch.0.1.w'; expected w 3 x 2, b 2 x 1");
    CHECK(with("last", "0") == "it holds 14 blocks, expected 12: another model");

    const auto block = [&](const char* name, const nlohmann::json& value) {
        return other([&](auto& header) { header["w"][name] = value; });
    };
    const std::string outside = "block 'w' lies outside of the file";
    CHECK(block("data_offsets", {0, 49}) == "block 'b' overlaps another");
    CHECK(block("data_offsets", {0, 40}) == "block 'b' leaves a gap before it");
    CHECK(block("data_offsets", {48, 96}) == "block 'b' leaves a gap before it");
    CHECK(block("data_offsets", {48, 0}) == outside);
    CHECK(block("data_offsets", {-48, 0}) == outside);
    CHECK(block("data_offsets", {1000000, 1000048}) == outside);
    CHECK(block("data_offsets", {18446744073709551600ULL, 32}) == outside);
    CHECK(block("data_offsets", {0.0, 48.0}) == outside);
    CHECK(block("data_offsets", {"0", "48"}) == outside);
    CHECK(block("data_offsets", 7) == outside);
    CHECK(block("data_offsets", nlohmann::json::array()) == outside);
    CHECK(block("dtype", 8) == "block 'w' has the dtype 8, expected \"F64\"");
    CHECK(block("shape", "2x3") == "block 'w' has the shape \"2x3\", expected [2,3]");
    CHECK(block("shape", nullptr) == "block 'w' has the shape null, expected [2,3]");
    CHECK(other([](auto& header) { header["w"] = 5; }) == outside);
    using nlohmann::json;
    for (const json& wrong : {json(), json(5), json("text"), json(2.5), json::array(), json::object()}) {
        for (const char* name : {"dtype", "shape", "data_offsets"}) CHECK(block(name, wrong) != "nothing");
        CHECK(other([&](auto& header) { header["w"] = wrong; }) == outside);
        CHECK(other([&](auto& header) { header["__metadata__"] = wrong; }) == none);
    }
    for (const char* name : {"dtype", "shape", "data_offsets"})
        CHECK(other([&](auto& header) { header["w"].erase(name); }) != "nothing");
    CHECK(other([](auto& header) {
              header["w"]["data_offsets"] = {0, 40};
              header["b"]["data_offsets"] = {40, 64};
          }) == "block 'w' has the data_offsets [0,40], which is not its shape");
}

TEST_CASE("a header that nests deep is refused, however it nests") {
    const std::string none = "it is no checkpoint of regula";
    for (const std::size_t deep : {3, 4, 200'000}) {
        const std::string lists = std::string(deep, '[') + std::string(deep, ']');
        std::string objects;
        for (std::size_t i = 0; i < deep; ++i) objects += "{\"a\":";
        objects += "1" + std::string(deep, '}');
        for (const std::string& nested : {lists, objects, std::string(deep, '[')})
            for (const std::string& header :
                 {nested, "{\"x\":" + nested + "}", "{\"__metadata__\":" + nested + "}",
                  "{\"__metadata__\":{\"format\":\"regula\"},\"x\":" + nested + "}"}) {
                const std::uint64_t length = header.size();
                const std::string why =
                    refused(std::string{reinterpret_cast<const char*>(&length), 8} + header);
                CHECK((why == none || why == "its checksum is wrong: it is truncated or corrupt"));
                if (deep > 3) CHECK(why == none);
            }
    }
}

TEST_CASE("blocks that would have the same name, and names that are no text, are not written") {
    const test::TemporaryFile file{"old"};
    Parameters<double> theta{{{.name = "w", .rows = 1, .cols = 1}, {.name = "last.w", .rows = 1, .cols = 1}}};
    CHECK_THROWS_WITH(save(file.path(), theta, State<double>{.last = Vector<double>::Ones(2)}),
                      "save: two blocks would have the name 'last.w'");
    CHECK_THROWS_AS(save(file.path(), Parameters<double>{{{.name = "__metadata__", .rows = 1, .cols = 1}}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(save(file.path(), Parameters<double>{{{.name = "w\xff", .rows = 1, .cols = 1}}}),
                    FileError);
    CHECK(bytes_of(file.path()) == "old");
}

TEST_CASE("a checkpoint that cannot be written is an error of the file, and what was there stays") {
    CHECK_THROWS_WITH(save("/no/such/directory/file", two_blocks<double>()),
                      "save: cannot write '/no/such/directory/file.part'");
    const test::TemporaryFile place;
    std::filesystem::create_directories(place.path() + "/occupied");
    CHECK_THROWS_AS(save(place.path(), two_blocks<double>()), FileError);
    CHECK(std::filesystem::exists(place.path() + "/occupied"));
    CHECK(!std::filesystem::exists(place.path() + ".part"));
}

}  // namespace tests::files_checkpoint
