// Arbitrary bytes as the texts of Equations: whatever they are, the answer is a program or std::invalid_argument.
//
// For libFuzzer and AFL++ alike (clang++ -fsanitize=fuzzer, or afl-clang-fast++ with its own main). With
// LAPICQUE_FUZZ_MAIN defined there is a plain main() instead, for compilers that have neither: it replays the files
// that are its arguments, or, without any, mutates a few models of its own:
//
//     equations_fuzzer [file ...] | [-n executions] [-s seed]

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lapicque/equations.hpp>

namespace {

using lapicque::Equations;

/// The fields of an input, in the order in which zero bytes part them. Whatever follows the last of them is left out.
enum Fields : std::size_t {
  text,
  threshold,
  reset,
  t_ref,
  hold,
  parameters,
  scheme,
  arrivals,
  condition,
  changes,
  n_fields
};

using Texts = std::array<std::string, n_fields>;

Texts fields_of(std::string_view bytes) {
  Texts texts;
  for (std::size_t field = 0; field < n_fields; ++field) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    texts[field] = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return texts;
}

/// Names between commas and blanks; what they are made of is for Equations to judge.
std::vector<std::string> names_of(const std::string& list) {
  std::vector<std::string> names;
  bool inside = false;
  for (const char c : list) {
    const bool between = c == ',' || c == ' ';
    if (!between && !inside) names.emplace_back();
    if (!between) names.back() += c;
    inside = !between;
  }
  return names;
}

/// Values as neurons have them: of either sign, some of them one a neuron.
lapicque::ParametersByName values_of(const std::vector<std::string>& names) {
  constexpr double values[] = {200.0, -70.0, 10.0, 0.5, 2.0, -50.0};
  lapicque::ParametersByName all;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const double value = values[k % std::size(values)];
    if (k % 4 == 3) {
      all.emplace_back(names[k], std::vector<double>{value, value + 1.0, value + 2.0});
    } else {
      all.emplace_back(names[k], value);
    }
  }
  return all;
}

/// The receptors that the text seems to name: one that it does not use would be refused, and nothing else be seen.
lapicque::Receptors receptors_of(const Texts& texts) {
  const std::pair<const char*, lapicque::Receptor> known[] = {{"exc", {"exc", lapicque::ExpConductance{}}},
                                                              {"inh", {"inh", lapicque::AlphaCurrent{}}},
                                                              {"slow", {"slow", lapicque::NMDA{}}},
                                                              {"jump", {"jump", lapicque::Delta{}}}};
  lapicque::Receptors receptors;
  for (const auto& [name, receptor] : known) {
    if (std::ranges::any_of(texts, [&](const std::string& t) { return t.find(name) != std::string::npos; })) {
      receptors.push_back(receptor);
    }
  }
  return receptors;
}

Equations model_of(std::string_view bytes) {
  Texts texts = fields_of(bytes);
  Equations model;
  model.receptors = receptors_of(texts);
  model.parameters = values_of(names_of(texts[parameters]));
  model.text = std::move(texts[text]);
  model.threshold = std::move(texts[threshold]);
  model.reset = std::move(texts[reset]);
  if (!texts[t_ref].empty()) model.t_ref = std::move(texts[t_ref]);
  model.hold = std::move(texts[hold]);
  if (!texts[scheme].empty()) model.scheme = std::move(texts[scheme]);
  if (!texts[arrivals].empty()) model.arrivals.emplace_back("own", std::move(texts[arrivals]));
  if (!texts[condition].empty()) model.events.emplace_back(std::move(texts[condition]), std::move(texts[changes]));
  return model;
}

/// The program of a model, empty where it is none; anything but std::invalid_argument is for the fuzzer to see.
std::string program_from(std::string_view bytes) {
  const Equations model = model_of(bytes);
  try {
    model.validate();
  } catch (const std::invalid_argument&) {
    return {};
  }
  try {
    static_cast<void>(schemes_of(model));
    return program_of(model);
  } catch (const std::invalid_argument&) {
    return "more values at once than there are registers";
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): what fuzzers call.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(program_from({reinterpret_cast<const char*>(data), size}));
  return 0;
}

#ifdef LAPICQUE_FUZZ_MAIN

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <unordered_set>

