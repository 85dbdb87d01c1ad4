// What do the memory and the arithmetic of this machine allow, for the kinds of work that a simulation consists of?
// Each line is the fastest of some runs on one thread.
#include <cstdio>

#include "limit.hpp"

int main() {
  std::printf("%-58s %10s\n", "", "ns an item");
  limit::copy();
  limit::accumulate();
  limit::philox();
  limit::stream();
}
