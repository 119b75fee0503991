#pragma once

#include "drivers/llrp/call.h"
#include "drivers/llrp/llrp_session.h"
#include "harness/model/reader_services.h"

#include <cstdint>
#include <vector>

namespace plugtest::drivers {

/// @name api::ReaderExtras over LLRP
/// @{
/// A ROSpec with one RFSurveySpec (LLRP 1.0.1, 10.2.2).
void survey_spectrum(const SessionPtr& session,
                     const CallPtr<std::vector<model::SpectrumLevel>>& call,
                     const model::SurveyOrder& order);
/// GPIPortCurrentState of all inputs.
void read_inputs(const SessionPtr& session, const CallPtr<std::vector<model::PortLevel>>& call);
/// GPOWriteData.
void write_output(const SessionPtr& session, const CallPtr<void>& call, std::uint16_t port,
                  bool high);
/// @}

/// ADD_ROSPEC of a survey.
llrp::Message add_survey(const model::SurveyOrder& order);
inline constexpr std::uint32_t k_survey_rospec = 0x7FFF'FFFD;

/// The levels in an RO_ACCESS_REPORT.
std::vector<model::SpectrumLevel> read_levels(const llrp::Message& report);

}  // namespace plugtest::drivers
