#include <regula/augment.hpp>

#include <regula/inference/monte_carlo.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

namespace tests::augment_augment {

const Shape small{7, 5, 3};

auto everything(double size = 1) {
    return Affine{.x = size, .y = size, .degrees = 15 * size, .scale = 0.1 * size, .shear = 0.1 * size} |
           Elastic{.alpha = 8 * size, .sigma = 2} | Perspective{0.2 * size, 0.1 * size} |
           Brightness{0.1 * size} | Contrast{0.2 * size} | Gamma{0.2 * size} | Saturation{0.3 * size} |
           Hue{20 * size} | Blur{{0, size}} | Crop{size > 0 ? 1 : 0} | Clamp{} |
           Erase{.area = {0, 0.3 * size}};
}

TEMPLATE_TEST_CASE("identity settings leave images bit-identical", "", float, double) {
    const auto x = random_images<TestType>(small, 6);
    for (const Border border : {Border::constant, Border::edge, Border::reflect, Border::wrap}) {
        const auto still = Affine{} | Translate{0, 0} | Rotate{0} | Scale{0} | Shear{0} |
                           Elastic{.alpha = 0} | Perspective{0, 0} | Crop{0} | FlipLeftRight{0} |
                           FlipUpDown{0};
        CHECK(most_apart(small, apply(Augment{small, still, border}, x, Key{1}), x) == 0);
        const auto same =
            Brightness{0} | Contrast{0} | Gamma{0} | Saturation{0} | Blur{0} | Clamp{} | Erase{.area = 0};
        CHECK(most_apart(small, apply(Augment{small, same, border}, x, Key{1}), x) == 0);
    }
    CHECK(apply(Augment{small, everything()}, x, Key{1}) != x);
}

TEST_CASE("an image is changed in the same way in any batch, by the key, and not as its neighbours") {
    const Matrix<double> x = random_images<double>(small, 1).replicate(1, 9);
    const Augment augment{small, everything()};
    const auto all = apply(augment, x, Key{3});
    CHECK(apply(augment, x, Key{3}) == all);
    CHECK(apply(augment, x, Key{4}) != all);
    CHECK(apply(augment, Matrix<double>{x.leftCols(4)}, Key{3}) == all.leftCols(4));
    CHECK(apply(augment, Matrix<double>{x.rightCols(5)}, Key{3}.from(4)) == all.rightCols(5));
    for (Index j = 1; j < 9; ++j) CHECK((all.col(j) - all.col(0)).norm() > 0.01);
    // A view of a larger matrix is nothing else.
    Matrix<double> larger = Matrix<double>::Constant(small.size() + 4, 9, 5);
    larger.middleRows(2, small.size()) = x;
    auto part = larger.middleRows(2, small.size());
    augment.perturb(part, Key{3});
    CHECK(Matrix<double>{part} == all);
    CHECK((larger.topRows(2).array() == 5).all());
    CHECK((larger.bottomRows(2).array() == 5).all());
}

TEST_CASE("float and double agree") {
    const auto x = random_images<double>(small, 20);
    const Augment augment{small, everything(), Border::reflect};
    const auto single = apply(augment, Matrix<float>{x.cast<float>()}, Key{3});
    CHECK(most_apart(small, Matrix<double>{single.cast<double>()}, apply(augment, x, Key{3})) < 1e-4);
}

TEST_CASE("transforms of coordinates in a row are those one by one, on what is linear") {
    const Shape shape{21, 24};
    const auto ramp = images_of<double>(shape, [](double x, double y) { return 3 * x + y; });
    const auto first = Rotate{exactly(10)}, second = Rotate{exactly(-4)};
    const auto move = Translate{exactly(1.5), exactly(-0.5)};
    const auto grow = Scale{exactly(0.2)};
    const auto chain = apply(Augment{shape, first | move | grow | second}, ramp, Key{1});
    auto steps = ramp;
    const auto step = [&](const auto& t) { steps = apply(Augment{shape, t}, steps, Key{1}); };
    step(first), step(move), step(grow), step(second);
    CHECK(most_apart(shape, chain, steps, 7) < 1e-12);
    CHECK(most_apart(shape, chain, apply(Augment{shape, second | grow | move | first}, ramp, Key{1}), 7) >
          0.1);
    // Elastic takes its field where the pixels come from.
    const Elastic bend{.alpha = 6, .sigma = 3};
    const auto right = Translate{exactly(2), 0};
    steps = ramp;
    const auto together = apply(Augment{shape, bend | right, Border::wrap}, ramp, Key{1});
    steps = apply(Augment{shape, bend, Border::wrap}, steps, Key{1});
    CHECK(most_apart(shape, together, steps) > 0.1);
    steps = apply(Augment{shape, right, Border::wrap}, steps, Key{1});
    CHECK(most_apart(shape, together, steps) < 1e-12);
}

TEST_CASE("chains are flat, however they are put together") {
    const auto a = Rotate{15} | Translate{1, 1};
    const auto b = Scale{0.1} | Shear{0.1};
    using Flat = Chain<Rotate, Translate, Scale, Shear>;
    STATIC_REQUIRE(std::is_same_v<decltype(a | b), Flat>);
    STATIC_REQUIRE(std::is_same_v<decltype(Rotate{15} | (Translate{1, 1} | b)), Flat>);
    STATIC_REQUIRE(std::is_same_v<decltype(a | Scale{0.1} | Shear{0.1}), Flat>);
    const auto x = random_images<double>(small, 3);
    CHECK(apply(Augment{small, a | b}, x, Key{1}) ==
          apply(Augment{small, Rotate{15} | (Translate{1, 1} | b)}, x, Key{1}));
}

TEST_CASE("training sees augmented images, evaluation does not") {
    Dataset<double> data{.inputs = random_images<double>(small, 50), .labels = Labels(50)};
    for (Index j = 0; j < 50; ++j) data.labels[j] = static_cast<int>(j % 3);
    auto net = mlp<double>({small.size(), 6, 3}, Key{1}), bare = net;
    const Sgd sgd{.learning_rate = 0.1, .epochs = 2, .batch_size = 16};
    const auto report = fit(net, SoftmaxCrossEntropy{}, data, data, sgd, Augment{small, everything()});
    fit(bare, SoftmaxCrossEntropy{}, data, data, sgd);
    CHECK(net.parameters().vector() != bare.parameters().vector());
    CHECK(report.last().at("validation_loss") == evaluate(net, SoftmaxCrossEntropy{}, data).loss);
}

TEST_CASE("augmentation at test time is a mean of random passes") {
    const auto x = random_images<double>(small, 4);
    const auto net = mlp<double>({small.size(), 6, 3}, Key{1});
    const auto mean = [&](double probability, Index passes) {
        return monte_carlo(net, x, passes, Key{2}, Augment{small, FlipLeftRight{probability}}).mean();
    };
    const Matrix<double> front = net.predict(x);
    const Matrix<double> back = net.predict(apply(Augment{small, FlipLeftRight{1}}, x, Key{1}));
    CHECK((mean(0, 3) - front).norm() < 1e-14);
    CHECK((mean(1, 3) - back).norm() < 1e-14);
    // Half of the passes see either, by the binomial law.
    const Matrix<double> off = mean(0.5, 400) - (front + back) / 2;
    CHECK((off.array().abs() <= 4 * 0.5 / std::sqrt(400) * (front - back).array().abs() + 1e-14).all());
    CHECK((front - back).norm() > 0.01);
}

TEST_CASE("images up to 50 x 50 in float are augmented without allocation, larger ones with one a batch") {
    for (const auto& [shape, most] : {std::pair{Shape{50, 50}, 0u}, {Shape{80, 60}, 1u}}) {
        auto x = random_images<float>(shape, 3);
        const Augment augment{shape, Affine{.degrees = 15} | Elastic{} | Blur{} | Erase{}};
        const auto before = allocations();
        augment.perturb(x, Key{1});
        if (allocations_are_counted()) CHECK(allocations() - before == most);
    }
}

TEST_CASE("what is wrong is said in a sentence") {
    Matrix<double> x = Matrix<double>::Zero(100, 3);
    CHECK_THROWS_WITH((Augment{Shape{28, 28}, Rotate{15}}.perturb(x, Key{1})),
                      "Augment: images of 28 x 28 x 1 have 784 pixels, got 100 rows");
    CHECK_THROWS_WITH((Augment{Shape{10, 0}, Rotate{15}}.check()),
                      "Shape: height, width and channels must be >= 1, got 10 x 0 x 1");
    CHECK_THROWS_WITH((Augment{Shape{10, 10}, Rotate{15} | sometimes(0.3, Scale{{-1, 0}})}.check()),
                      "Scale: by must be > -1, got [-1, 0]");
    CHECK_THROWS_WITH((Augment{Shape{10, 10}, Hue{15}}.perturb(x, Key{1})),
                      "Hue: colours are 3 channels, got 1");
    CHECK_THROWS_WITH((Augment{Shape{10, 10}, Saturation{0.1}}.perturb(x, Key{1})),
                      "Saturation: colours are 3 channels, got 1");
}

}  // namespace tests::augment_augment
