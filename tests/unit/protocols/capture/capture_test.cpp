#include "protocols/bits/hex.h"
#include "protocols/capture/capture_reader.h"
#include "protocols/capture/pcapng_writer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::capture {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes hex(std::string_view text) { return bits::parse_hex(text).value(); }
Bytes text_bytes(std::string_view text) { return {text.begin(), text.end()}; }

constexpr Ipv4Endpoint k_client{{10, 0, 0, 1}, 40000};
constexpr Ipv4Endpoint k_server{{10, 0, 0, 2}, 5084};

/// What a reader found, by label.
struct Found {
  std::map<std::string, Bytes> streams{};
  std::vector<std::int64_t> times{};
  int gaps = 0;
  int ends = 0;
  Result<void> pushed{};
  Result<void> finished{};
  std::uint64_t skipped = 0;
};

Found read(Format format, std::span<const std::uint8_t> file, std::size_t piece) {
  Found found;
  CaptureReader reader(format, [&](const Chunk& chunk) {
    if (chunk.end) {
      ++found.ends;
      return;
    }
    Bytes& stream = found.streams[std::string(chunk.label)];
    stream.insert(stream.end(), chunk.bytes.begin(), chunk.bytes.end());
    found.times.push_back(chunk.time_ns.value_or(-1));
    found.gaps += chunk.gap ? 1 : 0;
  });
  for (std::size_t at = 0; at < file.size() && found.pushed; at += piece) {
    found.pushed = reader.push(file.subspan(at, std::min(piece, file.size() - at)));
  }
  found.finished = reader.finish();
  found.skipped = reader.skipped_packets();
  return found;
}

Bytes written() {
  Bytes file;
  PcapngWriter writer(
      [&](std::span<const std::uint8_t> bytes) {
        file.insert(file.end(), bytes.begin(), bytes.end());
      },
      "plugtest tests");
  const auto connection = writer.open(k_client, k_server, 1'000'000'000'000'000'001);
  writer.data(connection, Direction::server_to_client, 1'000'000'000'000'000'002, hex("0102"));
  writer.data(connection, Direction::client_to_server, 1'000'000'000'000'000'003, hex("0a0b0c"));
  writer.data(connection, Direction::server_to_client, 1'000'000'000'000'000'004, hex("03"));
  writer.data(connection, Direction::server_to_client, 1'000'000'000'000'000'005, {});
  writer.close(connection, Direction::server_to_client, 1'000'000'000'000'000'006);
  return file;
}

constexpr const char* k_up = "10.0.0.1:40000 > 10.0.0.2:5084";
constexpr const char* k_down = "10.0.0.2:5084 > 10.0.0.1:40000";

TEST(Capture, DetectsFormats) {
  EXPECT_EQ(detect(written()), Format::pcapng);
  EXPECT_EQ(detect(hex("d4c3b2a1 0200")), Format::pcap);
  EXPECT_EQ(detect(hex("a1b23c4d 0002")), Format::pcap);
  EXPECT_EQ(detect(text_bytes("# a comment\n04 3e 00")), Format::hex);
  EXPECT_EQ(detect(text_bytes("0000: 043e0000000a")), Format::hex);
  EXPECT_EQ(detect(hex("043e 0000000a 00000001")), Format::raw);
  EXPECT_EQ(detect({}), Format::raw);
  EXPECT_EQ(detect(text_bytes("hello")), Format::raw);
}

TEST(Capture, WrittenTracesReadBackHoweverTheyArriveInPieces) {
  const Bytes file = written();
  for (std::size_t piece = 1; piece <= file.size(); piece += piece < 40 ? 1 : 97) {
    const Found found = read(Format::pcapng, file, piece);
    ASSERT_TRUE(found.pushed) << to_string(found.pushed.error());
    ASSERT_TRUE(found.finished);
    EXPECT_EQ(found.streams,
              (std::map<std::string, Bytes>{{k_up, hex("0a0b0c")}, {k_down, hex("010203")}}));
    EXPECT_EQ(found.times,
              (std::vector<std::int64_t>{1'000'000'000'000'000'002, 1'000'000'000'000'000'003,
                                         1'000'000'000'000'000'004}));
    EXPECT_EQ(found.gaps, 0);
    EXPECT_EQ(found.ends, 2);
  }
}

