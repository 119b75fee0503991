#include "protocols/llrp/row.h"

// Enumerations (LLRP 1.0.1, clauses 7 to 15). The values are the standard's, the names ours.

namespace plugtest::llrp::table {
namespace {

// clang-format off: one value a line.
constexpr EnumValue k_air_protocols[] = {
    {0, "unspecified"},
    {1, "epcglobal_c1g2"},
};
constexpr EnumValue k_get_reader_capabilities_requested_data[] = {
    {0, "all"},
    {1, "general_device_capabilities"},
    {2, "llrp_capabilities"},
    {3, "regulatory_capabilities"},
    {4, "llrp_air_protocol_capabilities"},
};
constexpr EnumValue k_communications_standard[] = {
    {0, "unspecified"},
    {1, "us_fcc_part_15"},
    {2, "etsi_302_208"},
    {3, "etsi_300_220"},
    {4, "australia_lipd_1w"},
    {5, "australia_lipd_4w"},
    {6, "japan_arib_std_t89"},
    {7, "hong_kong_ofta_1049"},
    {8, "taiwan_dgt_lp0002"},
    {9, "korea_mic_article_5_2"},
    {10, "us_902_928_mhz_4w_hopping", Version::v1_1},
    {11, "etsi_302_208_2w_without_lbt", Version::v1_1},
    {12, "brazil_902_907_mhz_4w_hopping", Version::v1_1},
    {13, "china_840_844_mhz_2w_hopping", Version::v1_1},
    {14, "china_920_924_mhz_2w_hopping", Version::v1_1},
    {15, "hong_kong_920_925_mhz_4w", Version::v1_1},
    {16, "israel_915_917_mhz", Version::v1_1},
    {17, "japan_952_954_mhz_4w_lbt", Version::v1_1},
    {18, "japan_952_955_mhz_20mw_lbt", Version::v1_1},
    {19, "band_865_868_mhz_500mw", Version::v1_1},
    {20, "korea_917_920_mhz_4w", Version::v1_1},
    {21, "korea_917_923_mhz_200mw", Version::v1_1},
    {22, "malaysia_866_869_mhz", Version::v1_1},
    {23, "malaysia_919_923_mhz_2w", Version::v1_1},
    {24, "new_zealand_864_868_mhz_4w", Version::v1_1},
    {25, "singapore_866_869_mhz_500mw", Version::v1_1},
    {26, "singapore_920_925_mhz_2w", Version::v1_1},
    {27, "south_africa_915_919_mhz_4w_hopping", Version::v1_1},
    {28, "south_africa_919_921_mhz_4w", Version::v1_1},
    {29, "taiwan_922_928_mhz_1w_hopping", Version::v1_1},
    {30, "taiwan_922_928_mhz_500mw_hopping", Version::v1_1},
    {31, "thailand_920_925_mhz_4w_hopping", Version::v1_1},
    {32, "venezuela_922_928_mhz", Version::v1_1},
    {33, "vietnam_866_869_mhz_500mw", Version::v1_1},
    {34, "vietnam_920_925_mhz_2w", Version::v1_1},
};
constexpr EnumValue k_rospec_state[] = {
    {0, "disabled"},
    {1, "inactive"},
    {2, "active"},
};
constexpr EnumValue k_rospec_start_trigger_type[] = {
    {0, "null"},
    {1, "immediate"},
    {2, "periodic"},
    {3, "gpi"},
};
constexpr EnumValue k_rospec_stop_trigger_type[] = {
    {0, "null"},
    {1, "duration"},
    {2, "gpi_with_timeout"},
};
constexpr EnumValue k_aispec_stop_trigger_type[] = {
    {0, "null"},
    {1, "duration"},
    {2, "gpi_with_timeout"},
    {3, "tag_observation"},
};
constexpr EnumValue k_tag_observation_trigger_type[] = {
    {0, "n_tags_or_timeout"},
    {1, "no_new_tags_for_t_or_timeout"},
    {2, "n_attempts_or_timeout"},
    {3, "n_unique_tags_or_timeout", Version::v1_1},
    {4, "no_new_unique_tags_for_t_or_timeout", Version::v1_1},
};
constexpr EnumValue k_rf_survey_spec_stop_trigger_type[] = {
    {0, "null"},
    {1, "duration"},
    {2, "n_iterations_through_frequency_range"},
};
constexpr EnumValue k_access_spec_state[] = {
    {0, "disabled"},
    {1, "active"},
};
constexpr EnumValue k_access_spec_stop_trigger_type[] = {
    {0, "null"},
    {1, "operation_count"},
};
constexpr EnumValue k_get_reader_config_requested_data[] = {
    {0, "all"},
    {1, "identification"},
    {2, "antenna_properties"},
    {3, "antenna_configuration"},
    {4, "ro_report_spec"},
    {5, "reader_event_notification_spec"},
    {6, "access_report_spec"},
    {7, "llrp_configuration_state_value"},
    {8, "keepalive_spec"},
    {9, "gpi_port_current_state"},
    {10, "gpo_write_data"},
    {11, "events_and_reports"},
};
constexpr EnumValue k_identification_type[] = {
    {0, "mac_address"},
    {1, "epc"},
};
constexpr EnumValue k_keepalive_trigger_type[] = {
    {0, "null"},
    {1, "periodic"},
};
constexpr EnumValue k_gpi_port_state[] = {
    {0, "low"},
    {1, "high"},
    {2, "unknown"},
};
constexpr EnumValue k_ro_report_trigger_type[] = {
    {0, "none"},
    {1, "n_tags_or_end_of_aispec"},
    {2, "n_tags_or_end_of_rospec"},
    {3, "n_seconds_or_end_of_aispec", Version::v1_1},
    {4, "n_seconds_or_end_of_rospec", Version::v1_1},
    {5, "n_milliseconds_or_end_of_aispec", Version::v1_1},
    {6, "n_milliseconds_or_end_of_rospec", Version::v1_1},
};
constexpr EnumValue k_access_report_trigger_type[] = {
    {0, "with_ro_report"},
    {1, "end_of_access_spec"},
};
constexpr EnumValue k_notification_event_type[] = {
    {0, "upon_hopping_to_next_channel"},
    {1, "gpi_event"},
    {2, "rospec_event"},
    {3, "report_buffer_fill_warning"},
    {4, "reader_exception_event"},
    {5, "rf_survey_event"},
    {6, "aispec_event"},
    {7, "aispec_event_with_details"},
    {8, "antenna_event"},
    {9, "spec_loop_event", Version::v1_1},
};
constexpr EnumValue k_rospec_event_type[] = {
    {0, "start_of_rospec"},
    {1, "end_of_rospec"},
    {2, "preemption_of_rospec"},
};
constexpr EnumValue k_rf_survey_event_type[] = {
    {0, "start_of_rf_survey"},
    {1, "end_of_rf_survey"},
};
constexpr EnumValue k_aispec_event_type[] = {
    {0, "end_of_aispec"},
};
constexpr EnumValue k_antenna_event_type[] = {
    {0, "antenna_disconnected"},
    {1, "antenna_connected"},
};
constexpr EnumValue k_connection_attempt_status_type[] = {
    {0, "success"},
    {1, "failed_reader_initiated_connection_exists"},
    {2, "failed_client_initiated_connection_exists"},
    {3, "failed_other_reason"},
    {4, "another_connection_attempted"},
};
constexpr EnumValue k_c1g2_drvalue[] = {
    {0, "dr_8"},
    {1, "dr_64_3"},
};
constexpr EnumValue k_c1g2_mvalue[] = {
    {0, "fm0"},
    {1, "miller_2"},
    {2, "miller_4"},
    {3, "miller_8"},
};
constexpr EnumValue k_c1g2_forward_link_modulation[] = {
    {0, "pr_ask"},
    {1, "ssb_ask"},
    {2, "dsb_ask"},
};
constexpr EnumValue k_c1g2_spectral_mask_indicator[] = {
    {0, "unknown"},
    {1, "si"},
    {2, "mi"},
    {3, "di"},
};
constexpr EnumValue k_c1g2_truncate_action[] = {
    {0, "unspecified"},
    {1, "do_not_truncate"},
    {2, "truncate"},
};
constexpr EnumValue k_c1g2_state_aware_target[] = {
    {0, "sl"},
    {1, "inventoried_s0"},
    {2, "inventoried_s1"},
    {3, "inventoried_s2"},
    {4, "inventoried_s3"},
};
constexpr EnumValue k_c1g2_state_aware_action[] = {
    {0, "assert_sl_or_a__deassert_sl_or_b"},
    {1, "assert_sl_or_a__none"},
    {2, "none__deassert_sl_or_b"},
    {3, "negate_sl_or_swap_ab__none"},
    {4, "deassert_sl_or_b__assert_sl_or_a"},
    {5, "deassert_sl_or_b__none"},
    {6, "none__assert_sl_or_a"},
    {7, "none__negate_sl_or_swap_ab"},
};
constexpr EnumValue k_c1g2_state_unaware_action[] = {
    {0, "select__unselect"},
    {1, "select__none"},
    {2, "none__unselect"},
    {3, "unselect__none"},
    {4, "unselect__select"},
    {5, "none__select"},
};
constexpr EnumValue k_c1g2_tag_inventory_state_aware_i[] = {
    {0, "state_a"},
    {1, "state_b"},
};
constexpr EnumValue k_c1g2_tag_inventory_state_aware_s[] = {
    {0, "sl"},
    {1, "not_sl"},
};
constexpr EnumValue k_c1g2_lock_privilege[] = {
    {0, "read_write"},
    {1, "perma_lock"},
    {2, "perma_unlock"},
    {3, "unlock"},
};
constexpr EnumValue k_c1g2_lock_data_field[] = {
    {0, "kill_password"},
    {1, "access_password"},
    {2, "epc_memory"},
    {3, "tid_memory"},
    {4, "user_memory"},
};
constexpr EnumValue k_c1g2_read_result_type[] = {
    {0, "success"},
    {1, "nonspecific_tag_error"},
    {2, "no_response_from_tag"},
    {3, "nonspecific_reader_error"},
    {4, "memory_overrun_error", Version::v1_1},
    {5, "memory_locked_error", Version::v1_1},
    {6, "incorrect_password_error", Version::v1_1},
};
constexpr EnumValue k_c1g2_write_result_type[] = {
    {0, "success"},
    {1, "tag_memory_overrun_error"},
    {2, "tag_memory_locked_error"},
    {3, "insufficient_power"},
    {4, "nonspecific_tag_error"},
    {5, "no_response_from_tag"},
    {6, "nonspecific_reader_error"},
    {7, "incorrect_password_error", Version::v1_1},
};
constexpr EnumValue k_c1g2_kill_result_type[] = {
    {0, "success"},
    {1, "zero_kill_password_error"},
    {2, "insufficient_power"},
    {3, "nonspecific_tag_error"},
    {4, "no_response_from_tag"},
    {5, "nonspecific_reader_error"},
    {6, "incorrect_password_error", Version::v1_1},
};
constexpr EnumValue k_c1g2_lock_result_type[] = {
    {0, "success"},
    {1, "insufficient_power"},
    {2, "nonspecific_tag_error"},
    {3, "no_response_from_tag"},
    {4, "nonspecific_reader_error"},
    {5, "incorrect_password_error", Version::v1_1},
    {6, "tag_memory_overrun_error", Version::v1_1},
    {7, "tag_memory_locked_error", Version::v1_1},
};
constexpr EnumValue k_c1g2_block_erase_result_type[] = {
    {0, "success"},
    {1, "tag_memory_overrun_error"},
    {2, "tag_memory_locked_error"},
    {3, "insufficient_power"},
    {4, "nonspecific_tag_error"},
    {5, "no_response_from_tag"},
    {6, "nonspecific_reader_error"},
    {7, "incorrect_password_error", Version::v1_1},
};
constexpr EnumValue k_c1g2_block_write_result_type[] = {
    {0, "success"},
    {1, "tag_memory_overrun_error"},
    {2, "tag_memory_locked_error"},
    {3, "insufficient_power"},
    {4, "nonspecific_tag_error"},
    {5, "no_response_from_tag"},
    {6, "nonspecific_reader_error"},
    {7, "incorrect_password_error", Version::v1_1},
};
constexpr EnumValue k_c1g2_recommission_result_type[] = {
    {0, "success"},
    {1, "zero_kill_password_error"},
    {2, "insufficient_power"},
    {3, "nonspecific_tag_error"},
    {4, "no_response_from_tag"},
    {5, "nonspecific_reader_error"},
    {6, "incorrect_password_error"},
};
constexpr EnumValue k_c1g2_block_permalock_result_type[] = {
    {0, "success"},
    {1, "insufficient_power"},
    {2, "nonspecific_tag_error"},
    {3, "no_response_from_tag"},
    {4, "nonspecific_reader_error"},
    {5, "incorrect_password_error"},
    {6, "tag_memory_overrun_error"},
};
constexpr EnumValue k_c1g2_get_block_permalock_status_result_type[] = {
    {0, "success"},
    {1, "nonspecific_tag_error"},
    {2, "no_response_from_tag"},
    {3, "nonspecific_reader_error"},
    {4, "incorrect_password_error"},
    {5, "tag_memory_overrun_error"},
};
constexpr EnumValue k_c1g2_tag_inventory_state_aware_s_all[] = {
    {0, "as_s_says"},
    {1, "all"},
};
// The standard's own names, as in status.h.
constexpr EnumValue k_status_code[] = {
    {0, "M_Success"},
    {100, "M_ParameterError"},
    {101, "M_FieldError"},
    {102, "M_UnexpectedParameter"},
    {103, "M_MissingParameter"},
    {104, "M_DuplicateParameter"},
    {105, "M_OverflowParameter"},
    {106, "M_OverflowField"},
    {107, "M_UnknownParameter"},
    {108, "M_UnknownField"},
    {109, "M_UnsupportedMessage"},
    {110, "M_UnsupportedVersion"},
    {111, "M_UnsupportedParameter"},
    {112, "M_UnexpectedMessage", Version::v1_1},
    {200, "P_ParameterError"},
    {201, "P_FieldError"},
    {202, "P_UnexpectedParameter"},
    {203, "P_MissingParameter"},
    {204, "P_DuplicateParameter"},
    {205, "P_OverflowParameter"},
    {206, "P_OverflowField"},
    {207, "P_UnknownParameter"},
    {208, "P_UnknownField"},
    {209, "P_UnsupportedParameter"},
    {300, "A_Invalid"},
    {301, "A_OutOfRange"},
    {401, "R_DeviceError"},
};
constexpr EnumDef k_enumerations[] = {
    {"StatusCode", k_status_code},
    {"AirProtocols", k_air_protocols},
    {"GetReaderCapabilitiesRequestedData", k_get_reader_capabilities_requested_data},
    {"CommunicationsStandard", k_communications_standard},
    {"ROSpecState", k_rospec_state},
    {"ROSpecStartTriggerType", k_rospec_start_trigger_type},
    {"ROSpecStopTriggerType", k_rospec_stop_trigger_type},
    {"AISpecStopTriggerType", k_aispec_stop_trigger_type},
    {"TagObservationTriggerType", k_tag_observation_trigger_type},
    {"RFSurveySpecStopTriggerType", k_rf_survey_spec_stop_trigger_type},
    {"AccessSpecState", k_access_spec_state},
    {"AccessSpecStopTriggerType", k_access_spec_stop_trigger_type},
    {"GetReaderConfigRequestedData", k_get_reader_config_requested_data},
    {"IdentificationType", k_identification_type},
    {"KeepaliveTriggerType", k_keepalive_trigger_type},
    {"GPIPortState", k_gpi_port_state},
    {"ROReportTriggerType", k_ro_report_trigger_type},
    {"AccessReportTriggerType", k_access_report_trigger_type},
    {"NotificationEventType", k_notification_event_type},
    {"ROSpecEventType", k_rospec_event_type},
    {"RFSurveyEventType", k_rf_survey_event_type},
    {"AISpecEventType", k_aispec_event_type},
    {"AntennaEventType", k_antenna_event_type},
    {"ConnectionAttemptStatusType", k_connection_attempt_status_type},
    {"C1G2DRValue", k_c1g2_drvalue},
    {"C1G2MValue", k_c1g2_mvalue},
    {"C1G2ForwardLinkModulation", k_c1g2_forward_link_modulation},
    {"C1G2SpectralMaskIndicator", k_c1g2_spectral_mask_indicator},
    {"C1G2TruncateAction", k_c1g2_truncate_action},
    {"C1G2StateAwareTarget", k_c1g2_state_aware_target},
    {"C1G2StateAwareAction", k_c1g2_state_aware_action},
    {"C1G2StateUnawareAction", k_c1g2_state_unaware_action},
    {"C1G2TagInventoryStateAwareI", k_c1g2_tag_inventory_state_aware_i},
    {"C1G2TagInventoryStateAwareS", k_c1g2_tag_inventory_state_aware_s},
    {"C1G2LockPrivilege", k_c1g2_lock_privilege},
    {"C1G2LockDataField", k_c1g2_lock_data_field},
    {"C1G2ReadResultType", k_c1g2_read_result_type},
    {"C1G2WriteResultType", k_c1g2_write_result_type},
    {"C1G2KillResultType", k_c1g2_kill_result_type},
    {"C1G2LockResultType", k_c1g2_lock_result_type},
    {"C1G2BlockEraseResultType", k_c1g2_block_erase_result_type},
    {"C1G2BlockWriteResultType", k_c1g2_block_write_result_type},
    {"C1G2RecommissionResultType", k_c1g2_recommission_result_type},
    {"C1G2BlockPermalockResultType", k_c1g2_block_permalock_result_type},
    {"C1G2GetBlockPermalockStatusResultType", k_c1g2_get_block_permalock_status_result_type},
    {"C1G2TagInventoryStateAwareSAll", k_c1g2_tag_inventory_state_aware_s_all},
};
// clang-format on

}  // namespace

std::span<const EnumDef> enumerations() { return k_enumerations; }

}  // namespace plugtest::llrp::table
