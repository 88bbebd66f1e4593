#include "by_library.hpp"

int main(int argc, char** argv) { return main_of(argc, argv, by_library); }
