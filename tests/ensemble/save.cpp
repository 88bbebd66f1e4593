#include <regula/ensemble/save.hpp>

#include <regula/model/gradient_accumulation.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::ensemble_save {

using Catch::Matchers::ContainsSubstring;

template <class Scalar>
Ensemble<Network<Scalar>> some_ensemble() {
    Ensemble<Network<Scalar>> some;
    some.members.push_back({mlp<Scalar>({2, 3, 1}, Key{1}), {.samples = {3, 0, 3, 7}}});
    some.members.push_back({mlp<Scalar>({2, 3, 1}, Key{2}), {.features = {4, 1}}});
    some.members.push_back({mlp<Scalar>({2, 3, 1}, Key{3}), {.samples = {9}, .features = {0, 2}}});
    some.weights = Vector<double>{{0.1, 1.0 / 3, 2}};
    return some;
}

std::string bytes_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Why a file is refused; the ensemble must then be as it was.
std::string refused(const std::string& path) {
    Ensemble<Network<double>> kept{{{mlp<double>({2, 2, 1}, Key{9})}}, Vector<double>{{5}}};
    const Vector<double> before = kept.members[0].model.parameters().vector();
    try {
        load(path, kept, mlp<double>({2, 3, 1}, Key{1}));
    } catch (const FileError& error) {
        CHECK(kept.size() == 1);
        CHECK(kept.members[0].model.parameters().vector() == before);
        CHECK(kept.weights == Vector<double>{{5}});
        const std::string why = error.what(), start = "load: '" + path + "': ";
        CHECK(why.substr(0, start.size()) == start);
        return why.substr(start.size());
    }
    return "nothing";
}
std::string refused_bytes(const std::string& bytes) { return refused(test::TemporaryFile{bytes}.path()); }

TEMPLATE_TEST_CASE("an ensemble that is saved is loaded, to the last bit", "", float, double) {
    const test::TemporaryFile file;
    const auto some = some_ensemble<TestType>();
    save(file.path(), some);
    Ensemble<Network<TestType>> found;
    load(file.path(), found, mlp<TestType>({2, 3, 1}, Key{7}));
    REQUIRE(found.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(found.members[i].model.parameters().vector() == some.members[i].model.parameters().vector());
        CHECK(found.members[i].subsample == some.members[i].subsample);
    }
    CHECK(found.weights == some.weights);
    CHECK(!std::filesystem::exists(file.path() + ".part"));
    save(file.path(), Ensemble<Network<TestType>>{});
    load(file.path(), found, mlp<TestType>({2, 3, 1}, Key{7}));
    CHECK(found.size() == 0);
    CHECK(found.weights.size() == 0);
}

TEST_CASE("a file of an ensemble that is short or corrupt is refused") {
    const test::TemporaryFile file;
    save(file.path(), some_ensemble<double>());
    const std::string good = bytes_of(file.path());
    CHECK(refused_bytes(good) == "nothing");
    for (std::size_t length = 0; length < good.size(); length += 37)
        CHECK_THAT(refused_bytes(good.substr(0, length)),
                   ContainsSubstring("shorter than a header") || ContainsSubstring("truncated"));
    for (std::size_t i = 0; i < good.size(); i += 29) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 4);
        INFO("byte " << i);
        CHECK(refused_bytes(bad) != "nothing");
    }
    CHECK(refused("/no/such/file") == "cannot open it");
}

TEST_CASE("a network, another ensemble, and shares that are none are refused") {
    const test::TemporaryFile file;
    auto some = some_ensemble<double>();
    save(file.path(), some.members[0].model.parameters());
    CHECK(refused(file.path()) == "'weights' is no number");
    save(file.path(), some_ensemble<float>());
    CHECK(refused(file.path()) == "block 'member.0.0.weight' has the dtype \"F32\", expected \"F64\"");
    save(file.path(), Ensemble<Network<double>>{{{mlp<double>({2, 4, 1}, Key{1})}}});
    CHECK(refused(file.path()) == "block 'member.0.0.weight' has the shape [4,2], expected [3,2]");
    save(file.path(), Ensemble<Network<double>>{{{mlp<double>({2, 3, 1, 1}, Key{1})}}});
    CHECK_THAT(refused(file.path()), ContainsSubstring("another model"));
    some.members[1].subsample.features = {-1};
    save(file.path(), some);
    CHECK(refused(file.path()) == "'features.1' holds -1, which is no position");
}

TEST_CASE("an ensemble that claims more than its file holds is refused before memory is taken") {
    const auto forged = [](const nlohmann::json& claims) {
        const test::TemporaryFile file;
        Checkpoint checkpoint;
        nlohmann::json metadata{{"members", "0"}, {"weights", "0"}};
        metadata.update(claims);
        checkpoint.write(file.path(), metadata);
        return refused(file.path());
    };
    CHECK(forged(nlohmann::json::object()) == "nothing");
    CHECK(forged({{"weights", "999999999"}}) == "'weights' lies outside of the file");
    CHECK(forged({{"members", "999999999"}}) ==
          "it has no block 'member.0.0.weight'; expected 0.weight 2 x 3, 0.bias 3 x 1, 1.weight 3 x 1, "
          "1.bias 1 x 1");
    CHECK(forged({{"weights", "-1"}}) == "'weights' is no number");
}

TEST_CASE("an ensemble that cannot be written is an error of the file, and what was there stays") {
    CHECK_THROWS_WITH(save("/no/such/directory/file", some_ensemble<double>()),
                      "save: cannot write '/no/such/directory/file.part'");
}

TEST_CASE("a prototype that refers to another model is refused, for the members would all be one") {
    const test::TemporaryFile file;
    save(file.path(), some_ensemble<double>());
    auto net = mlp<double>({2, 3, 1}, Key{7});
    const Vector<double> before = net.parameters().vector();
    const GradientAccumulation prototype{net, 2};
    Ensemble<GradientAccumulation<Network<double>>> found;
    CHECK_THROWS_WITH(
        load(file.path(), found, prototype),
        "load: members are copies of a model and need parameters of their own, got a model that "
        "refers to those of another");
    CHECK(net.parameters().vector() == before);
}

}  // namespace tests::ensemble_save
