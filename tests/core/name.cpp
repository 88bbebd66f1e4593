#include <regula/core/name.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_name {

namespace user {
struct Ridge {
    double value(const auto&) const { return 0; }
    void add_gradient(const auto&, auto&) const {}
};
template <class T, int n>
struct Boxed {};
}  // namespace user

namespace {
struct Hidden {};
}  // namespace

TEST_CASE("a type's name is as its author wrote it") {
    struct Local {};
    CHECK(type_name<L1>() == "L1");
    CHECK(type_name<user::Ridge>() == "Ridge");
    CHECK(type_name<user::Boxed<user::Ridge, 3>>() == "Boxed");
    CHECK(type_name<Hidden>() == "Hidden");
    CHECK(type_name<Local>() == "Local");
    CHECK(type_name<int>() == "int");
}

TEST_CASE("a policy's name in reports is that of the penalty itself, and of a sum its parts'") {
    CHECK(policy_name(L1{1}) == "L1");
    CHECK(policy_name(subgradient(L1{1})) == "L1");
    CHECK(policy_name(proximal(L2{1})) == "L2");
    CHECK(policy_name(decoupled(L2{1})) == "L2");
    CHECK(policy_name(L1{1} + L2{1} + user::Ridge{}) == "L1 + L2 + Ridge");
    CHECK(policy_name(subgradient(L1{1} + L2{1})) == "L1 + L2");
}

}  // namespace tests::core_name
