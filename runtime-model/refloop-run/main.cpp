//===- main.cpp - refloop-run's command line ------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Options and exit status; see usage().
//
//===----------------------------------------------------------------------===//

#include "explore.h"
#include "report.h"

#include <charconv>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string_view>

namespace {

using namespace refloop_run;

enum ExitStatus { clean = 0, violated = 1, failed = 2, wrong_usage = 64 };

constexpr double default_limit = 20;

constexpr std::string_view usage =
    R"(usage: refloop-run [--json FILE] [--timeout SECONDS] PROGRAM [ARGS...]

Runs PROGRAM once for every sequence of answers of refloop::testing::choose(),
64 times at most, and prints for each line in how many runs it was reached and
in how many it violated a lifecycle rule.

  --json FILE        write all of it to FILE, too ('-': to standard output
                     instead of the text)
  --timeout SECONDS  kill a run that takes longer (default 20)
  --help             print this

Exit status: 0 all runs were clean, 1 some violated, 2 none violated but some
did not end with exit status 0 or FILE cannot be written, 64 wrong usage.
)";

struct Options {
  std::string json;
  Program program;
};

/// Complains about the command line; nothing to run.
std::nullopt_t complain(const std::string &what) {
  std::cerr << "refloop-run: " << what << '\n' << usage;
  return std::nullopt;
}

std::optional<Options> parse(int argc, char **argv) {
  Options options{{}, {{}, std::chrono::duration<double>(default_limit)}};
  int next = 1;
  for (; next < argc && argv[next][0] == '-'; ++next) {
    const std::string_view option = argv[next];
    if (option == "--") {
      ++next;
      break;
    }
    if (option != "--json" && option != "--timeout")
      return complain("unknown option '" + std::string(option) + "'");
    if (++next == argc)
      return complain("option '" + std::string(option) + "' needs a value");
    const std::string_view value = argv[next];
    if (option == "--json") {
      options.json = value;
      continue;
    }
    double seconds = 0;
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc() || end != value.data() + value.size() ||
        !(seconds > 0) || seconds > 86400)
      return complain(
          "--timeout takes seconds, above 0 and up to 86400, not '" +
          std::string(value) + "'");
    options.program.limit = std::chrono::duration<double>(seconds);
  }
  options.program.command.assign(argv + next, argv + argc);
  if (options.program.command.empty())
    return complain("no program given");
  return options;
}

bool write_json(const std::string &path, const Exploration &exploration,
                const Summary &summary) {
  std::ofstream file(path);
  print_json(file, exploration, summary);
  file.close();
  if (!file)
    std::cerr << "refloop-run: cannot write '" << path << "'\n";
  return static_cast<bool>(file);
}

int run(const Options &options) {
  const Exploration exploration = explore(options.program);
  const Summary summary = summarise(exploration);
  bool written = true;
  if (options.json == "-")
    print_json(std::cout, exploration, summary);
  else
    print_text(std::cout, exploration, summary, options.program.limit);
  if (!options.json.empty() && options.json != "-")
    written = write_json(options.json, exploration, summary);
  if (!written)
    return failed;
  if (!summary.violated.empty())
    return violated;
  for (const Run &one : exploration.runs)
    if (!one.ending.is_success())
      return failed;
  return clean;
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    std::cout << usage;
    return clean;
  }
  const auto options = parse(argc, argv);
  if (!options)
    return wrong_usage;
  try {
    return run(*options);
  } catch (const std::exception &error) {
    std::cerr << "refloop-run: " << error.what() << '\n';
    return failed;
  }
}
