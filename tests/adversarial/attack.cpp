#include <regula/adversarial/attack.hpp>

#include <regula/adversarial/auto_pgd.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/random_perturbation.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::adversarial_attack {

struct NoRange {
    Threat threat;
    Goal goal = Goal::leave_label;
    AttackLoss loss = AttackLoss::training_loss;
    void check() const {}
};

TEST_CASE("the attacks of the library are attacks; a struct without a range is none") {
    CHECK((Attack<RandomPerturbation> && Attack<Fgsm> && Attack<Pgd> && Attack<AutoPgd>));
    CHECK_FALSE(Attack<NoRange>);
    CHECK_FALSE(Attack<int>);
}

TEST_CASE("a threat model is checked with the attack") {
    CHECK_THROWS_WITH(check_threat(Fgsm{.threat = L2Ball{HUGE_VAL}}, "Mine"),
                      "Mine: the radius must be finite, got inf");
    CHECK_THROWS_WITH(check_threat(Fgsm{.threat = L2Ball{1}, .range = {2, 1}}, "Mine"),
                      "Box: lower must be <= upper, got 2 and 1");
}

}  // namespace tests::adversarial_attack
