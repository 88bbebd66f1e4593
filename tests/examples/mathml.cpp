#include "support/mathml.hpp"

#include "support/catch.hpp"

#include <stdexcept>
#include <string>

namespace tests::examples_mathml {

using Catch::Matchers::Message;
using example::mathml;
using example::with_formulas;

std::string block(const std::string& inside) {
    return "<math display=\"block\"><mrow>" + inside + "</mrow></math>";
}

TEST_CASE("letters, numbers and scripts are elements of their own") {
    CHECK(mathml("ab 1.5") == block("<mi>a</mi><mi>b</mi><mn>1.5</mn>"));
    CHECK(mathml("w_i^2") ==
          block("<msubsup><mi>w</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup>"));
    CHECK(mathml("w^2_i") == mathml("w_i^2"));
    CHECK(mathml("x^{12}") == block("<msup><mi>x</mi><mrow><mn>12</mn></mrow></msup>"));
    CHECK(mathml(R"(w^\top)") == block("<msup><mi>w</mi><mrow><mi>⊤</mi></mrow></msup>"));
}

TEST_CASE("fractions, roots and accents take a group or the next symbol") {
    CHECK(mathml(R"(\frac{a}{b})") == block("<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"));
    CHECK(mathml(R"(\frac a b)") == mathml(R"(\frac{a}{b})"));
    CHECK(mathml(R"(\sqrt m)") == block("<msqrt><mrow><mi>m</mi></mrow></msqrt>"));
    CHECK(mathml(R"(\tilde w)") == block("<mover accent=\"true\"><mrow><mi>w</mi></mrow>"
                                         "<mo stretchy=\"true\">~</mo></mover>"));
}

TEST_CASE("a minus is a sign at the beginning, behind relations and behind brackets") {
    const std::string sign = "<mo form=\"prefix\">−</mo>", difference = "<mo form=\"infix\">−</mo>";
    CHECK(mathml("a - b") == block("<mi>a</mi>" + difference + "<mi>b</mi>"));
    CHECK(mathml("-b = -c") == block(sign + "<mi>b</mi><mo>=</mo>" + sign + "<mi>c</mi>"));
    CHECK_THAT(mathml("(-c)"), Catch::Matchers::ContainsSubstring(sign));
    CHECK_THAT(mathml("(a) - c"), Catch::Matchers::ContainsSubstring(difference));
}

TEST_CASE("limits are below an operator in a formula of its own, and beside it in a line") {
    CHECK(mathml(R"(\sum_i x)") == block("<munder><mo>∑</mo><mrow><mi>i</mi></mrow></munder><mi>x</mi>"));
    CHECK(with_formulas(R"($\sum_i x$)") ==
          "<math><mrow><msub><mo>∑</mo><mrow><mi>i</mi></mrow></msub><mi>x</mi></mrow></math>");
}

TEST_CASE("a space follows the name of a function, unless a bracket does") {
    const std::string space = "<mspace width=\"0.17em\"></mspace>";
    CHECK(mathml(R"(\log x)") == block("<mi>log</mi>" + space + "<mi>x</mi>"));
    CHECK(mathml(R"(\operatorname{E} x)") ==
          block("<mi mathvariant=\"normal\">E</mi>" + space + "<mi>x</mi>"));
    CHECK_THAT(mathml(R"(\log(x))"), !Catch::Matchers::ContainsSubstring(space));
}

TEST_CASE("only the brackets of left and right grow") {
    CHECK(mathml("(x)") == block("<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">(</mo><mi>x</mi>"
                                 "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">)</mo>"));
    CHECK(mathml(R"(\left|x\right))") ==
          block("<mrow><mo stretchy=\"true\" lspace=\"0\" rspace=\"0\">|</mo><mi>x</mi>"
                "<mo stretchy=\"true\" lspace=\"0\" rspace=\"0\">)</mo></mrow>"));
}

TEST_CASE("characters of HTML are escaped, and spaces at the ends of words stay") {
    CHECK(mathml("a < b") == block("<mi>a</mi><mo>&lt;</mo><mi>b</mi>"));
    CHECK(mathml(R"(\text{ if a < b })") == block("<mtext>\u00A0if a &lt; b\u00A0</mtext>"));
    CHECK(with_formulas("1 < 2 & $x$") == "1 &lt; 2 &amp; <math><mrow><mi>x</mi></mrow></math>");
}

TEST_CASE("two backslashes begin another formula") {
    CHECK(mathml(R"(a \\ -b)") == mathml("a") + mathml("-b"));
}

TEST_CASE("a formula with an unknown or unfinished part is refused with its text") {
    const auto expected = [](const std::string& tex, const std::string& what) {
        CHECK_THROWS_MATCHES(mathml(tex), std::invalid_argument,
                             Message("the formula '" + tex + "': expected " + what));
    };
    expected(R"(a \foo b)", R"(a known command instead of \foo)");
    expected(R"(a \)", R"(a known command instead of \)");
    expected("w^{2", "'}'");
    expected("w^2}", "no '}'");
    expected("w^", "a symbol at the end");
    expected(R"(\frac{a})", "a symbol at the end");
    expected(R"(\text a)", "'{'");
    expected(R"(\text{a)", "'}'");
    expected(R"(\left(a)", R"(\right)");
    expected(R"(\left(a\right)", "a delimiter at the end");
    expected("a $ b", "a symbol instead of '$'");
    expected("1.", "a symbol instead of '.'");
    expected("w_i_j", "a symbol instead of '_'");
    CHECK_THROWS_MATCHES(with_formulas("costs $5"), std::invalid_argument,
                         Message("'costs $5': expected a second dollar"));
}

}  // namespace tests::examples_mathml
