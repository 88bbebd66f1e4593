#include "support/mathml.hpp"

#include "support/page.hpp"

#include <cctype>
#include <map>
#include <stdexcept>
#include <string_view>

namespace example {

namespace {

enum class Kind {
    identifier,
    operation,
    relation,
    opening,
    function,     // a space follows, unless a bracket does
    with_limits,  // a function whose scripts are above and below it
    sum           // an operator whose scripts are above and below it
};

struct Symbol {
    Kind kind;
    std::string text;
};

const std::map<std::string_view, Symbol> symbols{
    {"delta", {Kind::identifier, "δ"}},  {"varepsilon", {Kind::identifier, "ε"}},
    {"lambda", {Kind::identifier, "λ"}}, {"Lambda", {Kind::identifier, "Λ"}},
    {"mu", {Kind::identifier, "μ"}},     {"xi", {Kind::identifier, "ξ"}},
    {"pi", {Kind::identifier, "π"}},     {"rho", {Kind::identifier, "ρ"}},
    {"sigma", {Kind::identifier, "σ"}},  {"phi", {Kind::identifier, "φ"}},
    {"Phi", {Kind::identifier, "Φ"}},    {"Delta", {Kind::identifier, "Δ"}},
    {"nabla", {Kind::identifier, "∇"}},  {"partial", {Kind::identifier, "∂"}},
    {"infty", {Kind::identifier, "∞"}},  {"top", {Kind::identifier, "⊤"}},
    {"angle", {Kind::identifier, "∠"}},  {"cdot", {Kind::operation, "⋅"}},
    {"odot", {Kind::operation, "⊙"}},    {"le", {Kind::relation, "≤"}},
    {"ge", {Kind::relation, "≥"}},       {"ne", {Kind::relation, "≠"}},
    {"in", {Kind::relation, "∈"}},       {"to", {Kind::relation, "→"}},
    {"gets", {Kind::relation, "←"}},     {"Rightarrow", {Kind::relation, "⇒"}},
    {"sim", {Kind::relation, "∼"}},      {"propto", {Kind::relation, "∝"}},
    {"perp", {Kind::relation, "⊥"}},     {"mid", {Kind::relation, "|"}},
    {"|", {Kind::relation, "‖"}},        {"log", {Kind::function, "log"}},
    {"sin", {Kind::function, "sin"}},    {"tanh", {Kind::function, "tanh"}},
    {"arg", {Kind::function, "arg"}},    {"max", {Kind::with_limits, "max"}},
    {"min", {Kind::with_limits, "min"}}, {"lim", {Kind::with_limits, "lim"}},
    {"sum", {Kind::sum, "∑"}},           {"prod", {Kind::sum, "∏"}}};

const std::map<std::string_view, std::string> accents{{"tilde", "~"}, {"hat", "^"}, {"bar", "¯"}};

std::string element(const std::string& name, const std::string& inside, const std::string& attributes = "") {
    return "<" + name + attributes + ">" + inside + "</" + name + ">";
}
std::string space(const std::string& width) { return "<mspace width=\"" + width + "\"></mspace>"; }
std::string prefix_or_infix(bool sign) { return sign ? " form=\"prefix\"" : " form=\"infix\""; }

/// A recursive descent: a row is a list of atoms with scripts, a group is one atom or a row in braces.
class Parser {
public:
    Parser(const std::string& tex, bool display) : tex_{tex}, display_{display} {}

    std::string formulas() {
        std::string all;
        do {
            all += element("math", element("mrow", row()), display_ ? " display=\"block\"" : "");
        } while (take("\\\\"));
        if (at_ != tex_.size()) fail("no '" + tex_.substr(at_) + "'");
        return all;
    }

private:
    struct Atom {
        std::string html;
        Kind kind = Kind::identifier;
    };

    std::string row() {
        std::string all;
        for (Kind before = Kind::opening; !ends();) {
            const Atom next = scripted(before);
            all += next.html;
            before = next.kind;
        }
        return all;
    }
    bool ends() {
        skip_spaces();
        return at_ == tex_.size() || tex_[at_] == '}' || next_is("\\\\") || next_is("\\right");
    }

    Atom scripted(Kind before) {
        Atom base = atom(before);
        std::string below, above;
        for (;;) {
            if (below.empty() && take("_"))
                below = group();
            else if (above.empty() && take("^"))
                above = group();
            else
                break;
        }
        const bool limits = display_ && (base.kind == Kind::with_limits || base.kind == Kind::sum);
        const std::string name = below.empty()   ? (limits ? "mover" : "msup")
                                 : above.empty() ? (limits ? "munder" : "msub")
                                                 : (limits ? "munderover" : "msubsup");
        if (!below.empty() || !above.empty()) base.html = element(name, base.html + below + above);
        const bool function = base.kind == Kind::function || base.kind == Kind::with_limits;
        if (function && !ends() && tex_[at_] != '(' && tex_[at_] != '[') base.html += space("0.17em");
        return base;
    }

    Atom atom(Kind before) {
        skip_spaces();
        if (at_ == tex_.size()) fail("a symbol at the end");
        const char c = tex_[at_];
        if (c == '{') return {group()};
        if (c == '\\') return command();
        if (is_digit(at_)) return {number()};
        ++at_;
        const std::string text = escaped({c});
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) return {element("mi", text)};
        if (c == '-') return {element("mo", "−", prefix_or_infix(is_sign(before))), Kind::operation};
        if (c == '/') return {element("mo", text, " lspace=\"0.05em\" rspace=\"0.05em\""), Kind::operation};
        if (one_of("+*", c)) return {element("mo", text), Kind::operation};
        if (one_of("=<>,;:", c)) return {element("mo", text), Kind::relation};
        if (one_of("()[]|", c)) return fence(text, false);
        fail("a symbol instead of '" + std::string{c} + "'");
    }
    static bool one_of(std::string_view all, char c) { return all.find(c) != all.npos; }
    static bool is_sign(Kind before) {
        return before == Kind::operation || before == Kind::relation || before == Kind::opening;
    }

