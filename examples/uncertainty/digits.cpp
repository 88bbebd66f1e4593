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
#include <optional>

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

/// Square images rotated around their middle, bilinearly.
Matrix<float> rotated(const Matrix<float>& images, double degrees) {
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

/// The area under the ROC curve (AUROC): the chance that a stranger has a larger value than a sample of the
/// data.
double auroc(const Vector<double>& data, const Vector<double>& strangers) {
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

/// The error on the samples that are left when those of the largest doubt are rejected, by the share
/// rejected.
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

/// Trains a network on digits with dropout, and asks it about other images by random passes.
class DigitDoubt {
public:
    explicit DigitDoubt(const Uncertainty& settings)
        : s_{settings}, data_{digits(s_.data, s_.train_size, s_.test_size, key_)} {
        std::vector<Index> widths{data_.train.features()};
        widths.insert(widths.end(), s_.arch.begin(), s_.arch.end());
        widths.push_back(data_.train.classes());
        net_.emplace(mlp<float>(widths, key_.stream("network")));
        std::cerr << "digits:\n";
        fit(*net_, loss_, data_.train,
            Sgd{.learning_rate = 0.03,
                .momentum = 0.9,
                .schedule = LinearDecay{static_cast<double>(s_.epochs)},
                .epochs = s_.epochs,
                .seed = s_.seed,
                .threads = s_.threads},
            on_pixels_, on_units_, MaxNorm{3}, Progress{});
    }

    /// Asks about test digits, rotated digits, letters and noise.
    void ask_about_all() {
        const Dataset<float>& test = data_.test;
        Table table{{"", "error", "entropy", "of the members", "mutual information", "variation ratio",
                     "AUROC of entropy", "of mutual information", "of entropy, one pass"}};
        ask({"test digits", test.inputs, true}, table);
        for (const int degrees : {20, 45, 90})
            ask({"rotated by " + std::to_string(degrees), rotated(test.inputs, degrees), true}, table);
        if (data_.train.features() == GlyphCanvas::side * GlyphCanvas::side)
            ask({"letters", letters(s_.test_size, key_.stream("letters")), false}, table);
        Set noise{"noise", Matrix<float>(test.features(), s_.test_size), false};
        fill_uniform(key_.stream("noise"), noise.images);
        ask(noise, table);
        std::cout << data_.train.size() << " digits to train on, " << s_.test_size << " to ask about, "
                  << s_.passes << " random passes\n\n"
                  << std::flush;
        table.print();
    }

    /// The error on the digits that are left if those of the largest doubt are rejected.
    void reject() {
        loss_.log_probabilities(net_->predict(data_.test.inputs).cast<double>(), one_pass_);
        one_pass_ = one_pass_.array().exp().matrix().eval();
        const std::vector<double> shares{0, 0.05, 0.1, 0.2, 0.3};
        const auto curves = rejection_curves(shares);
        Table table{{"error of those left", "by entropy", "by mutual information", "one pass without masks"}};
        std::vector<Results> points;
        for (std::size_t i = 0; i < shares.size(); ++i) {
            table.row({percent(shares[i]) + " rejected", percent(curves[0][i]), percent(curves[1][i]),
                       percent(curves[2][i])});
            Results point;
            point.add("rejected", shares[i]).add("by_entropy", curves[0][i]);
            point.add("by_mutual_information", curves[1][i]).add("one_pass", curves[2][i]);
            points.push_back(point);
        }
        std::cout << '\n' << std::flush;
        table.print();
        results_.add("rejection", points);
    }

    /// The distance of the probabilities from the shares of right answers.
    void calibrate() {
        const double by_passes = calibration_error(beliefs_.front().mean, data_.test.labels),
                     by_one = calibration_error(one_pass_, data_.test.labels);
        Results calibration;
        calibration.add("monte_carlo", by_passes).add("one_pass", by_one);
        results_.add("calibration_error", calibration);
        std::cout << "\nexpected calibration error: " << percent(by_passes) << " by random passes, "
                  << percent(by_one) << " by one without masks\n";
    }

    void draw_pictures(const std::string& path) {
        Plot picture{
            .title = "Digits rejected", .x_label = "rejected (%)", .y_label = "error of those left (%)"};
        std::vector<double> shares(41);
        for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = 0.01 * static_cast<double>(i);
        const auto curves = rejection_curves(shares);
        const char* const names[] = {"by entropy", "by mutual information", "one pass without masks"};
        for (int k = 0; k < 3; ++k) {
            Series series{names[k], {}, curves[static_cast<std::size_t>(k)], k};
            for (double& error : series.y) error *= 100;
            for (const double share : shares) series.x.push_back(100 * share);
            picture.series.push_back(series);
        }
        pictures_.push_back(picture);
        draw(path, pictures_);
    }

    const Results& results() const { return results_; }

private:
    struct Set {
        std::string name;
        Matrix<float> images;
        bool digits;
    };

    void ask(const Set& set, Table& table) {
        beliefs_.push_back(monte_carlo(Threads{s_.threads}, *net_, loss_, set.images, s_.passes,
                                       key_.stream("passes"), on_pixels_, on_units_));
        const Belief &b = beliefs_.back(), &digits = beliefs_.front();
        Opinions single;  // one pass without masks, for comparison
        single.add(opinion(loss_, net_->predict(set.images)));
        const Vector<double> entropy_of_one = belief_of(single, false).entropy;
        if (entropy_of_digits_.size() == 0) entropy_of_digits_ = entropy_of_one;
        const auto errors = [&] {
            return static_cast<double>(count_errors(b.mean, data_.test.labels)) /
                   static_cast<double>(data_.test.size());
        };
        const double error = set.digits ? errors() : std::nan("");
        const double of_entropy = auroc(digits.entropy, b.entropy),
                     of_information = auroc(digits.mutual_information, b.mutual_information),
                     of_one = auroc(entropy_of_digits_, entropy_of_one);
        table.row({set.name, set.digits ? percent(error) : "", number(b.entropy.mean(), 3),
                   number(b.expected_entropy.mean(), 3), number(b.mutual_information.mean(), 3),
                   number(b.variation_ratio.mean(), 3), number(of_entropy, 3), number(of_information, 3),
                   number(of_one, 3)});
        Results row;
        row.add("error", error).add("entropy", b.entropy.mean());
        row.add("expected_entropy", b.expected_entropy.mean());
        row.add("mutual_information", b.mutual_information.mean());
        row.add("variation_ratio", b.variation_ratio.mean()).add("auroc_entropy", of_entropy);
        row.add("auroc_mutual_information", of_information).add("auroc_one_pass", of_one);
        std::string name = set.name;
        std::replace(name.begin(), name.end(), ' ', '_');
        results_.add(name, row);
        const auto colour = static_cast<int>(beliefs_.size()) - 1;
        pictures_[0].series.push_back(shares_below(set.name, b.entropy, colour));
        pictures_[1].series.push_back(shares_below(set.name, b.mutual_information, colour));
    }

    /// By entropy, by mutual information, and by the entropy of one pass.
    std::vector<std::vector<double>> rejection_curves(const std::vector<double>& shares) const {
        const Belief& b = beliefs_.front();
        const Labels& labels = data_.test.labels;
        return {rejection_curve(b.mean, labels, b.entropy, shares),
                rejection_curve(b.mean, labels, b.mutual_information, shares),
                rejection_curve(one_pass_, labels, entropy_of_digits_, shares)};
    }

    const Uncertainty& s_;
    const Key key_{s_.seed};
    const Mnist<float> data_;
    std::optional<Network<float>> net_;
    const SoftmaxCrossEntropy loss_{};
    const Placed<std::remove_const_t<decltype(inputs)>, Dropout> on_pixels_{inputs, {0.2}};
    const Dropout on_units_{0.5};
    std::vector<Belief> beliefs_;
    Vector<double> entropy_of_digits_;  // of one pass without masks
    Matrix<double> one_pass_;           // its probabilities
    Results results_;
    std::vector<Plot> pictures_{
        {.title = "Entropy", .x_label = "nats", .y_label = "images with less (%)"},
        {.title = "Mutual information", .x_label = "nats", .y_label = "images with less (%)"}};
};

}  // namespace

Results doubt_digits(const Uncertainty& s, const std::string& plot) {
    DigitDoubt doubt{s};
    doubt.ask_about_all();
    doubt.reject();
    doubt.calibrate();
    if (!plot.empty()) doubt.draw_pictures(plot);
    return doubt.results();
}

}  // namespace example
