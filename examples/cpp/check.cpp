// Checks one applicant, with the wrapper beside this file:
//
//     c++ -std=c++17 check.cpp $(pkg-config --cflags --libs shixin) -o check
//     ./check list.shixin 11010519491231002X 张某示 travel.air 20261101 [trail]
#include "shixin.hpp"

#include <cstdlib>
#include <iostream>

int main(int argc, char **argv) try {
    if (argc != 6 && argc != 7) {
        std::cerr << "expected: check LIST ID NAME USE DAY [TRAIL]\n";
        return 64;
    }
    const shixin::Screener screener(argv[1], {}, argc == 7 ? argv[6] : "");
    screener.reload();  // as a service does whenever a new edition has been put in place
    const auto verdict = screener.check(argv[2], argv[3], argv[4], std::atoi(argv[5]));
    std::cout << verdict.because(shixin::Language::english) << '\n';
    for (const auto &record : verdict.records()) std::cout << "record " << record << '\n';
    std::cout << verdict.explain(shixin::Audience::clerk, shixin::Language::chinese) << '\n' << verdict.json() << '\n';
    switch (verdict.outcome()) {
        case shixin::Outcome::clear: return 0;
        case shixin::Outcome::refer: return 1;
        case shixin::Outcome::block: return 2;
    }
    return 70;
} catch (const shixin::Error &error) {
    std::cerr << "no answer (" << error.status() << "): " << error.what() << '\n';
    return 64;
}
