#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/modules/ipico_command.h"
#include "protocols/modules/ipico_record.h"
#include "protocols/modules/ipico_rw.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// The "commander" of a virtual IPICO reader: an action that waits for its tag, is tried a few
/// times, and tells pages or that it has failed (PDF 7.30 to 7.36). It has no radio of its own: the
/// reader asks the lab for requests(), and passes on every tag that is read.
class VirtualPageAccess {
 public:
  using OnPage = std::function<void(const modules::ipico::PageReport& page)>;
  using OnFailed = std::function<void()>;

  VirtualPageAccess(OnPage on_page, OnFailed on_failed)
      : on_page_(std::move(on_page)), on_failed_(std::move(on_failed)) {}

  /// Takes the place of an action that still waits. False when the commander cannot do it.
  bool prime(const modules::ipico::RwAction& action);
  void stop() { action_.reset(); }

  void set_data(const modules::ipico::PageBytes& data) { data_ = data; }
  const modules::ipico::PageBytes& data() const { return data_; }
  void set_mask(const modules::ipico::PageBytes& mask) { mask_ = mask; }
  const modules::ipico::PageBytes& mask() const { return mask_; }

  /// For RadioInventory::type_d_access; nothing when no action waits.
  std::vector<api::AccessRequest> requests() const;
  /// A tag was read, with or without what requests() asked for. True when that was the end of the
  /// action.
  bool take(const api::TagRead& read);

  modules::ipico::RwStatus status() const;

 private:
  bool matches(const api::TagRead& read) const;
  void tell_pages(const api::TagRead& read) const;

  OnPage on_page_;
  OnFailed on_failed_;
  std::optional<modules::ipico::RwAction> action_;  // that waits or is tried
  modules::ipico::PageBytes data_{};
  modules::ipico::PageBytes mask_{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  unsigned tries_left_ = 0;
  bool failed_ = false;  // the last one
};

}  // namespace plugtest::drivers
