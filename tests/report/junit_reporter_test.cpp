#include "report/junit/junit_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "report/junit/xml_text.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using test::output_of;
using test::Play;
using testing::HasSubstr;
using testing::Not;

void expect_counts_agree(const pugi::xml_document& document) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    std::size_t cases = 0;
    std::size_t failed = 0;
    for (const pugi::xml_node test : suite.children("testcase")) {
      ++cases;
      failed += test.child("failure") ? 1 : 0;
    }
    EXPECT_EQ(suite.attribute("tests").as_uint(), cases);
    EXPECT_EQ(suite.attribute("failures").as_uint(), failed);
    tests += cases;
    failures += failed;
  }
  EXPECT_EQ(document.child("testsuites").attribute("tests").as_uint(), tests);
  EXPECT_EQ(document.child("testsuites").attribute("failures").as_uint(), failures);
}

TEST(JunitReporter, WritesSuitesAndCasesAsNewman) {
  EXPECT_EQ(output_of(make_junit_reporter, test::kShop, test::play_small_run),
            R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Shop" tests="3" failures="1" errors="2" time="0.024">
  <testsuite name="Orders / list" id="r1" timestamp="2023-11-14T22:13:20.000Z" tests="1" failures="0" errors="0" time="0.012">
    <testcase name="status is 200" time="0.012" classname="OrdersList"/>
  </testsuite>
  <testsuite name="Orders / create" id="r2" timestamp="2023-11-14T22:13:20.000Z" tests="2" failures="1" errors="0" time="0.012">
    <testcase name="status is 201" time="0.012" classname="OrdersCreate">
      <failure type="AssertionFailure" message="expected 500 to equal 201">
        <![CDATA[Failed 1 times.]]>
        <![CDATA[Collection JSON ID: c0ffee00-0000-4000-8000-000000000001.]]>
        <![CDATA[Collection name: Shop.]]>
        <![CDATA[Request name: Orders / create.]]>
        <![CDATA[Test description: status is 201.]]>
        <![CDATA[Error message: expected 500 to equal 201.]]>
        <![CDATA[Stacktrace: AssertionError: expected 500 to equal 201
   at Object.eval sandbox-script.js:1:2).]]>
      </failure>
    </testcase>
    <testcase name="later" time="0.012" classname="OrdersCreate"/>
  </testsuite>
  <testsuite name="health" id="r3" timestamp="2023-11-14T22:13:20.000Z" tests="0" failures="0" errors="2" time="0.000">
    <system-err><![CDATA[Iteration: 0
RequestError: Error: connect ECONNREFUSED 127.0.0.1:1
---
]]><![CDATA[Iteration: 0
testScriptError: x is not defined
---
]]></system-err>
  </testsuite>
</testsuites>
)xml");
}

TEST(JunitReporter, MergesIterationsAndKeepsAFailureThatALaterOnePassed) {
  const std::string text = output_of(
      make_junit_reporter, test::kShop,
      [](Play& play) {
        for (int i = 0; i < 3; ++i) {
          play.iteration_started(i);
          play.item_started("list");
          play.answered({});
          play.asserted("same", i < 2 ? "no" : "");
          play.asserted("twice");
          play.asserted("twice");
          play.item_ended();
          play.iteration_ended();
        }
      },
      {}, 3);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str()));
  expect_counts_agree(document);
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_EQ(suite.attribute("tests").as_uint(), 3U);
  EXPECT_THAT(text, HasSubstr("Failed 2 times."));
}

TEST(JunitReporter, HostileTextStaysWellFormed) {
  const std::string text = output_of(make_junit_reporter, test::hostile_document(), test::play_hostile_run);
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_string(text.c_str());
  ASSERT_TRUE(result) << result.description();
  expect_counts_agree(document);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_LT(text.size(), 200'000U);
}

TEST(JunitReporter, MasksSecrets) {
  const std::string text =
      output_of(make_junit_reporter, test::secret_document(), test::play_secret_run, test::secret_mask());
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

TEST(JunitReporter, StaysSmallWhenNamesComeFromData) {
  const std::string text = output_of(make_junit_reporter, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("list");
    for (int i = 0; i < 21'000; ++i) play.asserted(fmt::format("row {}", i), i % 2 == 0 ? "no" : "");
    play.item_ended();
  });
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str()));
  expect_counts_agree(document);
  EXPECT_EQ(document.child("testsuites").attribute("failures").as_uint(), 10'500U);
}

TEST(JunitReporter, AFatalErrorFailsTheReport) {
  const std::string text = output_of(
      make_junit_reporter, test::kShop, [](Play&) {}, {}, 1, fail(ErrorCode::kInvalidInput, "no folder <x>"));
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str()));
  EXPECT_EQ(document.child("testsuites").attribute("errors").as_uint(), 1U);
  EXPECT_STREQ(document.select_node("//error/@message").attribute().value(), "no folder <x>");
}

struct ClassNameCase {
  std::string_view name;
  std::string_view expected;
};

class ClassName : public testing::TestWithParam<ClassNameCase> {};

TEST_P(ClassName, IsLodashsCamelCase) {
  EXPECT_EQ(class_name(GetParam().name), GetParam().expected);
}

// Expected values are those of _.upperFirst(_.camelCase(name).replace(/\W/g, '')).
INSTANTIATE_TEST_SUITE_P(All, ClassName,
                         testing::Values(ClassNameCase{"Folder / cookies", "FolderCookies"},
                                         ClassNameCase{"request", "Request"}, ClassNameCase{"GET users", "GetUsers"},
                                         ClassNameCase{"XMLHttpRequest", "XmlHttpRequest"},
                                         ClassNameCase{"fooBar-2x", "FooBar2X"}, ClassNameCase{"it's here", "ItsHere"},
                                         ClassNameCase{"日本", ""}));

TEST(XmlText, SplitsTheEndOfACdataSection) {
  std::string out;
  append_cdata(out, "a]]>b");
  EXPECT_EQ(out, "<![CDATA[a]]]]><![CDATA[>b]]>");
}

TEST(XmlText, ForbiddenCharactersAreReplaced) {
  std::string out;
  append_attribute(out, "n", std::string_view("a\0b\x1b\n<&\"\xff", 9));
  EXPECT_EQ(out,
            " n=\"a\xef\xbf\xbd"
            "b\xef\xbf\xbd&#xA;&lt;&amp;&quot;\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace signet::report
