#pragma once

#include <regula/penalty/transposed.hpp>

namespace regula::inline REGULA_ABI {

/// Calls act(a, b) for the pairs of blocks that two places select: the i-th of the first with the i-th of the
/// second.
template <class A, class B>
void for_each_tied_pair(const A& first, const B& second, const std::vector<Block>& blocks, auto&& act) {
    std::size_t next = 0;
    for (const Block& a : blocks) {
        if (!A::includes(a.role) || !first.selects(a)) continue;
        while (next < blocks.size() && !(B::includes(blocks[next].role) && second.selects(blocks[next])))
            ++next;
        if (next == blocks.size()) return;
        act(a, blocks[next++]);
    }
}

/// The names of the blocks of a place's roles, as text.
template <class Where>
std::string block_names(const std::vector<Block>& blocks) {
    std::string names;
    for (const Block& block : blocks)
        if (Where::includes(block.role)) names += (names.empty() ? "" : ", ") + block.name;
    return names;
}

/// Throws std::invalid_argument unless two places select equally many blocks, at least one, pairs of blocks
/// have the same shape, and no block is its own partner.
template <class A, class B>
void require_pairs(const A& first, const B& second, const std::vector<Block>& blocks) {
    const auto count = [&]<class Where>(const Where& where) {
        std::size_t selected = 0;
        for (const Block& block : blocks) selected += Where::includes(block.role) && where.selects(block);
        return selected;
    };
    const std::size_t of_first = count(first), of_second = count(second);
    require(of_first > 0 && of_first == of_second, "tie: needs as many blocks in ", first.text(), " as in ",
            second.text(), ", got ", of_first, " and ", of_second, "; the model has ",
            block_names<A>(blocks));
    for_each_tied_pair(first, second, blocks, [](const Block& a, const Block& b) {
        require(a.name != b.name, "tie: the block '", a.name, "' cannot be tied to itself");
        constexpr bool turned = is_transposed<A> != is_transposed<B>;
        const bool same = a.rows == b.rows && a.cols == b.cols;
        const bool opposite = a.rows == b.cols && a.cols == b.rows;
        require(
            turned ? opposite : same, "tie: ",
            turned ? "a transposed block must have the opposite shape" : "blocks must have the same shape",
            ", got '", a.name, "' of ", a.rows, " x ", a.cols, " and '", b.name, "' of ", b.rows, " x ",
            b.cols, opposite ? "; transposed(...) of one place would fit" : "",
            same ? "; they would fit without transposed(...)" : "");
    });
}

}  // namespace regula::inline REGULA_ABI