namespace {

using Clock = std::chrono::steady_clock;

/// Whatever takes longer than this is shown.
constexpr double slow_seconds = 1.0;
constexpr std::size_t longest_input = 70000;  // a little more than the longest text that is read

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

std::string joined(const Texts& texts) {
  std::string bytes;
  for (const std::string& one : texts) bytes += one + '\0';
  return bytes;
}

/// Models that use every part of the language, so that splices of them reach behind the parser.
std::vector<std::string> seeds() {
  const std::vector<Texts> models{
      {"C_m*dV_m/dt = g_L*(E_L - V_m) + I_syn + I_ext : mV", "V_m >= V_th", "V_m = V_reset", "2", "V_m",
       "C_m, E_L, g_L, V_th, V_reset"},
      {"C_m*dV_m/dt = g_L*(E_L - V_m) + g_L*Delta_T*exp((V_m - V_th)/Delta_T) - w + I_ext : mV\n"
       "tau_w*dw/dt = a*(V_m - E_L) - w : pA\ng_L, a : nS\nC_m : pF; tau_w : ms",
       "V_m >= V_peak", "V_m = V_reset; w += b", "", "", "C_m E_L g_L Delta_T V_th w tau_w a V_peak V_reset b"},
      {"dv/dt = 0.04*v**2 + 5*v + 140 - u + I_ext/10\ndu/dt = a*(b*v - u)", "v >= 30", "v = c; u += d", "0", "",
       "a,b,c,d", "euler"},
      {"V_m' = (-g_Na*m**3*h*(V_m - E_Na) - g_exc*(V_m - 0*mV))/C_m : mV\n"
       "alpha = 0.1/ms*exprel(-(V_m/mV + 40)/10)  # a comment\n"
       "m' = alpha*(1 - m) - 4/ms*exp(-(V_m/mV + 65)/18)*m : 1\nh' = clip(h, 0, 1)*(1 - m)/ms : 1\n"
       "g_Na : nS; C_m : pF; E_Na : mV",
       "V_m > 0*mV and not (m < 0.5 or h == 1)", "", "1", "m, h", "C_m, E_Na, g_Na", "exponential_euler"},
      {"dx/dt = -x/tau + xi*sqrt(s) + xi_2\ndy/dt = where(x > 1, min(x, y, 3), max(-y, floor(x)))", "rand() < x*0.1",
       "x = 0; y *= randn()", "tau*(1 + abs(y))", "x", "tau, s", "heun", "x += 2*weight\ny -= weight/tau", "y < -90",
       "y = -90; x /= 2"},
      {"dV_m/dt = (I_exc_total + I_inh + I_slow_total)/C_m\nI_exc_total = g_exc*(0 - V_m)\n"
       "I_slow_total = g_slow*(0 - V_m)/(1 + expm1(-0.062*V_m))",
       "-40 < V_m <= 30 != 5", "V_m = -70", "5.0", "V_m", "C_m", "rk4"},
      {"(tau*dx/dt)/2 = -x + 1e3*t \\\n + pi*sin(t/tau)*log1p(t)\nn = (cosh(t) +\n sinh(t) - # over lines\n tanh(x))",
       "x > n", "x -= 1", "", "", "tau", "auto"},
      {"dV_m/dt = a*V_m + b*z + c : mV\ndz/dt = -z/5/ms : mV**0.5/ms**(-1)\na, b : 1/ms", "V_m**2 >= 4**0.5**-1", "",
       "", "", "a, b, c", "exact"},
      {"ds/dt = -s/tau_s\ndV_m/dt = (E_L - V_m)/tau_m + jump + s", "", "", "", "", "tau_s, E_L, tau_m, jump", "",
       "s += weight*(1 - s)"}};
  std::vector<std::string> all;
  for (const Texts& model : models) all.push_back(joined(model));
  return all;
}

/// Counts up from a place of its own, and scrambles the count (as SplitMix64 does).
class Random {
 public:
  explicit Random(std::uint64_t seed) : count_{scrambled(seed ^ 0xD1B54A32D192ED03U)} {}

  std::uint64_t word() { return scrambled(count_ += 0x9E3779B97F4A7C15U); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(word() % n); }
  const auto& one_of(const auto& all) { return all[below(std::size(all))]; }

 private:
  static std::uint64_t scrambled(std::uint64_t z) {
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
  }

