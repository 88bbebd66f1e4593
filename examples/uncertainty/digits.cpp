#include "uncertainty/digits.hpp"

#include <regula/constraint/max_norm.hpp>
#include <regula/data/glyphs.hpp>
#include <regula/inference.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numbers>
#include <numeric>

#include "support/digits.hpp"
#include "support/plot.hpp"
#include "support/table.hpp"

using namespace regula;

namespace example {

namespace {

/// Letters that look like no digit, by the hand that writes the glyphs.
Matrix<float> letters(Index count, Key key) {
    std::vector<GlyphStyle> styles;
    for (const char* points :
         {"2090 5010 5010 8090 / 3260 6860", "7510 2810 2810 2890 2890 7590 / 2850 6850",
          "7510 2810 2810 2890 / 2850 6550", "2510 2590 / 7510 7590 / 2550 7550",
          "2810 2890 / 7510 2850 2850 7590", "2090 2510 2510 5060 5060 7510 7510 8090",
          "2590 2510 2510 7590 7590 7510", "2010 8010 / 5010 5090", "1510 3590 3590 5040 5040 6590 6590 8510",
          "2510 7590 / 7510 2590", "2510 5050 / 7510 5050 5050 5090"})
        styles.push_back(glyph_style(points));
    Matrix<float> drawn(GlyphCanvas::side * GlyphCanvas::side, count);
    GlyphCanvas canvas;
    for (Index i = 0; i < count; ++i) {
        draw_glyph(styles, key[static_cast<std::uint64_t>(i)], canvas);
        drawn.col(i) = Eigen::Map<const Vector<float>>(canvas.pixels().data(), drawn.rows());
    }
    return drawn;
}

/// Square images turned around their middle; a pixel is put together from the four around where it came from.
Matrix<float> turned(const Matrix<float>& images, double degrees) {
    const auto side = round_to_index(std::sqrt(static_cast<double>(images.rows())));
    const double c = std::cos(degrees * std::numbers::pi / 180),
                 s = std::sin(degrees * std::numbers::pi / 180);
    const double middle = static_cast<double>(side - 1) / 2;
    Matrix<float> result = Matrix<float>::Zero(images.rows(), images.cols());
    for (Index row = 0; row < side; ++row)
        for (Index column = 0; column < side; ++column) {
            const double dx = static_cast<double>(column) - middle, dy = static_cast<double>(row) - middle;
            const double x = middle + c * dx + s * dy, y = middle - s * dx + c * dy;
            const auto left = static_cast<Index>(std::floor(x)), top = static_cast<Index>(std::floor(y));
            for (Index i = top; i <= top + 1; ++i)
                for (Index j = left; j <= left + 1; ++j) {
                    const double share = (1 - std::abs(x - static_cast<double>(j))) *
                                         (1 - std::abs(y - static_cast<double>(i)));
                    if (i >= 0 && j >= 0 && i < side && j < side)
                        result.row(side * row + column) +=
                            static_cast<float>(share) * images.row(side * i + j);
                }
        }
    return result;
}

/// The chance that a stranger has a larger value than one of the data: 1/2 if the value tells nothing.
double separation(const Vector<double>& data, const Vector<double>& strangers) {
    std::vector<double> sorted(data.begin(), data.end());
    std::sort(sorted.begin(), sorted.end());
    double pairs = 0;
    for (const double value : strangers) {
        const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
        pairs += static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) / 2;
    }
    return pairs / static_cast<double>(data.size() * strangers.size());
}

/// How far the probability of the chosen class is from the share of right choices, over 15 classes of equal
/// width. Guo et al. (2017), "On calibration of modern neural networks".
double calibration_error(const Matrix<double>& probabilities, const Labels& labels) {
    Vector<double> gap = Vector<double>::Zero(15);
    for (Index j = 0; j < labels.size(); ++j) {
        Index choice;
        const double sure = probabilities.col(j).maxCoeff(&choice);
        gap[std::min<Index>(14, static_cast<Index>(15 * sure))] += sure - (choice == labels[j] ? 1 : 0);
    }
    return gap.cwiseAbs().sum() / static_cast<double>(labels.size());
}

/// The error on the samples that are left when those of the largest doubt are rejected, by the share rejected.
std::vector<double> rejection_curve(const Matrix<double>& probabilities, const Labels& labels,
                                    const Vector<double>& doubt, const std::vector<double>& shares) {
    std::vector<Index> order(static_cast<std::size_t>(labels.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return doubt[a] < doubt[b]; });
    std::vector<double> errors;
    for (const double share : shares) {
        const auto kept = static_cast<Index>(std::ceil((1 - share) * static_cast<double>(labels.size())));
        double wrong = 0;
        for (Index n = 0; n < kept; ++n) {
            const Index j = order[static_cast<std::size_t>(n)];
            Index choice;
            probabilities.col(j).maxCoeff(&choice);
            wrong += choice != labels[j];
        }
        errors.push_back(wrong / static_cast<double>(kept));
    }
    return errors;
}

/// The share of the samples that lie below each value: a curve that is further to the right the more doubt.
Series shares_below(const std::string& name, const Vector<double>& values, int colour) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    Series series{name, {}, {}, colour};
    for (int percent = 0; percent <= 100; ++percent) {
        series.x.push_back(sorted[static_cast<std::size_t>(percent) * (sorted.size() - 1) / 100]);
        series.y.push_back(percent);
    }
    return series;
}

}  // namespace

