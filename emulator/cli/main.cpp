#include "emulator/cli/program.h"

int main(int argc, char** argv) {
  return brume::emulator::cli::run_program(argc, argv);
}
