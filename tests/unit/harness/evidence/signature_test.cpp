#include "harness/evidence/signature.h"

#include "harness/evidence/sums_file.h"
#include "harness/evidence/verify.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;
using samples::read_file;
using samples::write_file;

// RFC 8032, section 7.1, test 2.
TEST(SignatureFits, AcceptsThePublishedSignature) {
  constexpr std::string_view k_public =
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
  constexpr std::string_view k_signature =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
      "1d8c387b2eaeb4302aeeb00d291612bb0c00";
  EXPECT_TRUE(signature_fits(k_public, k_signature, "\x72"));
  EXPECT_FALSE(signature_fits(k_public, k_signature, "\x73"));
  EXPECT_FALSE(signature_fits(k_public, k_signature.substr(2), "\x72"));
  EXPECT_FALSE(signature_fits("not a key", k_signature, "\x72"));
}

class SignedFolder : public ::testing::Test {
 protected:
  SignedFolder() : key_(SigningKey::make(root_ / "key.pem").value()) {
    fs::create_directory(run_);
    write_file(run_ / "plan.json", "{}");
    // SHA-256 of "{}".
    write_file(run_ / k_sums_file,
               "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  plan.json\n");
  }

  doubles::TemporaryFolder root_;
  fs::path run_ = root_ / "run";
  SigningKey key_;
};

TEST_F(SignedFolder, IsVerifiedWithItsSigner) {
  EXPECT_EQ(verify(run_)->signed_by, std::nullopt);
  ASSERT_TRUE(sign_folder(run_, key_));
  const auto report = verify(run_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->intact());
  EXPECT_EQ(report->signed_by, key_.public_hex());
}

TEST_F(SignedFolder, ShowsSumsThatWereMadeAnew) {
  ASSERT_TRUE(sign_folder(run_, key_));
  write_file(run_ / "plan.json", "{ }");
  write_file(run_ / k_sums_file,
             "257c1be96ae69f4b01c2c69bdb6d78605f59175819fb007d0bf245bf48444c4a  plan.json\n");
  const auto report = verify(run_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->signed_by, std::nullopt);
  bool found = false;
  for (const Finding& finding : report->findings) {
    found = found || to_string(finding) == "SHA256SUMS.sig: the signature does not fit SHA256SUMS";
  }
  EXPECT_TRUE(found);
}

TEST_F(SignedFolder, ShowsAnAlteredSignatureFile) {
  ASSERT_TRUE(sign_folder(run_, key_));
  write_file(run_ / k_signature_file, read_file(run_ / k_signature_file) + "more");
  const auto report = verify(run_);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->findings.size(), 1U);
  EXPECT_EQ(report->findings[0].what, "this is no signature file of this program");
}

TEST_F(SignedFolder, KeyFilesAreForTheirOwnerOnly) {
  const fs::path file = root_ / "key.pem";
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto read = SigningKey::read(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->public_hex(), key_.public_hex());
  EXPECT_TRUE(signature_fits(key_.public_hex(), read->sign("bytes"), "bytes"));
  fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
  const auto shared = SigningKey::read(file);
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().code, ErrorCode::refused);
  EXPECT_EQ(shared.error().message,
            "others than its owner may use this key file, expected rights 600");
}

TEST_F(SignedFolder, KeysAreNeverReplacedAndNeverTakenFromAnythingElse) {
  EXPECT_FALSE(SigningKey::make(root_ / "key.pem"));
  EXPECT_EQ(SigningKey::read(root_ / "none.pem").error().code, ErrorCode::not_found);
  write_file(root_ / "text.pem", "no key");
  fs::permissions(root_ / "text.pem", fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(SigningKey::read(root_ / "text.pem").error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace plugtest::evidence