Results doubt_digits(const Uncertainty& s, const std::string& plot) {
    const Key key{s.seed};
    const auto data = digits(s.data, s.train_size, s.test_size, key);
    const Dataset<float>&train = data.train, &test = data.test;
    std::vector<Index> widths{train.features()};
    widths.insert(widths.end(), s.arch.begin(), s.arch.end());
    widths.push_back(train.classes());
    auto net = mlp<float>(widths, key.stream("network"));
    const SoftmaxCrossEntropy loss;
    const auto on_pixels = on(inputs, Dropout{0.2});
    const Dropout on_units{0.5};
    std::cerr << "digits:\n";
    fit(net, loss, train,
        Sgd{.learning_rate = 0.03,
            .momentum = 0.9,
            .schedule = LinearDecay{static_cast<double>(s.epochs)},
            .epochs = s.epochs,
            .seed = s.seed,
            .threads = s.threads},
        on_pixels, on_units, MaxNorm{3}, Progress{});

    struct Set {
        std::string name;
        Matrix<float> images;
        bool digits;
    };
    std::vector<Set> sets{{"test digits", test.inputs, true}};
    for (const int degrees : {20, 45, 90})
        sets.push_back({"turned by " + std::to_string(degrees), turned(test.inputs, degrees), true});
    if (train.features() == GlyphCanvas::side * GlyphCanvas::side)
        sets.push_back({"letters", letters(s.test_size, key.stream("letters")), false});
    sets.push_back({"noise", Matrix<float>(test.features(), s.test_size), false});
    fill_uniform(key.stream("noise"), sets.back().images);

    Results results;
    std::vector<Belief> beliefs;
    std::vector<Plot> pictures{
        {.title = "Entropy", .x_label = "nats", .y_label = "% of the images with less"},
        {.title = "Mutual information", .x_label = "nats", .y_label = "% of the images with less"}};
    Table table{{"", "error", "entropy", "of the members", "mutual information", "variation ratio",
                 "told by entropy", "by mutual information", "by entropy, one pass"}};
    Vector<double> entropy_of_digits;
    for (const Set& set : sets) {
        beliefs.push_back(monte_carlo(Threads{s.threads}, net, loss, set.images, s.passes,
                                      key.stream("passes"), on_pixels, on_units));
        const Belief &b = beliefs.back(), &digits = beliefs.front();
        Opinions single;  // one pass without masks, for comparison
        single.add(opinion(loss, net.predict(set.images)));
        const Vector<double> entropy_of_one = belief_of(single, false).entropy;
        if (entropy_of_digits.size() == 0) entropy_of_digits = entropy_of_one;
        const double error = set.digits ? static_cast<double>(count_errors(b.mean, test.labels)) /
                                              static_cast<double>(test.size())
                                        : std::nan("");
        const double by_entropy = separation(digits.entropy, b.entropy),
                     by_information = separation(digits.mutual_information, b.mutual_information),
                     by_one = separation(entropy_of_digits, entropy_of_one);
        table.row({set.name, set.digits ? percent(error) : "", number(b.entropy.mean(), 3),
                   number(b.expected_entropy.mean(), 3), number(b.mutual_information.mean(), 3),
                   number(b.variation_ratio.mean(), 3), number(by_entropy, 3), number(by_information, 3),
                   number(by_one, 3)});
        Results row;
        row.add("error", error)
            .add("entropy", b.entropy.mean())
            .add("expected_entropy", b.expected_entropy.mean());
        row.add("mutual_information", b.mutual_information.mean())
            .add("variation_ratio", b.variation_ratio.mean());
        row.add("told_by_entropy", by_entropy).add("told_by_mutual_information", by_information);
        row.add("told_by_one_pass", by_one);
        std::string name = set.name;
        std::replace(name.begin(), name.end(), ' ', '_');
        results.add(name, row);
        const auto colour = static_cast<int>(beliefs.size()) - 1;
        pictures[0].series.push_back(shares_below(set.name, b.entropy, colour));
        pictures[1].series.push_back(shares_below(set.name, b.mutual_information, colour));
    }
    std::cout << train.size() << " digits to train on, " << s.test_size << " to ask for, " << s.passes
              << " random passes\n\n"
              << std::flush;
    table.print();

    // What is best left unanswered, and how far the probabilities can be believed.
    Matrix<double> logs;
    loss.log_probabilities(net.predict(test.inputs).cast<double>(), logs);
    const Matrix<double> scaled = logs.array().exp();
    const Belief& b = beliefs.front();
    const std::vector<double> shares{0, 0.05, 0.1, 0.2, 0.3};
    const auto by_entropy = rejection_curve(b.mean, test.labels, b.entropy, shares),
               by_information = rejection_curve(b.mean, test.labels, b.mutual_information, shares),
               by_one = rejection_curve(scaled, test.labels, entropy_of_digits, shares);
    Table rejection{{"error of those left", "by entropy", "by mutual information", "one pass without masks"}};
    std::vector<Results> curve;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        rejection.row({percent(shares[i]) + " rejected", percent(by_entropy[i]), percent(by_information[i]),
                       percent(by_one[i])});
        Results point;
        point.add("rejected", shares[i]).add("by_entropy", by_entropy[i]);
        point.add("by_mutual_information", by_information[i]).add("one_pass", by_one[i]);
        curve.push_back(point);
    }
    std::cout << '\n' << std::flush;
    rejection.print();
    results.add("rejection", curve);
    Results calibration;
    calibration.add("monte_carlo", calibration_error(b.mean, test.labels));
    calibration.add("one_pass", calibration_error(scaled, test.labels));
    results.add("calibration_error", calibration);
    std::cout << "\nexpected calibration error: " << percent(calibration_error(b.mean, test.labels))
              << " by random passes, " << percent(calibration_error(scaled, test.labels))
              << " by one without masks\n";

    if (!plot.empty()) {
        Plot picture{.title = "Digits rejected", .x_label = "% rejected", .y_label = "% error of those left"};
        std::vector<double> all(41);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = 0.01 * static_cast<double>(i);
        const auto add = [&](const std::string& name, const Matrix<double>& p, const Vector<double>& doubt,
                             int colour) {
            Series series{name, {}, rejection_curve(p, test.labels, doubt, all), colour};
            for (double& error : series.y) error *= 100;
            for (const double share : all) series.x.push_back(100 * share);
            picture.series.push_back(series);
        };
        add("by entropy", b.mean, b.entropy, 0);
        add("by mutual information", b.mean, b.mutual_information, 1);
        add("one pass without masks", scaled, entropy_of_digits, 2);
        pictures.push_back(picture);
        draw(plot, pictures);
    }
    return results;
}

}  // namespace example
