#include <regula/core/check/bench.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_check_bench {

std::vector<std::string> broken_by(auto act) {
    laws::Findings findings;
    const laws::Bench bench{3, 2, laws::rounding<double>, findings};
    const Matrix<double> m = bench.draw(1);
    const auto verb = laws::of_all<double>(act);
    CHECK(bench.acted_on_weights(m, verb) == 2 * m);
    std::vector<std::string> broken;
    for (const laws::Law& law : findings.laws())
        if (!law.holds) broken.push_back(law.sentence);
    return broken;
}

TEST_CASE("a verb is tried on whole matrices, blocks of matrices and views of parameters") {
    using Laws = std::vector<std::string>;
    CHECK(broken_by([](auto& m, auto&, const laws::Given&) { m = 2 * m; }).empty());
    CHECK(broken_by([](auto& m, auto&, const laws::Given&) {
              if (m.outerStride() > m.rows())
                  m = 3 * m;
              else
                  m = 2 * m;
          }) == Laws{"a verb does the same on a block of a matrix as on a matrix"});
    CHECK(broken_by([](auto& m, auto&, const laws::Given&) {
              m = 2 * m;
              if (m.outerStride() > m.rows()) *(m.data() - 1) = 0;
          }) == Laws{"a verb changes nothing but what it is given"});
    CHECK(broken_by([](auto& m, auto&, const laws::Given&) {
              m = 2 * m;
              if constexpr (std::is_same_v<std::remove_cvref_t<decltype(m)>, laws::VerbIn<double>::View>)
                  m(0, 0) = 9;
          }) == Laws{"a verb takes each block by itself"});
}

TEST_CASE("a verb that writes beyond a view of weights is seen at the biases") {
    int views = 0;  // the first is that of the weights before the biases
    const auto broken = broken_by([&views](auto& m, auto&, const laws::Given&) {
        m = 2 * m;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(m)>, laws::VerbIn<double>::View>)
            if (views++ == 0) m.data()[m.size()] = 2;
    });
    CHECK(broken == std::vector<std::string>{"biases stay as they are"});
}

TEST_CASE("points of the laws are the same in float and double") {
    laws::Findings findings;
    const laws::Bench exact{3, 4, laws::rounding<double>, findings};
    const laws::Bench single{3, 4, laws::rounding<float>, findings};
    CHECK(exact.draw(5, 0.7).cast<float>().cast<double>() == single.draw(5, 0.7));
    CHECK(exact.draw(5, 0.7) != single.draw(5, 0.7));
    CHECK(exact.draw(5) != exact.draw(6));
    Matrix<double> normal(7, 3);
    fill_normal(Key{4}, normal);
    CHECK((laws::Bench::normals(Key{4}, 7, 3) - normal).cwiseAbs().maxCoeff() <= 1e-13);
    const Matrix<double> one_hot = exact.samples(Role::target);
    CHECK((one_hot.colwise().sum().array() == 1).all());
    CHECK(one_hot.col(0) == one_hot.col(1));
    CHECK(exact.with_nan(exact.draw(1)).hasNaN());
}

}  // namespace tests::core_check_bench
