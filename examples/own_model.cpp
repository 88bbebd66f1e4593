// A model of your own: a function with its gradient, minimised with policies on its named blocks of
// parameters.
//
// Matrix factorisation: 200 people have rated a fifth of 150 films. What person p thinks of film f is
// predicted as
//
//     mean + people_bias[p] + films_bias[f] + people.col(p) . films.col(f)
//
// with 20 factors a person and a film, many more than the truth has, so that bare it learns the ratings by
// heart.
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"

#include <cmath>

using namespace regula;

namespace {

constexpr Index people = 200, films = 150, true_factors = 3, factors = 20;

struct Ratings {
    Dataset<double> train, test;  // a sample is the numbers of a person and a film, its target the rating
};

/// Every person rates every film; a fifth of the ratings is to train on.
Ratings make_ratings(Key key) {
    Matrix<double> taste(true_factors, people), style(true_factors, films), quality(1, films);
    Matrix<double> noise(people, films), chance(people, films);
    fill_normal(key[1], taste), fill_normal(key[2], style), fill_normal(key[3], quality, 0.5);
    fill_normal(key[4], noise, 0.5), fill_uniform(key[5], chance);
    Matrix<double> rating = taste.transpose() * style / std::sqrt(static_cast<double>(true_factors));
    rating.rowwise() += quality.row(0);
    rating.array() += 3;
    const auto part = [&](bool train) {
        const auto belongs = [&](Index i, Index j) { return (chance(i, j) < 0.2) == train; };
        Index count = 0, n = 0;
        for (Index j = 0; j < films; ++j)
            for (Index i = 0; i < people; ++i) count += belongs(i, j);
        Dataset<double> data{.inputs = Matrix<double>(2, count), .targets = Matrix<double>(1, count)};
        for (Index j = 0; j < films; ++j)
            for (Index i = 0; i < people; ++i)
                if (belongs(i, j)) {
                    data.inputs.col(n) << static_cast<double>(i), static_cast<double>(j);
                    data.targets(0, n++) = rating(i, j) + (train ? noise(i, j) : 0);  // tested on the truth
                }
        return data;
    };
    return {part(true), part(false)};
}

double predict(const Parameters<double>& theta, Index person, Index film) {
    return theta["mean"](0) + theta["people_bias"](person) + theta["films_bias"](film) +
           theta["people"].col(person).dot(theta["films"].col(film));
}

/// The objective: half the mean square of the errors of a batch, and its gradient.
double objective(const Parameters<double>& theta, const Batch<double>& batch, Parameters<double>& gradient) {
    auto d_people = gradient["people"], d_films = gradient["films"];
    auto d_people_bias = gradient["people_bias"], d_films_bias = gradient["films_bias"],
         d_mean = gradient["mean"];
    double loss = 0;
    for (Index n = 0; n < batch.size(); ++n) {
        const auto person = static_cast<Index>(batch.inputs(0, n)),
                   film = static_cast<Index>(batch.inputs(1, n));
        const double error = predict(theta, person, film) - batch.targets(0, n);
        const double share = error / static_cast<double>(batch.size());
        loss += error * share / 2;
        d_mean(0) += share;
        d_people_bias(person) += share;
        d_films_bias(film) += share;
        d_people.col(person) += share * theta["films"].col(film);
        d_films.col(film) += share * theta["people"].col(person);
    }
    return loss;
}

double root_mean_square(const Parameters<double>& theta, const Dataset<double>& data) {
    double sum = 0;
    for (Index n = 0; n < data.size(); ++n)
        sum += std::pow(
            predict(theta, static_cast<Index>(data.inputs(0, n)), static_cast<Index>(data.inputs(1, n))) -
                data.targets(0, n),
            2);
    return std::sqrt(sum / static_cast<double>(data.size()));
}

/// Trains with some policies and returns the test error after each epoch.
template <class... Policies>
example::Series train(const std::string& name, const Ratings& ratings, Key key, Policies... policies) {
    Parameters<double> theta({{.role = Role::weight, .name = "people", .rows = factors, .cols = people},
                              {.role = Role::weight, .name = "films", .rows = factors, .cols = films},
                              {.role = Role::bias, .name = "people_bias", .rows = people, .cols = 1},
                              {.role = Role::bias, .name = "films_bias", .rows = films, .cols = 1},
                              {.role = Role::bias, .name = "mean", .rows = 1, .cols = 1}});
    fill_normal(key.stream("people"), theta["people"], 0.1);
    fill_normal(key.stream("films"), theta["films"], 0.1);

    example::Series curve{.name = name};
    minimize(
        theta, objective, ratings.train, Adam{.learning_rate = 0.01, .epochs = 60, .batch_size = 64},
        [&](const Record& record) {
            curve.x.push_back(record.epoch);
            curve.y.push_back(root_mean_square(theta, ratings.test));
        },
        policies...);
    return curve;
}

}  // namespace

int main(int argc, char** argv) try {
    example::Options options{"A user's own objective, minimised with policies on its blocks."};
    std::string plot;
    options.add_picture("--plot", plot, "draw the test errors of the epochs");
    options.parse(argc, argv);
    const Key key{options.seed};
    const Ratings ratings = make_ratings(key.stream("ratings"));

    auto bare = train("bare", ratings, key);
    auto regularized = train("regularized", ratings, key,  //
                             on(weights["people"], L2{0.0007}), on(weights["films"], L2{0.0007}),
                             on(biases["people_bias"], L2{0.0002}), on(biases["films_bias"], L2{0.0002}));

    example::Results results;
    results.add("bare_test_error", bare.y.back());
    results.add("regularized_test_error", regularized.y.back());
    results.print();
    results.write(options.json);
    if (plot.empty()) return 0;
    regularized.colour = 1;
    example::draw(plot, {{"Ratings of films", "epoch", "root mean square error, test", {bare, regularized}}});
} catch (const std::exception& error) {
    return example::failed(error);
}
