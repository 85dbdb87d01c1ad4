// The one translation unit that holds Boost.Test itself; the suites include <boost/test/unit_test.hpp> only.
#define BOOST_TEST_MODULE lapicque
#include <boost/test/included/unit_test.hpp>