TEST(Capture, LongDataIsSplitIntoSegmentsAndPutTogether) {
  Bytes big(200'000);
  for (std::size_t i = 0; i < big.size(); ++i) {
    big[i] = static_cast<std::uint8_t>(i * 7U);
  }
  Bytes file;
  PcapngWriter writer(
      [&](std::span<const std::uint8_t> bytes) {
        file.insert(file.end(), bytes.begin(), bytes.end());
      },
      "plugtest tests");
  writer.data(writer.open(k_client, k_server, 1), Direction::client_to_server, 2, big);
  const Found found = read(Format::pcapng, file, 4096);
  EXPECT_EQ(found.streams.at(k_up), big);
  EXPECT_EQ(found.times.size(), 4U);
}

// Packets laid out by hand: IPv4 and IPv6, no checksums (captures on the sending host have none).
Bytes ipv4_tcp(std::uint32_t sequence, std::string_view payload, std::uint8_t flags = 0x18) {
  Bytes packet = hex("4500 0000 0000 0000 4006 0000 c0000201 c0000202");
  Bytes tcp = hex("c350 13dc 00000000 00000000 5018 ffff 0000 0000");
  tcp[13] = flags;
  for (std::size_t i = 0; i < 4; ++i) {
    tcp[4 + i] = static_cast<std::uint8_t>(sequence >> (8 * (3 - i)));
  }
  packet.insert(packet.end(), tcp.begin(), tcp.end());
  packet.insert(packet.end(), payload.begin(), payload.end());
  packet[2] = static_cast<std::uint8_t>(packet.size() >> 8U);
  packet[3] = static_cast<std::uint8_t>(packet.size());
  return packet;
}

void put32(Bytes& out, std::uint32_t number, bool big) {
  for (std::size_t i = 0; i < 4; ++i) {
    out.push_back(static_cast<std::uint8_t>(number >> (8 * (big ? 3 - i : i))));
  }
}

/// A classic pcap file of raw IP packets (or another link type), one second apart.
Bytes pcap(const std::vector<Bytes>& packets, std::uint32_t link = 101, bool big = false,
           bool nanoseconds = false) {
  Bytes file;
  put32(file, nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4, big);
  put32(file, big ? 0x00020004 : 0x00040002, big);
  put32(file, 0, big);
  put32(file, 0, big);
  put32(file, 65535, big);
  put32(file, link, big);
  std::uint32_t second = 10;
  for (const Bytes& packet : packets) {
    put32(file, second++, big);
    put32(file, 5, big);
    put32(file, static_cast<std::uint32_t>(packet.size()), big);
    put32(file, static_cast<std::uint32_t>(packet.size()), big);
    file.insert(file.end(), packet.begin(), packet.end());
  }
  return file;
}

std::string as_text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

constexpr const char* k_raw_label = "192.0.2.1:50000 > 192.0.2.2:5084";

std::string stream_of(const std::vector<Bytes>& packets) {
  const Found found = read(Format::pcap, pcap(packets), 7);
  EXPECT_TRUE(found.pushed);
  EXPECT_TRUE(found.finished);
  return found.streams.contains(k_raw_label) ? as_text(found.streams.at(k_raw_label)) : "";
}

TEST(Capture, ClassicPcapInBothByteOrdersAndResolutions) {
  for (const bool big : {false, true}) {
    for (const bool nanoseconds : {false, true}) {
      const Found found = read(Format::pcap, pcap({ipv4_tcp(1, "abc")}, 101, big, nanoseconds), 5);
      ASSERT_TRUE(found.finished);
      EXPECT_EQ(as_text(found.streams.at(k_raw_label)), "abc");
      EXPECT_EQ(found.times.at(0), nanoseconds ? 10'000'000'005 : 10'000'005'000);
    }
  }
}

TEST(Capture, LinkLayers) {
  const auto behind = [](std::string_view header, Bytes packet) {
    Bytes frame = hex(header);
    frame.insert(frame.end(), packet.begin(), packet.end());
    return frame;
  };
  const std::pair<std::uint32_t, std::string_view> links[] = {
      {1, "020000000001 020000000002 0800"},
      {1, "020000000001 020000000002 8100 0005 0800"},
      {0, "02000000"},
      {113, "0000 0001 0006 020000000001 0000 0800"},
      {276, "0800 0000 00000001 0001 00 06 0200000000010000"},
  };
  for (const auto& [link, header] : links) {
    const Found found = read(Format::pcap, pcap({behind(header, ipv4_tcp(1, "abc"))}, link), 1000);
    ASSERT_TRUE(found.streams.contains(k_raw_label)) << link;
    EXPECT_EQ(as_text(found.streams.at(k_raw_label)), "abc");
  }
}

TEST(Capture, Ipv6) {
  Bytes packet =
      hex("60000000 0017 06 40"
          "20010db8000000000000000000000001 20010db8000000000000000000000002"
          "c350 13dc 00000001 00000000 5018 ffff 0000 0000 616263");
  const Found found = read(Format::pcap, pcap({packet}), 1000);
  EXPECT_EQ(as_text(found.streams.at("[2001:db8:0:0:0:0:0:1]:50000 > [2001:db8:0:0:0:0:0:2]:5084")),
            "abc");
}

TEST(Capture, SegmentsAreOrderedAndRetransmissionsDropped) {
  EXPECT_EQ(stream_of({ipv4_tcp(100, "ab"), ipv4_tcp(104, "ef"), ipv4_tcp(102, "cd")}), "abcdef");
  EXPECT_EQ(stream_of({ipv4_tcp(100, "ab"), ipv4_tcp(100, "ab"), ipv4_tcp(101, "bcd")}), "abcd");
  EXPECT_EQ(stream_of({ipv4_tcp(99, "", 0x02), ipv4_tcp(99, "", 0x02), ipv4_tcp(100, "ab")}), "ab");
  // Across the end of the sequence numbers.
  EXPECT_EQ(stream_of({ipv4_tcp(0xFFFFFFFE, "ab"), ipv4_tcp(2, "ef"), ipv4_tcp(0, "cd")}),
            "abcdef");
}

TEST(Capture, AHoleIsMarkedWhenItIsGivenUp) {
  const Found found = read(Format::pcap, pcap({ipv4_tcp(100, "ab"), ipv4_tcp(104, "ef")}), 1000);
  EXPECT_EQ(as_text(found.streams.at(k_raw_label)), "abef");
  EXPECT_EQ(found.gaps, 1);
}

constexpr std::uint8_t k_fin = 0x11;
constexpr std::uint8_t k_rst = 0x04;

TEST(Capture, AStreamEndsWithItsFinWhenThatIsNextInOrder) {
  EXPECT_EQ(stream_of({ipv4_tcp(100, "ab"), ipv4_tcp(104, "ef", k_fin), ipv4_tcp(102, "cd"),
                       ipv4_tcp(102, "cd"), ipv4_tcp(104, "ef", k_fin), ipv4_tcp(106, "")}),
            "abcdef")
      << "late copies are no new stream";
  const Found found =
      read(Format::pcap,
           pcap({ipv4_tcp(100, "ab", k_fin), ipv4_tcp(500, "", 0x02), ipv4_tcp(501, "cd")}), 1000);
  EXPECT_EQ(as_text(found.streams.at(k_raw_label)), "abcd") << "the same ports, used again";
  EXPECT_EQ(found.ends, 2);
}

TEST(Capture, ARstEndsTheConnectionAndCarriesNoData) {
  const Found found =
      read(Format::pcap,
           pcap({ipv4_tcp(100, "ab"), ipv4_tcp(104, "ef"), ipv4_tcp(102, "xx", k_rst)}), 1000);
  EXPECT_EQ(as_text(found.streams.at(k_raw_label)), "abef");
  EXPECT_EQ(found.gaps, 1);
  EXPECT_EQ(found.ends, 1);
}

TEST(Capture, AFloodOfConnectionsIsBounded) {
  constexpr int k_connections = 20'000;
  std::vector<Bytes> packets;
  for (int i = 0; i < k_connections; ++i) {
    Bytes packet = ipv4_tcp(100, "ab");
    packet[13] = static_cast<std::uint8_t>(i >> 8);  // the address
    packet[14] = static_cast<std::uint8_t>(i);
    packets.push_back(std::move(packet));
  }
  std::size_t open = 0;
  std::size_t most = 0;
  int ends = 0;
  CaptureReader reader(Format::pcap, [&](const Chunk& chunk) {
    if (chunk.end) {
      --open;
      ++ends;
    } else {
      most = std::max(most, ++open);
    }
  });
  ASSERT_TRUE(reader.push(pcap(packets)));
  ASSERT_TRUE(reader.finish());
  EXPECT_LE(most, 2048U);
  EXPECT_EQ(ends, k_connections);
}

TEST(Capture, ManyWaitingSegmentsDoNotWaitForever) {
  std::vector<Bytes> packets = {ipv4_tcp(100, "ab")};
  const std::string block(50'000, 'x');
  for (std::uint32_t i = 0; i < 40; ++i) {
    packets.push_back(ipv4_tcp(200 + i * 50'000, block));
  }
  std::size_t delivered = 0;
  CaptureReader reader(Format::pcap, [&](const Chunk& chunk) { delivered += chunk.bytes.size(); });
  ASSERT_TRUE(reader.push(pcap(packets)));
  EXPECT_GT(delivered, 900'000U);  // before the end of the file
  ASSERT_TRUE(reader.finish());
  EXPECT_EQ(delivered, 2U + 40U * 50'000U);
}

TEST(Capture, PacketsThatAreNoTcpAreCounted) {
  Bytes udp = ipv4_tcp(1, "abc");
  udp[9] = 17;
  Bytes fragment = ipv4_tcp(1, "abc");
  fragment[6] = 0x20;
  const Found found = read(Format::pcap, pcap({udp, fragment, hex("00"), {}}), 1000);
  EXPECT_TRUE(found.streams.empty());
  EXPECT_EQ(found.skipped, 4U);
}

TEST(Capture, FilesThatEndOrLieAreErrors) {
  const Bytes file = pcap({ipv4_tcp(1, "abc")});
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Found found = read(Format::pcap, std::span(file).first(size), 1000);
    EXPECT_EQ(static_cast<bool>(found.finished), size == 24) << size;
  }
  const Bytes ng = written();
  const Found cut = read(Format::pcapng, std::span(ng).first(ng.size() - 1), 1000);
  EXPECT_EQ(cut.finished.error().code, ErrorCode::truncated);
  Bytes long_block = ng;
  long_block[4] = 13;  // not a multiple of four
  EXPECT_EQ(read(Format::pcapng, long_block, 1000).pushed.error().code, ErrorCode::malformed);
  EXPECT_FALSE(
      read(Format::pcap, hex("00000000000000000000000000000000000000000000000000000000"), 1000)
          .pushed);
}

TEST(Capture, HexText) {
  const Bytes file = text_bytes(
      "# keepalive\n"
      "0000:  04 3e 00 00\r\n"
      "\n"
      "0004: 000a 00000001   # id 1\n"
      "ff");
  for (std::size_t piece = 1; piece < 20; ++piece) {
    const Found found = read(Format::hex, file, piece);
    ASSERT_TRUE(found.pushed);
    ASSERT_TRUE(found.finished);
    EXPECT_EQ(found.streams.at(""), hex("043e0000000a00000001ff"));
  }
  const Found bad = read(Format::hex, text_bytes("00 01\n00 0x\n"), 100);
  ASSERT_FALSE(bad.pushed);
  EXPECT_EQ(bad.pushed.error().where.byte_offset, 9U);
}

TEST(Capture, RawBytesPassThrough) {
  const Found found = read(Format::raw, hex("00010203"), 3);
  EXPECT_EQ(found.streams.at(""), hex("00010203"));
}

}  // namespace
}  // namespace plugtest::capture
