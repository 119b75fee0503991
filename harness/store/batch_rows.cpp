#include "harness/store/batch_rows.h"

#include "harness/model/enum_names.h"
#include "harness/store/checked_values.h"
#include "harness/store/row_values.h"

namespace plugtest::store {

void write_batch_checks(Database& database, const model::RunResult& result) {
  auto checks = database.insert("batch_checks", {{"run", Kind::text},
                                                 {"ordinal", Kind::integer},
                                                 {"pass", Kind::integer},
                                                 {"kind", Kind::text},
                                                 {"closes_batch", Kind::integer},
                                                 {"held", Kind::integer},
                                                 {"reference", Kind::text},
                                                 {"reads", Kind::integer},
                                                 {"mean_rssi_mdbm", Kind::integer},
                                                 {"detail", Kind::text}});
  auto pieces = database.insert("batch_check_pieces", {{"run", Kind::text},
                                                       {"checked", Kind::integer},
                                                       {"ordinal", Kind::integer},
                                                       {"piece", Kind::text}});
  auto uiis = database.insert("batch_check_uiis", {{"run", Kind::text},
                                                   {"checked", Kind::integer},
                                                   {"ordinal", Kind::integer},
                                                   {"uii", Kind::text},
                                                   {"uii_bits", Kind::integer}});
  const Value run = value(result.plan.id);
  for (std::size_t i = 0; i < result.checks.size(); ++i) {
    const model::BatchCheck& c = result.checks[i];
    checks.row({run, value(i), value(c.pass), value(to_string(c.kind)), value(c.closes_batch),
                value(c.held), value(c.reference), value(c.reads), value(c.mean_rssi_mdbm),
                value(c.detail)});
    for (std::size_t k = 0; k < c.pieces.size(); ++k) {
      pieces.row({run, value(i), value(k), value(c.pieces[k])});
    }
    for (std::size_t k = 0; k < c.unknown.size(); ++k) {
      const identity::Uii& uii = c.unknown[k];
      uiis.row({run, value(i), value(k), digits(uii), value(uii.bit_count())});
    }
  }
}

void read_batch_checks(Database& database, const Value& event,
                       const std::function<model::RunResult&(const std::string& id)>& run) {
  constexpr auto k_int = Kind::integer;
  constexpr auto k_text = Kind::text;
  auto rows = database.query(
      "select c.run, c.pass, c.kind, c.closes_batch, c.held, c.reference, c.reads,"
      " c.mean_rssi_mdbm, c.detail from batch_checks c join runs r on r.id = c.run"
      " where r.event = :1 order by c.run, c.ordinal",
      {k_text, k_int, k_text, k_int, k_int, k_text, k_int, k_int, k_text}, {event});
  while (rows.next()) {
    model::BatchCheck& check = run(rows.text(0)).checks.emplace_back();
    check.pass = narrow<std::uint32_t>(rows.integer(1));
    check.kind = named(model::pass_kind_from(rows.text(2)), rows.text(2));
    check.closes_batch = rows.integer(3) != 0;
    check.held = rows.integer(4) != 0;
    check.reference = model::PieceId(rows.text(5));
    check.reads = narrow<std::uint32_t>(rows.integer(6));
    if (const auto rssi = rows.optional_integer(7)) {
      check.mean_rssi_mdbm = narrow<std::int32_t>(*rssi);
    }
    check.detail = rows.text(8);
  }
  auto pieces = database.query(
      "select p.run, p.checked, p.piece from batch_check_pieces p join runs r on r.id = p.run"
      " where r.event = :1 order by p.run, p.checked, p.ordinal",
      {k_text, k_int, k_text}, {event});
  while (pieces.next()) {
    element(run(pieces.text(0)).checks, pieces.integer(1)).pieces.emplace_back(pieces.text(2));
  }
  auto uiis = database.query(
      "select u.run, u.checked, u.uii, u.uii_bits from batch_check_uiis u"
      " join runs r on r.id = u.run where r.event = :1 order by u.run, u.checked, u.ordinal",
      {k_text, k_int, k_text, k_int}, {event});
  while (uiis.next()) {
    element(run(uiis.text(0)).checks, uiis.integer(1))
        .unknown.push_back(uii_from(uiis.text(2), uiis.integer(3)));
  }
}

}  // namespace plugtest::store