  std::uint64_t count_;
};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_{seed}, pool_{seeds()} {}

  /// The next input. `keep` those whose programs are new, so that others grow from them.
  std::string next() {
    std::string bytes = random_.one_of(pool_);
    const std::size_t times = 1 + random_.below(6);
    for (std::size_t k = 0; k < times; ++k) mutate(bytes);
    if (bytes.size() > longest_input) bytes.resize(longest_input);
    return bytes;
  }

  void keep(const std::string& bytes) {
    constexpr std::size_t largest_pool = 5000;
    constexpr std::size_t longest_kept = 2000;  // or nothing but growth would come of it
    if (bytes.size() > longest_kept) return;
    if (pool_.size() < largest_pool) {
      pool_.push_back(bytes);
    } else {
      pool_[n_seeds_ + random_.below(largest_pool - n_seeds_)] = bytes;
    }
  }

 private:
  void mutate(std::string& bytes) {
    switch (random_.below(9)) {
      case 0:
      case 1: return splice_token(bytes);
      case 2: return replace_token(bytes);
      case 3: return splice_other(bytes);
      case 4: return flip(bytes);
      case 5: return duplicate(bytes);
      case 6: return erase(bytes);
      case 7: return swap_tokens(bytes);
      default: return random_.below(50) == 0 ? repeat(bytes) : splice_token(bytes);
    }
  }

  std::size_t place(const std::string& bytes) { return random_.below(bytes.size() + 1); }

  /// A stretch of at most `longest` bytes: where it begins, and its length.
  std::pair<std::size_t, std::size_t> stretch(const std::string& bytes, std::size_t longest) {
    const std::size_t begin = place(bytes);
    return {begin, std::min(random_.below(longest) + 1, bytes.size() - begin)};
  }

  static bool is_in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  }
  /// The word, or the single character, at a place.
  std::pair<std::size_t, std::size_t> word(const std::string& bytes) {
    std::size_t begin = place(bytes);
    std::size_t end = begin;
    while (begin > 0 && is_in_word(bytes[begin - 1])) --begin;
    while (end < bytes.size() && is_in_word(bytes[end])) ++end;
    return {begin, std::min(std::max<std::size_t>(end - begin, 1), bytes.size() - begin)};
  }

  void splice_token(std::string& bytes) { bytes.insert(place(bytes), random_.one_of(tokens)); }
  void replace_token(std::string& bytes) {
    const auto [begin, length] = word(bytes);
    bytes.replace(begin, length, random_.one_of(tokens));
  }
  void swap_tokens(std::string& bytes) {
    const auto [a, a_length] = word(bytes);
    const auto [b, b_length] = word(bytes);
    if (a + a_length > b) return;
    const std::string first = bytes.substr(a, a_length);
    const std::string second = bytes.substr(b, b_length);
    bytes.replace(b, b_length, first).replace(a, a_length, second);
  }
  void splice_other(std::string& bytes) {
    const std::string& other = random_.one_of(pool_);
    const auto [begin, length] = stretch(other, 60);
    bytes.insert(place(bytes), other, begin, length);
  }
  void flip(std::string& bytes) {
    if (bytes.empty()) return;
    bytes[random_.below(bytes.size())] = static_cast<char>(random_.word());
  }
  void duplicate(std::string& bytes) {
    const auto [begin, length] = stretch(bytes, 40);
    const std::string copy = bytes.substr(begin, length);
    bytes.insert(place(bytes), copy);
  }
  void erase(std::string& bytes) {
    const auto [begin, length] = stretch(bytes, 20);
    bytes.erase(begin, length);
  }
  /// Many times the same, for the limits on length and depth.
  void repeat(std::string& bytes) {
    const auto [begin, length] = stretch(bytes, 12);
    const std::string copy = bytes.substr(begin, length);
    const std::size_t at = place(bytes);
    const std::size_t times = std::size_t{1} << random_.below(13);
    std::string all;
    for (std::size_t k = 0; k < times && all.size() < longest_input; ++k) all += copy;
    bytes.insert(at, all);
  }

  static constexpr std::string_view tokens[] = {"+",        "-",
                                                "*",        "/",
                                                "**",       "(",
                                                ")",        ",",
                                                ":",        ";",
                                                "\n",       "=",
                                                "+=",       "-=",
                                                "*=",       "/=",
                                                "==",       "!=",
                                                "<",        "<=",
                                                ">",        ">=",
                                                "'",        "\\\n",
                                                "\r\n",     "#",
                                                " ",        "^",
                                                "&&",       "[",
                                                "]",        "0",
                                                "1",        "2",
                                                "0.5",      "-1",
                                                "64",       "65",
                                                "1e308",    "1e-300",
                                                "1e400",    ".",
                                                "exp(",     "log(",
                                                "sqrt(",    "abs(",
                                                "min(",     "max(",
                                                "clip(",    "where(",
                                                "pow(",     "exprel(",
                                                "floor(",   "sign(",
                                                "tanh(",    "rand()",
                                                "randn()",  "xi",
                                                "xi_1",     "t",
                                                "pi",       "dt",
                                                "I_ext",    "I_syn",
                                                "I_exc",    "g_exc",
                                                "I_inh",    "dI_inh",
                                                "g_slow",   "jump",
                                                "weight",   "V_m",
                                                "V_m'",     "dV_m/dt",
                                                "w",        "dw/dt",
                                                "x",        "dx/dt",
                                                "E_L",      "tau",
                                                "and",      "or",
                                                "not",      "mV",
                                                "ms",       "nS",
                                                "pA",       "pF",
                                                "V",        "GOhm",
                                                "\xC3\xA9", "\xE2\x88\x92",
                                                "\xFF",     std::string_view{"\0", 1}};

  Random random_;
  std::vector<std::string> pool_;
  std::size_t n_seeds_ = pool_.size();
};

