#pragma once

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in any.

/// Declares, within a class template, a function that the file of each kind defines for its own. It is found by the
/// type of its argument, so that there is no list of kinds but the variant, and a kind without the function does not
/// link.
#if defined(__GNUC__) && !defined(__clang__)
#define LAPICQUE_OF_EACH_KIND(declaration)                                                                       \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wnon-template-friend\"") friend declaration; \
  _Pragma("GCC diagnostic pop")
#else
#define LAPICQUE_OF_EACH_KIND(declaration) friend declaration;
#endif

// NOLINTEND(bugprone-macro-parentheses)
