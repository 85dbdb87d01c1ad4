#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "bits.hpp"
#include "math/elementary.hpp"

// Reference values: mpmath with 60 digits, at the arguments as doubles.

namespace math = lapicque::detail::math;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Point {
  double x;
  double expected;
};

void check_ulps(double (*function)(double), const std::vector<Point>& points, double allowed) {
  for (const auto& [x, expected] : points) {
    BOOST_TEST_CONTEXT("x = " << x) { BOOST_TEST(ulps(function(x), expected) <= allowed); }
  }
}

void check_relative(double (*function)(double), const std::vector<Point>& points, double allowed) {
  for (const auto& [x, expected] : points) {
    BOOST_TEST_CONTEXT("x = " << x) { BOOST_TEST(std::fabs(function(x) / expected - 1.0) <= allowed); }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(elementary)

BOOST_AUTO_TEST_CASE(exp_agrees_with_mpmath) {
  check_ulps(math::exp,
             {
                 {1e-300, 1.0},
                 {-1e-17, 0.99999999999999999},
                 {1e-09, 1.0000000010000000005},
                 {0.1, 1.105170918075647630946639},
                 {-0.1, 0.9048374180359595681413924},
                 {0.34657359027997264, 1.414213562373095032403551},
                 {-0.3465735902799727, 0.7071067811865474933476015},
                 {1.0, 2.718281828459045235360287},
                 {-1.0, 0.3678794411714423215955238},
                 {10.5, 36315.50267424663773891203},
                 {-37.25, 6.64554417291507053963328e-17},
                 {123.456, 4.132944352778106135833951e+53},
                 {-600.125, 2.338966748647192728719252e-261},
                 {709.782712893383, 1.797693134860433851410383e+308},
                 {-708.3, 2.450295530965988337463135e-308},
             },
             1.0);
}

BOOST_AUTO_TEST_CASE(exp_at_the_ends_of_its_range) {
  BOOST_TEST(math::exp(0.0) == 1.0);
  BOOST_TEST(math::exp(-0.0) == 1.0);
  BOOST_TEST(math::exp(709.7827128933841) == infinity);
  BOOST_TEST(math::exp(infinity) == infinity);
  BOOST_TEST(math::exp(-infinity) == 0.0);
  BOOST_TEST(math::exp(-745.14) == 0.0);
  BOOST_TEST(math::exp(-745.0) == 0x1p-1074);
  // exp(-720) = 2.0322e-313 in the subnormal range, whose unit is 2^-1074.
  BOOST_TEST(std::fabs(math::exp(-720.0) - 2.03223080241801226e-313) <= 0x1p-1074);
  BOOST_TEST(std::isnan(math::exp(not_a_number)));
}

BOOST_AUTO_TEST_CASE(expm1_agrees_with_mpmath) {
  check_ulps(math::expm1,
             {
                 {1e-300, 1.000000000000000025059092e-300},
                 {-1e-300, -1.000000000000000025059092e-300},
                 {1e-17, 1.000000000000000076542424e-17},
                 {-1e-17, -1.000000000000000066542424e-17},
                 {1e-09, 1.000000000500000062448258e-9},
                 {-1e-09, -9.999999995000000624482581e-10},
                 {0.001, 0.001000500166708341688893263},
                 {-0.001, -0.0009995001666250083527405183},
                 {0.25, 0.2840254166877414840734206},
                 {-0.25, -0.2211992169285951317548297},
                 {0.3465735902799727, 0.4142135623730951109081744},
                 {-0.3465735902799727, -0.2928932188134525066523985},
                 {0.5, 0.6487212707001281468486508},
                 {-0.75, -0.5276334472589852928619534},
                 {1.0397207708399179, 1.828427124746189842205308},
                 {-1.0397207708399179, -0.6464466094067262058748191},
                 {3.0, 19.08553692318766774092853},
                 {-3.0, -0.9502129316321360570206576},
                 {20.5, 799902176.4755054067045988},
                 {-20.5, -0.9999999987498471336132574},
                 {-36.5, -0.9999999999999998593138288},
                 {40.5, 3.880846962436203230231722e+17},
                 {700.0, 1.01423205473500450945533e+304},
             },
             1.0);
}

BOOST_AUTO_TEST_CASE(expm1_at_the_ends_of_its_range) {
  BOOST_TEST(math::expm1(0.0) == 0.0);
  BOOST_TEST(std::signbit(math::expm1(-0.0)));
  BOOST_TEST(math::expm1(-50.0) == -1.0);
  BOOST_TEST(math::expm1(-infinity) == -1.0);
  BOOST_TEST(math::expm1(infinity) == infinity);
  BOOST_TEST(math::expm1(-0x1p-1074) == -0x1p-1074);
  BOOST_TEST(std::isnan(math::expm1(not_a_number)));
}

BOOST_AUTO_TEST_CASE(log_agrees_with_mpmath) {
  check_ulps(math::log,
             {
                 {5e-324, -744.4400719213812623141073},
                 {1e-310, -713.8013788281541651006446},
                 {2.2250738585072014e-308, -708.3964185322641062244112},
                 {1e-100, -230.2585092994045683818072},
                 {0.1, -2.30258509299404562850684},
                 {0.5, -0.6931471805599453094172321},
                 {0.7071067811865475, -0.3465735902799727433597754},
                 {0.7071067811865476, -0.3465735902799725863505295},
                 {0.999, -0.001000500333583534389210469},
                 {0.9999999999999999, -1.11022302462515660205339e-16},
                 {1.0000000000000002, 2.22044604925031283432823e-16},
                 {1.001, 0.000999500333083423142709456},
                 {1.4142135623730951, 0.3465735902799727230667026},
                 {1.4142135623730954, 0.3465735902799728800759485},
                 {2.0, 0.6931471805599453094172321},
                 {10.0, 2.302585092994045684017991},
                 {12345.678, 9.421061321291831967097142},
                 {1e+100, 230.258509299404568417702},
                 {1.7976931348623157e+308, 709.7827128933839967322234},
             },
             1.0);
}

BOOST_AUTO_TEST_CASE(log_outside_of_its_domain) {
  BOOST_TEST(math::log(1.0) == 0.0);
  BOOST_TEST(math::log(0.0) == -infinity);
  BOOST_TEST(math::log(-0.0) == -infinity);
  BOOST_TEST(math::log(infinity) == infinity);
  BOOST_TEST(std::isnan(math::log(-1.0)));
  BOOST_TEST(std::isnan(math::log(not_a_number)));
}

BOOST_AUTO_TEST_CASE(log1p_agrees_with_mpmath) {
  check_ulps(math::log1p,
             {
                 {1e-300, 1.000000000000000025059092e-300},
                 {-1e-300, -1.000000000000000025059092e-300},
                 {1e-17, 1.000000000000000066542424e-17},
                 {-1e-10, -1.000000000050000036435531e-10},
                 {1e-05, 9.999950000333331651375692e-6},
                 {-0.2499, -0.2875487480065464532244953},
                 {-0.2501, -0.2878154146747933374524979},
                 {0.3999, 0.3364008054986424513174784},
                 {0.4001, 0.3365436626417425724178946},
                 {-0.9999999, -16.11809565148467563606083},
                 {1.0, 0.6931471805599453094172321},
                 {2.5, 1.252762968495367995688121},
                 {10000000000.0, 23.02585093004045684017491},
                 {1e+17, 39.14394658089877663830585},
                 {1e+300, 690.7755278982137052579022},
             },
             2.0);
  BOOST_TEST(std::signbit(math::log1p(-0.0)));
  BOOST_TEST(math::log1p(-1.0) == -infinity);
  BOOST_TEST(math::log1p(infinity) == infinity);
  BOOST_TEST(std::isnan(math::log1p(-1.5)));
  BOOST_TEST(std::isnan(math::log1p(not_a_number)));
}

BOOST_AUTO_TEST_CASE(sin_turns_agrees_with_mpmath) {
  check_ulps(math::sin_turns,
             {
                 {1e-300, 6.283185307179586634376204e-300},
                 {1e-09, 6.283185307179586826910365e-9},
                 {0.01, 0.06279051952931337738154797},
                 {0.1, 0.5877852522924731573861548},
                 {0.12499999999999999, 0.7071067811865474627434577},
                 {0.12500000000000003, 0.7071067811865476477156177},
                 {0.2, 0.9510565162951535936726521},
                 {0.24999, 0.999999998026079120427574},
                 {0.3, 0.9510565162951535936726521},
                 {0.45, 0.3090169943749473577590922},
                 {0.49999999999999994, 3.487868498008631899479241e-16},
                 {0.55, -0.3090169943749476894750985},
                 {0.7, -0.9510565162951534858915881},
                 {0.8, -0.9510565162951534858915881},
                 {0.95, -0.3090169943749476894750985},
                 {-0.3, -0.9510565162951535936726521},
                 {-1e-20, -6.283185307179586132313128e-20},
                 {-3.3, -0.9510565162951539170158441},
                 {1000000.1, 0.5877852521741205704118674},
                 {12345678901.3, 0.9510579976158902488847191},
             },
             1.0);
}

BOOST_AUTO_TEST_CASE(sin_turns_is_exact_at_quarter_turns_however_far) {
  for (const double turns : {0.0, 1.0, 7.0, 0x1p40}) {
    BOOST_TEST(math::sin_turns(turns) == 0.0);
    BOOST_TEST(math::sin_turns(turns + 0.25) == 1.0);
    BOOST_TEST(math::sin_turns(turns + 0.5) == 0.0);
    BOOST_TEST(math::sin_turns(turns + 0.75) == -1.0);
    BOOST_TEST(math::sin_turns(-turns - 0.25) == -1.0);
  }
  BOOST_TEST(math::sin_turns(1e300) == 0.0);
  BOOST_TEST(std::signbit(math::sin_turns(-0.0)));
  BOOST_TEST(std::isnan(math::sin_turns(infinity)));
  BOOST_TEST(std::isnan(math::sin_turns(not_a_number)));
}

BOOST_AUTO_TEST_CASE(phi1_agrees_with_mpmath) {
  check_relative(math::phi1,
                 {
                     {1e-300, 1.0},
                     {1e-12, 1.0000000000005},
                     {-1e-12, 0.9999999999995000000000002},
                     {0.001, 1.000500166708341668066169},
                     {-0.001, 0.9995001666250083319342414},
                     {-0.5, 0.7869386805747331527924009},
                     {0.5, 1.297442541400256293697302},
                     {-1.0, 0.6321205588285576784044762},
                     {1.0, 1.718281828459045235360287},
                     {-5.0, 0.1986524106001829065806728},
                     {5.0, 29.48263182051532068422312},
                     {-40.0, 0.02499999999999999989379114},
                     {-1000.0, 0.001},
                     {300.0, 6.474754650804186455280696e+127},
                     {700.5, 2.387131994386150688424034e+301},
                     {712.5, 3.819737227650275508813397e+306},
                     {715.0, 4.637121967338201876460402e+307},
                 },
                 1e-15);
  BOOST_TEST(math::phi1(0.0) == 1.0);
  BOOST_TEST(math::phi1(-infinity) == 0.0);
  BOOST_TEST(math::phi1(infinity) == infinity);
  BOOST_TEST(math::phi1(720.0) == infinity);
  BOOST_TEST(std::isnan(math::phi1(not_a_number)));
}

BOOST_AUTO_TEST_CASE(log_factorial_agrees_with_mpmath) {
  check_relative(math::log_factorial,
                 {
                     {2.0, 0.6931471805599453094172321},
                     {3.0, 1.791759469228055000812477},
                     {10.0, 15.10441257307551529522571},
                     {15.0, 27.89927138384089156608944},
                     {16.0, 30.67186010608067280375837},
                     {22.0, 48.47118135183522387963965},
                     {23.0, 51.6066755677643735704464},
                     {24.0, 54.78472939811231919009334},
                     {50.0, 148.4777669517730320675372},
                     {170.0, 706.5730622457873471107223},
                     {171.0, 711.7147258022900069535218},
                     {1000.0, 5912.128178488163348878131},
                     {100000.0, 1051299.221899121865129278},
                     {1234567.0, 16081762.68530234266835621},
                     {10000000000.0, 2.202585093118364323999824e+11},
                     {1000000000000000.0, 3.35387763949107034485966e+16},
                 },
                 1e-15);
  BOOST_TEST(math::log_factorial(0.0) == 0.0);
  BOOST_TEST(math::log_factorial(1.0) == 0.0);
  BOOST_TEST(math::log_factorial(infinity) == infinity);
  BOOST_TEST(std::isnan(math::log_factorial(-1.0)));
  BOOST_TEST(std::isnan(math::log_factorial(2.5)));
  BOOST_TEST(std::isnan(math::log_factorial(not_a_number)));
}

BOOST_AUTO_TEST_CASE(stirling_remainder_agrees_with_mpmath) {
  check_relative(math::stirling_remainder,
                 {
                     {1.0, 0.08106146679532725821967026},
                     {2.0, 0.04134069595540929409382208},
                     {7.0, 0.01189670994589177009505572},
                     {15.0, 0.00555473355196280137103869},
                     {16.0, 0.005207655919609640440717997},
                     {17.0, 0.004901395948434737860716818},
                     {100.0, 0.0008333305556349146833812417},
                     {1000000.0, 8.333333333333055555555556e-8},
                 },
                 5e-14);
}

BOOST_AUTO_TEST_CASE(normal_quantile_agrees_with_mpmath) {
  check_relative(math::normal_quantile,
                 {
                     {1e-300, -37.04709629936119923654704},
                     {1e-20, -9.262340089798407579572095},
                     {1.1102230246251565e-16, -8.209536151601386855630769},
                     {1e-15, -7.941345326170996771330131},
                     {1e-11, -6.706023155495136296102194},
                     {1e-10, -6.361340902404056199100397},
                     {1e-05, -4.264890793922824610233749},
                     {0.01, -2.326347874040841093075096},
                     {0.07, -1.475791028179170685608678},
                     {0.0749, -1.440238267527963663112402},
                     {0.0751, -1.438825392752539982435914},
                     {0.2, -0.8416212335729141655224906},
                     {0.4999999, -2.506628274703106513497816e-7},
                     {0.5000001, 2.506628273311648301161888e-7},
                     {0.7, 0.5244005127080406563136292},
                     {0.9249, 1.438825392752540374188982},
                     {0.9251, 1.440238267527963859387731},
                     {0.99, 2.326347874040840767637189},
                     {0.9999999, 5.199337582290661093657356},
                     {0.9999999999999999, 8.209536151601386855630769},
                 },
                 1e-15);
  BOOST_TEST(math::normal_quantile(0.5) == 0.0);
  BOOST_TEST(math::normal_quantile(0.0) == -infinity);
  BOOST_TEST(math::normal_quantile(1.0) == infinity);
  BOOST_TEST(std::isnan(math::normal_quantile(-0.1)));
  BOOST_TEST(std::isnan(math::normal_quantile(1.1)));
  BOOST_TEST(std::isnan(math::normal_quantile(not_a_number)));
}

// A machine on which one of these differs does not give our spikes.
BOOST_AUTO_TEST_CASE(bits_are_those_of_every_other_machine) {
  Checksum exponential;
  Checksum logarithm;
  Checksum sine;
  Checksum quantile;
  Checksum factorial;
  for (int i = 1; i <= 20000; ++i) {
    const double x = static_cast<double>(i);
    exponential.add(math::exp((x - 10000.0) * 0.07));
    exponential.add(math::expm1((x - 10000.0) * 0.0003));
    exponential.add(math::phi1((x - 10000.0) * 0.01));
    logarithm.add(math::log(x * 0.0007));
    logarithm.add(math::log1p(x * 0.0003 - 0.9));
    sine.add(math::sin_turns((x - 10000.0) * 0.00037));
    quantile.add(math::normal_quantile(x / 20001.0));
    factorial.add(math::log_factorial(x));
  }
  BOOST_TEST(exponential.value() == 0x9F52C0CE07E7B153U);
  BOOST_TEST(logarithm.value() == 0x5D04E1293C781639U);
  BOOST_TEST(sine.value() == 0xC41E37BA6036A54BU);
  BOOST_TEST(quantile.value() == 0xED01531B2F7AF425U);
  BOOST_TEST(factorial.value() == 0x6334F316FF7B4CBFU);
}

BOOST_AUTO_TEST_SUITE_END()
