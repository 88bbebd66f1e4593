#include <regula/files/predictor_file.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::files_predictor_file {

using Catch::Matchers::ContainsSubstring;

/// A layer of a user, with a setting.
struct Shifted {
    double by = 0;
    static void each_setting(auto& layer, auto&& act) { act("by", layer.by); }
    Shape outputs(Shape fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const {
        y = x.array() + static_cast<typename std::remove_cvref_t<decltype(x)>::Scalar>(by);
    }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
};
struct Silent {  // it does not name its setting
    double by = 0;
    Shape outputs(Shape fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
};

template <class Scalar>
Matrix<Scalar> samples(Index features) {
    Matrix<Scalar> x(features, 4);
    fill_normal(Key{7}, x);
    return x;
}

/// Saves a network and loads it; checks that both predict the same bits.
template <class... Own, class Scalar>
Predictor<Scalar> through_a_file(const Network<Scalar>& net) {
    const test::TemporaryFile file;
    save(file.path(), net);
    auto loaded = load_predictor<Scalar, Own...>(file.path());
    const auto x = samples<Scalar>(net.features());
    CHECK(loaded(x) == net.predict(x));
    CHECK(loaded.network().input_shape() == net.input_shape());
    return loaded;
}

TEMPLATE_TEST_CASE("every layer comes back from a file with its settings", "", float, double) {
    using Net = Network<TestType>;
    const Key key{3};
    through_a_file(
        Net{7,
            {Dense{.units = 6, .bias = false}, LeakyRelu{0.3}, LayerNorm{0.1}, KSparse{3}, Dense{8},
             LocalWinnerTakeAll{4}, Dense{5}, Softplus{}, Selu{}, Sigmoid{}, Standout{1.5, -0.5},
             DenseTransposed{4}, Tanh{}, VariationalDropout{}, WinnerTakeAll{0.3}, GaussianNaiveBayes{3}},
            key});
    through_a_file(Net{Shape{9, 8, 2},
                       {Conv2d{.channels = 4, .size = 3, .stride = 2, .padding = 1, .groups = 2}, Relu{},
                        BatchNorm{0.2, 0.3}, MaxPool2d{2, 1},
                        Conv2d{.channels = 3, .size = 2, .bias = false, .shared = false}, AveragePool2d{2, 1},
                        Flatten{}, Dense{3}},
                       key});
    through_a_file(Net{Shape{9, 8, 2}, {Conv2d{.channels = 5}, GlobalAveragePool{}}, key});
}

TEST_CASE("residual blocks come back, also nested ones") {
    const Network<double> net{
        5,
        {Residual{Dense{5}, Tanh{}, Residual{Dense{6}, Relu{}, Dense{5}}, Dense{5}}, Relu{}, Dense{2}},
        Key{2}};
    const auto loaded = through_a_file(net);
    std::vector<std::string> names, found;
    for (const Block& place : net.hidden_blocks()) names.push_back(place.name);
    for (const Block& place : loaded.network().hidden_blocks()) found.push_back(place.name);
    CHECK(found == names);
    through_a_file(loaded.network());
}

TEST_CASE("standardization and class names come back") {
    const test::TemporaryFile file;
    const Network<float> net{3, {Dense{2}}, Key{1}};
    const Standardize<float> by{Vector<double>{{1.0 / 3, 2, -5e-300}}, Vector<double>{{3, 0.1, 1e200}}};
    save(file.path(), Predictor<float>{net, by, {"für", "\"against\""}, {"a", "city=Köln", ""}});
    const auto loaded = load_predictor<float>(file.path());
    REQUIRE(loaded.standardize());
    CHECK(loaded.standardize()->mean == by.mean);
    CHECK(loaded.standardize()->deviation == by.deviation);
    CHECK(loaded.class_names() == std::vector<std::string>{"für", "\"against\""});
    CHECK(loaded.feature_names() == std::vector<std::string>{"a", "city=Köln", ""});
}

TEST_CASE("a layer of a user comes back if it is named; one that does not name its settings is refused") {
    through_a_file<Shifted>(Network<double>{3, {Shifted{0.1}, Dense{2}}, Key{1}});
    const test::TemporaryFile file;
    save(file.path(), Network<double>{3, {Shifted{0.1}, Dense{2}}, Key{1}});
    CHECK_THROWS_WITH(
        load_predictor<double>(file.path()),
        ContainsSubstring("there is no layer 'Shifted'; a layer of yours is named in the call"));
    CHECK_THROWS_WITH(save(file.path(), Network<double>{3, {Silent{0.1}, Dense{2}}, Key{1}}),
                      ContainsSubstring("layer 'Silent' does not name its settings"));
}

TEST_CASE("a file with other layers, of another type or of a run is refused in a sentence") {
    const Network<double> net{3, {Dense{2}}, Key{1}};
    const auto why = [](const auto& change) {
        const test::TemporaryFile file;
        Checkpoint checkpoint;
        const Network<double> one{3, {Dense{2}}, Key{1}};
        checkpoint.add("", one.parameters(), one.parameters().vector());
        nlohmann::json metadata{
            {"version", "2"},      {"kind", "predictor"},
            {"inputs", "[1,1,3]"}, {"layers", R"([{"layer":"Dense","units":2,"bias":true}])"},
            {"standardize", "0"},  {"class_names", "[]"}};
        change(metadata);
        checkpoint.write(file.path(), metadata);
        try {
            load_predictor<double>(file.path());
        } catch (const FileError& error) {
            const std::string all = error.what();
            return all.substr(all.find("': ") + 3);
        }
        return std::string{};
    };
    const auto layers = [&](const std::string& list) {
        return why([&](auto& metadata) { metadata["layers"] = list; });
    };
    CHECK(why([](auto&) {}).empty());
    CHECK(layers("[]") == "it has no layers");
    CHECK(layers("7") == "'layers' is no list");
    CHECK(layers(R"([{"layer":"Dense","units":2}])").find("bias") != std::string::npos);
    CHECK(layers(R"([{"layer":"Dense","units":2.5,"bias":true}])") == "'units' must be whole, got 2.5");
    CHECK(layers(R"([{"layer":"Dense","units":"2","bias":true}])") == "'units' is of another type: \"2\"");
    CHECK(layers(R"([{"layer":"Dense","units":-1,"bias":true}])") ==
          "'units' must be from 0 to 1000000, got -1");
    CHECK(layers(R"([{"layer":"Dense","units":1000000,"bias":true}])") ==
          "its layers have 4e+06 parameters, more than the file holds");
    CHECK(layers(R"([{"layer":"Dense","units":2,"bias":true,"more":1}])")
              .starts_with("'Dense' has other settings"));
    CHECK(layers(R"([{"layer":"Denser"}])").starts_with("there is no layer 'Denser'"));
    CHECK(layers(R"([{"layer":"Residual","branch":[]}])").starts_with("Residual: needs at least one layer"));
    CHECK(layers(std::string(5000, '[')) == "'layers' is no list");
    CHECK(
        layers(R"([{"layer":"Dense","units":1,"bias":true}])").starts_with("block '0.weight' has the shape"));
    CHECK(why([](auto& metadata) { metadata["inputs"] = "[1,1,3000000]"; }) ==
          "'inputs' must be from 0 to 1000000, got 3000000");
    for (const char* no_shape : {"[1,1]", "null", "3", "\"3\"", "{}", "", "[[1,1,3]]"})
        CHECK(why([&](auto& metadata) { metadata["inputs"] = no_shape; }) == "'inputs' is no shape");
    for (const char* other : {"1e300", "3.0", "true", "null", "\"3\"", "[3]"})
        CHECK(why([&](auto& metadata) { metadata["inputs"] = text("[1,1,", other, "]"); }) ==
              text("'inputs' must be whole, got ", nlohmann::json::parse(other).dump()));
    for (const char* no_names : {"", "null", "7", "\"a\"", "[1,2]", "{\"a\":1}"})
        CHECK_FALSE(why([&](auto& metadata) { metadata["class_names"] = no_names; }).empty());
    for (const char* no_layers :
         {"[7]", "[null]", "[[]]", R"([{}])", R"([{"layer":7}])", R"([{"layer":null}])",
          R"([{"layer":"Residual","branch":7}])", R"([{"layer":"Dense","units":null,"bias":true}])",
          R"([{"layer":"Dense","units":2,"bias":1}])"})
        CHECK_FALSE(layers(no_layers).empty());
    CHECK(why([](auto& metadata) { metadata["kind"] = "run"; }) == "it holds no predictor");
    CHECK(why([](auto& metadata) { metadata["class_names"] = "[\"a\"]"; }) ==
          "Predictor: the network has 2 classes, got 1 names");
    CHECK(why([](auto& metadata) { metadata["feature_names"] = "[\"a\"]"; }) ==
          "Predictor: the network has 3 features, got 1 names");
    CHECK(why([](auto& metadata) { metadata["standardize"] = "1"; }).find("standardize.mean") !=
          std::string::npos);

    const test::TemporaryFile file;
    save(file.path(), net);
    CHECK_THROWS_WITH(load_predictor<float>(file.path()), ContainsSubstring("has the dtype \"F64\""));
    save(file.path(), net.parameters());
    CHECK_THROWS_WITH(load_predictor<double>(file.path()), ContainsSubstring("it has no 'kind'"));
}

TEST_CASE("class names that are no text are an error of the file, and what was there stays") {
    const test::TemporaryFile file{"old"};
    const Predictor<double> predictor{Network<double>{3, {Dense{2}}, Key{1}}, {}, {"a", "b\xff"}};
    CHECK_THROWS_AS(save(file.path(), predictor), FileError);
    CHECK(read_file(file.path()) == "old");
}

TEST_CASE("in the file biases are vectors, and weights have a row for each unit") {
    const test::TemporaryFile file;
    save(file.path(), Network<float>{Shape{4, 4, 1}, {Conv2d{.channels = 2}, BatchNorm{}, Dense{1}}, Key{1}});
    const auto header = read_safetensors(file.path()).header;
    CHECK(header["0.weight"]["shape"] == nlohmann::json{2, 9});
    CHECK(header["0.bias"]["shape"] == nlohmann::json{2});
    CHECK(header["BatchNorm[0].variance"]["shape"] == nlohmann::json{2});
    CHECK(header["1.weight"]["shape"] == nlohmann::json{1, 8});
    CHECK(header["1.bias"]["shape"] == nlohmann::json{1});
}

}  // namespace tests::files_predictor_file
