// Every penalty in a picture: what it charges for a weight and what its proximal step makes of it, or of a
// block.
//
// All is computed by the policies themselves. A new penalty is a line: in scalars() if it is a sum over
// entries, in contours() if two weights show what it does, in blocks() if it takes a matrix.
#include <regula/penalty.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/quadratic_form.hpp>
#include <regula/penalty/rank_penalty.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <numbers>
#include <numeric>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

namespace {

using namespace regula;
using example::Plot, example::Series;

constexpr double step = 1;  // of every proximal step

struct Figure {
    std::string name;  ///< of the file, without .svg
    Plot plot;
};

Matrix<double> after(const auto& penalty, Matrix<double> w, double t = step) {
    penalty.prox(w, t);
    return w;
}

// --- Penalties of one weight: value and prox over w ---

using Piece = std::vector<Eigen::Vector2d>;

/// The graph of a function, cut at its jumps. A jump is where f differs at neighbouring doubles.
std::vector<Piece> pieces(double lowest, double highest, const auto& f) {
    const int steps = 120;
    std::vector<Piece> all(1);
    for (int i = 0; i < steps; ++i) {
        double low = lowest + (highest - lowest) * i / steps,
               high = lowest + (highest - lowest) * (i + 1) / steps;
        all.back().push_back({low, f(low)});
        for (double middle = std::midpoint(low, high); low < middle && middle < high;
             middle = std::midpoint(low, high))
            (std::abs(f(middle) - f(low)) > std::abs(f(high) - f(middle)) ? high : low) = middle;
        if (std::abs(f(high) - f(low)) < 1e-6) continue;
        all.back().push_back({low, f(low)});
        all.push_back({{high, f(high)}});
    }
    all.back().push_back({highest, f(highest)});
    return all;
}

/// Pieces as a line with gaps. Discs are values: at a jump of a proximal step both ends are minima. Circles
/// end pieces beside a value that stands alone.
std::vector<Series> graph(const std::string& name, int colour, const std::vector<Piece>& all) {
    Series line{.name = name, .colour = colour}, circles{.name = "", .colour = colour, .points = true},
        discs = circles;
    discs.filled = true;
    const auto add = [](Series& series, const Eigen::Vector2d& point) {
        series.x.push_back(point[0]), series.y.push_back(point[1]);
    };
    const auto alone = [](const Piece& piece) { return piece.front()[0] == piece.back()[0]; };
    for (std::size_t k = 0; k < all.size(); ++k) {
        for (const auto& point : all[k]) add(line, point);
        if (k + 1 == all.size()) break;
        add(line, {all[k].back()[0], std::nan("")});
        add(alone(all[k + 1]) ? circles : discs, all[k].back());
        add(alone(all[k]) ? circles : discs, all[k + 1].front());
    }
    return {line, circles, discs};
}

int jumps(const Plot& plot) {
    std::ptrdiff_t all = 0;
    for (const Series& series : plot.series)
        all += std::ranges::count_if(series.y, [](double y) { return std::isnan(y); });
    return static_cast<int>(all);
}

Figure scalar(const std::string& name, const auto& penalty, const std::string& written, double lowest = -3,
              double highest = 3) {
    constexpr bool proximal = ProximalPenalty<std::remove_cvref_t<decltype(penalty)>>;
    const auto weight = [](double w) { return Matrix<double>::Constant(1, 1, w).eval(); };
    Plot plot{.title = written, .x_label = "w", .y_label = proximal ? "value, prox" : "value"};
    const auto draw = [&](const std::string& what, int colour, const auto& f) {
        for (Series& series : graph(what, colour, pieces(lowest, highest, f)))
            if (!series.x.empty()) plot.series.push_back(std::move(series));
    };
    if constexpr (proximal) {
        plot.series.push_back(
            {.name = "w", .x = {lowest, highest}, .y = {lowest, highest}, .colour = 5, .dashed = true});
        draw("prox, t = 1", 1, [&](double w) { return after(penalty, weight(w))(0); });
    }
    draw("value", 0, [&](double w) { return static_cast<double>(penalty.value(weight(w))); });
    return {name, plot};
}

std::vector<Figure> scalars() {
    const Matrix<double> one = Matrix<double>::Ones(1, 1);
    return {
        scalar("elastic_net", ElasticNet{.strength = 1, .l1_ratio = 0.5}, "ElasticNet{1, 0.5}"),
        scalar("huber_penalty", HuberPenalty{.strength = 1, .knee = 1}, "HuberPenalty{1, 1}"),
        scalar("l0", L0{1}, "L0{1}"),
        scalar("l1", L1{1}, "L1{1}"),
        scalar("l2", L2{1}, "L2{1}"),
        scalar("l_half", LHalf{1}, "LHalf{1}"),
        scalar("l_two_thirds", LTwoThirds{1}, "LTwoThirds{1}"),
        scalar("log_sum", LogSum{.strength = 1, .epsilon = 0.5}, "LogSum{1, 0.5}"),
        scalar("lp", Lp{.strength = 1, .p = 0.8}, "Lp{1, 0.8}"),
        scalar("mcp", Mcp{.strength = 1, .gamma = 2}, "Mcp{1, 2}"),
        scalar("moreau_envelope", MoreauEnvelope{ElasticNet{.strength = 1, .l1_ratio = 0.8}, 0.5},
               "MoreauEnvelope{ElasticNet{1, 0.8}, 0.5}"),
        scalar("scad", Scad{.strength = 0.8, .a = 3}, "Scad{0.8, 3}"),
        scalar("student_t", StudentT{.strength = 1, .scale = 0.7}, "StudentT{1, 0.7}"),
        scalar("towards", Towards{.strength = 1, .point = one}, "Towards{1, the point 1}"),
        scalar("weighted", weighted(L1{1}, 0.5 * one), "weighted(L1{1}, 0.5)"),
        scalar("kl_sparsity", KlSparsity{.strength = 1, .target = 0.1},
               "KlSparsity{1, 0.1} of a mean activation w", 0.001, 0.999),
        scalar("orthogonal", Orthogonal{1}, "Orthogonal{1} of a unit of one weight", -1.6, 1.6),
    };
}

// --- Penalties of a unit of two weights: where they charge as much as at (1/3, 0), (2/3, 0) and (1, 0) ---

Figure contour(const std::string& name, const auto& penalty, const std::string& written) {
    const auto value = [&](double x, double y) {
        return static_cast<double>(penalty.value(Matrix<double>{Eigen::Vector2d{x, y}}));
    };
    Plot plot{.title = written, .x_label = "first weight", .y_label = "second weight", .equal_axes = true};
    for (int level = 1; level <= 3; ++level) {
        Series line{.name = "", .colour = 0, .dashed = level < 3};
        for (int i = 0; i <= 120; ++i) {
            const double angle = 2 * std::numbers::pi * i / 120, x = std::cos(angle), y = std::sin(angle);
            double low = 0, high = 3;
            while (high - low > 1e-6) {
                const double r = (low + high) / 2;
                (value(r * x, r * y) < value(level / 3.0, 0) ? low : high) = r;
            }
            line.x.push_back(low * x);
            line.y.push_back(low * y);
        }
        plot.series.push_back(line);
    }
    return {name, plot};
}

/// The entropy of a softmax is of differences alone, so that the first of two outputs tells all.
Figure confidence() {
    Series value{.name = ""};
    for (int i = -60; i <= 60; ++i) {
        value.x.push_back(i / 10.0);
        value.y.push_back(ConfidencePenalty{1}.value(Matrix<double>{Eigen::Vector2d{i / 10.0, 0}}));
    }
    return {"confidence_penalty",
            {.title = "ConfidencePenalty{1} of two scores",
             .x_label = "difference of scores",
             .y_label = "value",
             .series = {value}}};
}

// --- Penalties of a block: what a proximal step leaves of sizes ---

/// The labels of the axes are a size and the kind of thing that has it.
Figure sizes(const std::string& name, const std::string& written, const std::string& thing,
             const std::string& size, const Vector<double>& before, const Vector<double>& after) {
    const auto series = [](const std::string& word, const Vector<double>& y, int colour, bool points) {
        Series made{.name = word, .colour = colour, .points = points};
        for (Index k = 0; k < y.size(); ++k)
            made.x.push_back(static_cast<double>(k + 1)), made.y.push_back(y(k));
        return made;
    };
    return {name,
            {.title = written,
             .x_label = thing,
             .y_label = size,
             .series = {series("before", before, 5, false), series("after", after, 1, true)}}};
}

/// Weights inputs x units, whose units and inputs are of different sizes.
Matrix<double> block(std::uint64_t seed) {
    Matrix<double> w(8, 12);
    fill_normal(Key{seed}, w);
    return Vector<double>::LinSpaced(8, 1.3, 0.1).asDiagonal() * w *
           Vector<double>::LinSpaced(12, 1.3, 0.1).asDiagonal();
}

Vector<double> lengths(const auto& vectors) { return vectors.norm().reshaped(); }

/// A signal of steps, with noise.
Matrix<double> signal(std::uint64_t seed) {
    Matrix<double> w(60, 1);
    fill_normal(Key{seed}, w, 0.25);
    w.array().middleRows(15, 20) += 1.5;
    w.array().middleRows(45, 8) -= 1;
    return w;
}

std::vector<Figure> blocks(std::uint64_t seed) {
    const Matrix<double> w = block(seed), x = signal(seed);
    Eigen::MatrixXi squares(8, 12);
    for (int j = 0; j < 12; ++j)
        for (int i = 0; i < 8; ++i) squares(i, j) = i / 2 + 4 * (j / 2);
    const auto square_lengths = [&](const Matrix<double>& m) {
        Vector<double> all(24);
        for (Index k = 0; k < 24; ++k) all(k) = m.block(k % 4 * 2, k / 4 * 2, 2, 2).norm();
        return all;
    };
    const Vector<double> ten = Vector<double>::LinSpaced(10, 0.2, 2).reverse();
    const Slope slope{.strength = 1,
                      .lambda = 0.25 + Vector<double>::LinSpaced(10, 1.2, 0.2).array().square()};
    return {
        sizes("fused_lasso", "FusedLasso{1.5, 0.15} of a signal", "place in the signal", "weight", x,
              after(FusedLasso{.strength = 1.5, .l1_ratio = 0.15}, x)),
        sizes("group_lasso", "GroupLasso{1} of 12 units", "unit", "length", lengths(w.colwise()),
              lengths(after(GroupLasso{1}, w).colwise())),
        sizes("group_lasso_over", "GroupLassoOver{0.5, squares of 4 weights}", "group", "length",
              square_lengths(w),
              square_lengths(after(GroupLassoOver{.strength = 0.5, .groups = squares}, w))),
        sizes("l21", "L21{1} of 8 inputs", "input", "length", lengths(w.rowwise()),
              lengths(after(L21{1}, w).rowwise())),
        sizes("nuclear_norm", "NuclearNorm{0.5} of a matrix", "number", "singular value", singular_values(w),
              singular_values(after(NuclearNorm{0.5}, w))),
        sizes("rank_penalty", "RankPenalty{0.5} of a matrix", "number", "singular value", singular_values(w),
              singular_values(after(RankPenalty{0.5}, w))),
        sizes("slope", "Slope{1, lambda from 1.69 to 0.29}", "rank", "size of the weight", ten,
              after(slope, ten)),
        sizes("total_variation", "TotalVariation{1} of a signal", "place in the signal", "weight", x,
              after(TotalVariation{1}, x)),
    };
}

std::vector<Figure> contours() {
    const Matrix<double> tilted = (Matrix<double>(2, 2) << 1, 0.8, 0.8, 2).finished();
    return {
        contour("l2_norm", L2Norm{1}, "L2Norm{1}"),
        contour("l_infinity", LInfinity{1}, "LInfinity{1}"),
        contour("oscar", oscar(1, 0.7, 2), "oscar(1, 0.7, 2)"),
        contour("quadratic_form",
                QuadraticForm{.strength = 1, .matrix = tilted, .point = Matrix<double>::Zero(2, 1)},
                "QuadraticForm{1, Q, 0}"),
        contour("sparse_group_lasso", SparseGroupLasso{.strength = 1, .l1_ratio = 0.5},
                "SparseGroupLasso{1, 0.5}"),
    };
}

}  // namespace

int main(int argc, char** argv) try {
    example::Options options{"Draws every penalty, as it charges and as it acts."};
    std::string out = "penalty_gallery";
    options.add_directory("--out", out, "the directory of the pictures, NAME.svg each");
    options.footer("The seed is of the weights on which the penalties of blocks act.");
    options.parse(argc, argv);
    std::filesystem::create_directories(out);

    std::vector<Figure> figures = scalars();
    for (const std::vector<Figure>& more : {contours(), blocks(options.seed), {confidence()}})
        figures.insert(figures.end(), more.begin(), more.end());

    example::Table table{{"picture", "penalty"}};
    std::vector<example::Results> pictures;
    for (const auto& [name, plot] : figures) {
        table.row({name, plot.title});
        pictures.push_back(
            example::Results{}.add("name", name).add("penalty", plot.title).add("jumps", jumps(plot)));
        example::draw(out + "/" + name + ".svg", {plot});
    }
    table.print();
    std::cout << "\npictures: " << out << "/*.svg\n";
    example::Results{}.add("pictures", pictures).write(options.json);
    return 0;
} catch (const std::exception& error) {
    return example::failed(error);
}