int replay(int n, char** files) {
  for (int k = 1; k < n; ++k) {
    std::ifstream file{files[k], std::ios::binary};
    if (!file) {
      std::fprintf(stderr, "cannot read %s\n", files[k]);
      return 1;
    }
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    const auto begin = Clock::now();
    const bool refused = program_from(bytes).empty();
    std::printf("%s: %s, %.3f s\n", files[k], refused ? "refused" : "accepted", seconds_since(begin));
  }
  return 0;
}

/// What is being tried is in a file before it is tried, so that it is still there after a crash.
void store(const std::string& bytes, const std::string& name) {
  std::ofstream{name, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

int explore(std::uint64_t executions, std::uint64_t seed) {
  const char* const last = std::getenv("LAPICQUE_FUZZ_LAST");  // file for the input that is being tried
  Mutator mutator{seed};
  const auto begin = Clock::now();
  std::uint64_t accepted = 0;
  std::unordered_set<std::string> programs;
  for (std::uint64_t k = 0; k < executions; ++k) {
    const std::string bytes = mutator.next();
    if (last != nullptr) store(bytes, last);
    const auto start = Clock::now();
    std::string program;
    try {
      program = program_from(bytes);
    } catch (const std::exception& error) {
      const std::string name = "unexpected-" + std::to_string(seed) + "-" + std::to_string(k);
      std::printf("%s: %s\n", name.c_str(), error.what());
      store(bytes, name);
      return 1;
    }
    if (const double taken = seconds_since(start); taken > slow_seconds) {
      const std::string name = "slow-" + std::to_string(seed) + "-" + std::to_string(k);
      std::printf("%s: %.1f s\n", name.c_str(), taken);
      store(bytes, name);
    }
    if (program.empty()) continue;
    ++accepted;
    constexpr std::size_t longest_program = 20000;
    if (program.size() < longest_program && programs.insert(std::move(program)).second) mutator.keep(bytes);
  }
  const double taken = seconds_since(begin);
  std::printf("%llu executions, %llu of them models, with %zu programs, %.0f a second\n",
              static_cast<unsigned long long>(executions), static_cast<unsigned long long>(accepted), programs.size(),
              static_cast<double>(executions) / taken);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1][0] != '-') return replay(argc, argv);
  std::uint64_t executions = 100000;
  std::uint64_t seed = 1;
  for (int k = 1; k + 1 < argc; k += 2) {
    const std::string_view option = argv[k];
    const std::uint64_t value = std::strtoull(argv[k + 1], nullptr, 10);
    if (option == "-n") executions = value;
    if (option == "-s") seed = value;
  }
  return explore(executions, seed);
}

#endif
