#include "reports/junit.h"

#include "tests/unit/reports/sample.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace plugtest::reports {
namespace {

TEST(Junit, WritesEachVerdictInTheCommonSubset) {
  testing::Sample sample = testing::make_sample();
  // pass, pass with remark, not applicable; fail, inconclusive of the belt; error of the sack
  sample.cells = {sample.cells[0], sample.cells[2],  sample.cells[6],
                  sample.cells[8], sample.cells[12], sample.cells[5]};
  EXPECT_EQ(junit_xml(sample.report()), R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sample" tests="6" failures="1" errors="1">
  <testsuite name="conveyor-parcels" tests="5" failures="1" errors="0" skipped="2">
    <testcase classname="virtual.conveyor-parcels.north" name="alder" />
    <testcase classname="virtual.conveyor-parcels.north" name="birch">
      <system-out>pass with remark: the decision rule accepted (26/27 passes, 81–100 %)
26 of 27 passes succeeded, 268 of 270 items identified from 1072 tag reports, 1 foreign UII. Missed: birch-1 and birch-8. Foreign: 3035307b2831b383e019a8d2.
Attribution: none
Evidence: runs/north-birch-conveyor-parcels</system-out>
    </testcase>
    <testcase classname="virtual.conveyor-parcels.north" name="dogwood">
      <skipped message="not applicable: not claimed by the reader" />
    </testcase>
    <testcase classname="virtual.conveyor-parcels.south" name="alder">
      <failure message="fail: the decision rule rejected (0/3 passes, 0–71 %)" type="requirement_missed">0 of 3 passes succeeded, 24 of 30 items identified from 96 tag reports. Missed: alder-0, alder-7, alder-3 and 1 other. Reader south missed the requirement with 2 of 2 tag types under these conditions; north met it with alder.
Attribution: reader
Evidence: runs/south-alder-conveyor-parcels</failure>
    </testcase>
    <testcase classname="virtual.conveyor-parcels.south" name="cedar">
      <skipped message="inconclusive: the link was lost for an unknown cause (6/7 passes, 42–100 %)" />
    </testcase>
  </testsuite>
  <testsuite name="portal-sack" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="virtual.portal-sack.north" name="cedar">
      <error message="error: the harness failed" type="harness_fault">The evidence disk is full. No pass could be judged.
Attribution: harness
Evidence: runs/north-cedar-portal-sack</error>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(Junit, CarriesHostileTextAsData) {
  const testing::Sample sample = testing::make_hostile_sample();
  const std::string text = junit_xml(sample.report());
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str())) << text;
  EXPECT_STREQ(document.child("testsuites").attribute("name").value(),
               "</script><b onload=\"x\">&amp;'\uFFFD[31m\uFFFD\uFFFD\uFFFD{{k}}");
  // Not even as a reference: XML 1.0 has no such characters.
  EXPECT_EQ(text.find("&#"), std::string::npos);
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_EQ(document.select_nodes("//testcase").size(), sample.cells.size());
}

}  // namespace
}  // namespace plugtest::reports
