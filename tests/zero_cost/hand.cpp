#include "by_hand.hpp"

int main(int argc, char** argv) { return main_of(argc, argv, by_hand); }
