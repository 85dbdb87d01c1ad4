#include "equations/expression_parser.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "check/check.hpp"

namespace lapicque::detail::equations {
namespace {

struct Function {
  std::string_view name;
  Operation operation;
  std::size_t least;  // arguments
  std::size_t most;
};

constexpr std::size_t any_number = 64;
// clip() is made of two operations; its own is what it ends with.
constexpr auto functions = std::to_array<Function>({{"exp", Operation::exp, 1, 1},
                                                    {"expm1", Operation::expm1, 1, 1},
                                                    {"log", Operation::log, 1, 1},
                                                    {"log1p", Operation::log1p, 1, 1},
                                                    {"sqrt", Operation::sqrt, 1, 1},
                                                    {"sin", Operation::sin, 1, 1},
                                                    {"cos", Operation::cos, 1, 1},
                                                    {"tan", Operation::tan, 1, 1},
                                                    {"tanh", Operation::tanh, 1, 1},
                                                    {"sinh", Operation::sinh, 1, 1},
                                                    {"cosh", Operation::cosh, 1, 1},
                                                    {"abs", Operation::absolute, 1, 1},
                                                    {"floor", Operation::floor, 1, 1},
                                                    {"ceil", Operation::ceil, 1, 1},
                                                    {"sign", Operation::sign, 1, 1},
                                                    {"exprel", Operation::exprel, 1, 1},
                                                    {"pow", Operation::pow, 2, 2},
                                                    {"where", Operation::where, 3, 3},
                                                    {"min", Operation::minimum, 2, any_number},
                                                    {"max", Operation::maximum, 2, any_number},
                                                    {"clip", Operation::minimum, 3, 3}});

constexpr auto words = std::to_array<std::string_view>({"and", "or", "not", "rand", "randn"});

std::string arguments(std::size_t n) { return std::to_string(n) + (n == 1 ? " argument" : " arguments"); }

}  // namespace

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& function : functions) names.emplace_back(function.name);
  names.emplace_back("rand");
  names.emplace_back("randn");
  return names;
}

bool is_noise(std::string_view name) { return name == "xi" || name.starts_with("xi_"); }

bool is_reserved(std::string_view name) {
  return is_noise(name) || std::ranges::find(words, name) != words.end() ||
         std::ranges::find(functions, name, &Function::name) != functions.end();
}

bool ExpressionParser::took_sign(std::string_view text) {
  if (!at_sign(text)) return false;
  ++at_;
  return true;
}

void ExpressionParser::expected(const std::string& what) const {
  const Token& token = now();
  const bool over = at_end_of_line();
  const std::string found =
      over ? "the end of the line"
           : "'" + script_.source.text.substr(token.span.begin, token.span.end - token.span.begin) + "'";
  script_.refuse(token.span, "expected " + what + ", found " + found);
}

std::uint32_t ExpressionParser::add(Syntax node) {
  if (script_.nodes.size() >= most_nodes) {
    script_.refuse(node.span, "the text has more than " + std::to_string(most_nodes) + " operations and operands");
  }
  script_.nodes.push_back(std::move(node));
  return static_cast<std::uint32_t>(script_.nodes.size() - 1);
}

std::uint32_t ExpressionParser::operation(Operation of, Span span, std::span<const std::uint32_t> operands) {
  Syntax node{SyntaxKind::operation, span, of};
  std::ranges::copy(operands, node.operand.begin());
  return add(std::move(node));
}

std::uint32_t ExpressionParser::operation(Operation of, std::uint32_t a, std::uint32_t b) {
  const std::uint32_t both[] = {a, b};
  return operation(of, {script_.nodes[a].span.begin, script_.nodes[b].span.end}, both);
}

std::uint32_t ExpressionParser::expression() {
  if (++depth_ > deepest) {
    script_.refuse(now().span, "the expression is nested more than " + std::to_string(deepest) + " deep");
  }
  const std::uint32_t node = disjunction();
  --depth_;
  return node;
}

std::uint32_t ExpressionParser::disjunction() {
  std::uint32_t left = conjunction();
  while (at_word("or")) {
    take();
    left = operation(Operation::either, left, conjunction());
  }
  return left;
}

std::uint32_t ExpressionParser::conjunction() {
  std::uint32_t left = negation();
  while (at_word("and")) {
    take();
    left = operation(Operation::both, left, negation());
  }
  return left;
}

std::uint32_t ExpressionParser::negation() {
  std::vector<Span> nots;
  while (at_word("not")) nots.push_back(take().span);
  std::uint32_t node = comparison();
  for (; !nots.empty(); nots.pop_back()) {
    node = operation(Operation::opposite, {nots.back().begin, script_.nodes[node].span.end}, {&node, 1});
  }
  return node;
}

std::uint32_t ExpressionParser::comparison() {
  constexpr auto comparisons = std::to_array<std::pair<std::string_view, Operation>>({{">=", Operation::at_least},
                                                                                      {">", Operation::above},
                                                                                      {"<=", Operation::at_least},
                                                                                      {"<", Operation::above},
                                                                                      {"==", Operation::equal},
                                                                                      {"!=", Operation::unequal}});
  std::uint32_t left = sum();
  bool compared = false;
  std::uint32_t all = left;
  while (now().kind == TokenKind::sign) {
    const auto* found = std::ranges::find(comparisons, now().text, &std::pair<std::string_view, Operation>::first);
    if (found == comparisons.end()) break;
    take();
    const std::uint32_t right = sum();
    const bool reversed = found->first.front() == '<';
    const std::uint32_t operands[] = {reversed ? right : left, reversed ? left : right};
    const Span span{script_.nodes[left].span.begin, script_.nodes[right].span.end};
    const std::uint32_t one = operation(found->second, span, operands);
    all = compared ? operation(Operation::both, all, one) : one;
    compared = true;
    left = right;
  }
  return all;
}