    std::string number() {
        const std::size_t begin = at_;
        while (is_digit(at_) || (next_is(".") && is_digit(at_ + 1))) ++at_;
        return element("mn", tex_.substr(begin, at_ - begin));
    }
    bool is_digit(std::size_t at) const {
        return at < tex_.size() && std::isdigit(static_cast<unsigned char>(tex_[at])) != 0;
    }

    /// A bracket; without `stretches` it keeps the size of the text.
    static Atom fence(const std::string& text, bool stretches) {
        const std::string attributes =
            " stretchy=\"" + std::string{stretches ? "true" : "false"} + "\" lspace=\"0\" rspace=\"0\"";
        return {element("mo", text, attributes), one_of("([{", text[0]) ? Kind::opening : Kind::identifier};
    }

    std::string group() {
        if (!take("{")) return element("mrow", atom(Kind::opening).html);
        const std::string inside = row();
        if (!take("}")) fail("'}'");
        return element("mrow", inside);
    }

    Atom command() {
        const std::string name = command_name();
        if (const auto known = symbols.find(name); known != symbols.end()) return symbol(known->second);
        if (const auto known = accents.find(name); known != accents.end()) return accent(known->second);
        if (name == "frac") return fraction();
        if (name == "overline") return {element("mrow", group(), overline)};
        if (name == "sqrt") return {element("msqrt", group())};
        if (name == "left") return between();
        if (name == "text") return {words()};
        if (name == "operatorname") return {element("mi", text_group(), normal), Kind::function};
        if (name == ",") return {space("0.17em"), Kind::opening};
        if (name == "quad") return {space("1em"), Kind::opening};
        if (name == "{" || name == "}") return fence(name, false);
        fail("a known command instead of \\" + name);
    }
    std::string command_name() {
        const std::size_t begin = ++at_;
        while (at_ < tex_.size() && std::isalpha(static_cast<unsigned char>(tex_[at_])) != 0) ++at_;
        if (at_ == begin && at_ < tex_.size()) ++at_;
        return tex_.substr(begin, at_ - begin);
    }

    static Atom symbol(const Symbol& symbol) {
        const bool bar = symbol.text == "|" || symbol.text == "‖";
        const std::string spaced = bar ? " stretchy=\"false\" lspace=\"0.28em\" rspace=\"0.28em\"" : "";
        const bool identifier = symbol.kind == Kind::identifier || symbol.kind == Kind::function ||
                                symbol.kind == Kind::with_limits;
        return {element(identifier ? "mi" : "mo", symbol.text, spaced), symbol.kind};
    }
    Atom accent(const std::string& mark) {
        const std::string base = group();
        return {element("mover", base + element("mo", mark, " stretchy=\"true\""), " accent=\"true\"")};
    }
    Atom fraction() {
        const std::string above = group(), below = group();
        return {element("mfrac", above + below)};
    }
    Atom between() {
        const std::string open = delimiter(), inside = row();
        if (!take("\\right")) fail("\\right");
        return {element("mrow", fence(open, true).html + inside + fence(delimiter(), true).html)};
    }
    std::string delimiter() {
        skip_spaces();
        if (at_ == tex_.size()) fail("a delimiter at the end");
        return {tex_[at_++]};
    }

    /// Browsers trim text, so the spaces at its ends are no-break spaces.
    std::string words() {
        std::string text = text_group();
        if (text.starts_with(' ')) text.replace(0, 1, "\u00A0");
        if (text.ends_with(' ')) text.replace(text.size() - 1, 1, "\u00A0");
        return element("mtext", text);
    }
    std::string text_group() {
        if (!take("{")) fail("'{'");
        const std::size_t end = tex_.find('}', at_);
        if (end == std::string::npos) fail("'}'");
        const std::string inside = tex_.substr(at_, end - at_);
        at_ = end + 1;
        return escaped(inside);
    }

    void skip_spaces() {
        while (next_is(" ")) ++at_;
    }
    bool next_is(std::string_view text) const { return tex_.compare(at_, text.size(), text) == 0; }
    bool take(std::string_view text) {
        skip_spaces();
        const bool there = next_is(text);
        if (there) at_ += text.size();
        return there;
    }
    [[noreturn]] void fail(const std::string& expected) const {
        throw std::invalid_argument("the formula '" + tex_ + "': expected " + expected);
    }

    static constexpr const char* normal = " mathvariant=\"normal\"";
    // Of an accent, browsers stretch only those that the font has in several sizes.
    static constexpr const char* overline = " style=\"border-top: 0.06em solid; padding-top: 0.1em\"";
    std::string tex_;
    bool display_;
    std::size_t at_ = 0;
};

}  // namespace

std::string mathml(const std::string& tex) { return Parser{tex, true}.formulas(); }

std::string with_formulas(const std::string& text) {
    std::string all;
    for (std::size_t at = 0;;) {
        const std::size_t open = text.find('$', at);
        all += escaped(text.substr(at, open - at));
        if (open == std::string::npos) return all;
        const std::size_t close = text.find('$', open + 1);
        if (close == std::string::npos)
            throw std::invalid_argument("'" + text + "': expected a second dollar");
        all += Parser{text.substr(open + 1, close - open - 1), false}.formulas();
        at = close + 1;
    }
}

}  // namespace example