std::uint32_t ExpressionParser::sum() {
  std::uint32_t left = term();
  while (at_sign("+") || at_sign("-")) {
    const Operation of = take().text == "+" ? Operation::add : Operation::subtract;
    left = operation(of, left, term());
  }
  return left;
}

std::uint32_t ExpressionParser::term() {
  std::uint32_t left = factor();
  while (at_sign("*") || at_sign("/")) {
    const Operation of = take().text == "*" ? Operation::multiply : Operation::divide;
    left = operation(of, left, factor());
  }
  return left;
}

std::uint32_t ExpressionParser::factor() {
  std::vector<Span> negations;
  const Span first = now().span;
  while (at_sign("-") || at_sign("+")) {
    const Token& sign = take();
    if (sign.text == "-") negations.push_back(sign.span);
  }
  std::uint32_t node = power();
  if (negations.size() % 2 == 1) {
    node = operation(Operation::negate, {first.begin, script_.nodes[node].span.end}, {&node, 1});
  }
  return node;
}

std::uint32_t ExpressionParser::power() {
  const std::uint32_t base = primary();
  if (!took_sign("**")) return base;
  if (++depth_ > deepest) {
    script_.refuse(now().span, "the expression is nested more than " + std::to_string(deepest) + " deep");
  }
  const std::uint32_t exponent = factor();
  --depth_;
  return operation(Operation::pow, base, exponent);
}

std::uint32_t ExpressionParser::primary() {
  if (now().kind == TokenKind::number) {
    const Token& token = take();
    Syntax node{SyntaxKind::number, token.span};
    node.number = token.number;
    return add(std::move(node));
  }
  if (now().kind == TokenKind::name) return named();
  if (!at_sign("(")) expected("a number, a name or a parenthesis");
  const std::uint32_t begin = take().span.begin;
  const std::uint32_t inside = expression();
  if (!at_sign(")")) expected("')'");
  script_.nodes[inside].span = {begin, take().span.end};
  return inside;
}

bool ExpressionParser::at_derivative() const {
  const std::string& name = now().text;
  const bool named = name.size() > 1 && name.front() == 'd' && !(name[1] >= '0' && name[1] <= '9');
  return named && next().kind == TokenKind::sign && next().text == "/" && next(2).kind == TokenKind::name &&
         next(2).text == "dt";
}

std::uint32_t ExpressionParser::named() {
  if (at_derivative()) {
    Syntax node{SyntaxKind::derivative, {now().span.begin, next(2).span.end}};
    node.name = now().text.substr(1);
    at_ += 3;
    return add(std::move(node));
  }
  const Token& token = take();
  if (at_sign("(")) return call(token);
  if (token.text == "and" || token.text == "or" || token.text == "not") {
    script_.refuse(token.span, "expected a number, a name or a parenthesis, found '" + token.text + "'");
  }
  if (token.text == "rand" || token.text == "randn") {
    script_.refuse(token.span, "a random number is drawn by " + token.text + "()");
  }
  const bool derivative = at_sign("'");
  Syntax node{derivative ? SyntaxKind::derivative : SyntaxKind::name, {token.span.begin, token.span.end}};
  if (derivative) node.span.end = take().span.end;
  node.name = token.text;
  return add(std::move(node));
}

std::uint32_t ExpressionParser::call(const Token& name) {
  std::vector<std::uint32_t> given;
  take();
  while (!at_sign(")")) {
    given.push_back(expression());
    if (!took_sign(",") && !at_sign(")")) expected("',' or ')'");
  }
  const Span span{name.span.begin, take().span.end};
  if (name.text == "rand" || name.text == "randn") {
    if (!given.empty()) script_.refuse(span, name.text + "() takes no arguments");
    Syntax node{SyntaxKind::draw, span};
    node.name = name.text;
    return add(std::move(node));
  }
  const auto* found = std::ranges::find(functions, name.text, &Function::name);
  if (found == functions.end()) {
    script_.refuse(name.span, check::unknown_text("function", name.text, function_names()));
  }
  if (given.size() < found->least || given.size() > found->most) {
    const std::string allowed = found->most == any_number
                                    ? std::to_string(found->least) + " to " + arguments(found->most)
                                    : arguments(found->least);
    script_.refuse(span, name.text + "() takes " + allowed + ", got " + std::to_string(given.size()));
  }
  if (name.text == "clip") {
    const std::uint32_t lower[] = {given[0], given[1]};
    const Span inner{script_.nodes[given[0]].span.begin, script_.nodes[given[1]].span.end};
    const std::uint32_t both[] = {operation(Operation::maximum, inner, lower), given[2]};
    return operation(Operation::minimum, span, both);
  }
  if (found->most != any_number) return operation(found->operation, span, given);
  std::uint32_t all = given[0];
  for (std::size_t k = 1; k < given.size(); ++k) {
    const std::uint32_t pair[] = {all, given[k]};
    const Span so_far{script_.nodes[given[0]].span.begin, script_.nodes[given[k]].span.end};
    all = operation(found->operation, k + 1 == given.size() ? span : so_far, pair);
  }
  return all;
}

}  // namespace lapicque::detail::equations
