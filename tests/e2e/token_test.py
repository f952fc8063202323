#!/usr/bin/env python3
"""brume token: its key is made once and kept, its tokens say what they are told."""

import base64
import json
import pathlib
import stat
import tempfile
import time

import brume


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Token(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def token(self, *arguments):
        parts = self.succeeds("token", *arguments, cwd=self.folder).strip().split(".")
        self.assertEqual(3, len(parts))
        return decoded(parts[0]), decoded(parts[1])

    def test_a_token_has_the_claims_it_is_told(self):
        header, claims = self.token("--issuer", "https://i", "--audience", "a", "--scope", "x",
                                    "--scope", "y", "--subject", "me", "--expires", "60",
                                    "--claim", "n=1", "--claim", "t=a=b", "--claim", 'l=["q"]')
        self.assertEqual("RS256", header["alg"])
        now = time.time()
        self.assertTrue(now - 5 <= claims.pop("iat") <= now + 5)
        self.assertTrue(now + 55 <= claims.pop("exp") <= now + 65)
        self.assertEqual({"iss": "https://i", "aud": "a", "scope": "x y", "sub": "me", "n": 1,
                          "t": "a=b", "l": ["q"]}, claims)

    def test_the_key_is_kept_and_its_private_half_is_private(self):
        first, _ = self.token()
        again, _ = self.token()
        self.assertEqual(first["kid"], again["kid"])
        keys = json.loads(self.succeeds("token", "--jwks", cwd=self.folder))
        self.assertEqual(first["kid"], keys["keys"][0]["kid"])
        self.assertNotIn("d", keys["keys"][0])
        folder = self.folder / ".brume" / "keys"
        self.assertEqual(keys, json.loads((folder / "jwks.json").read_text()))
        self.assertEqual(0o600, stat.S_IMODE((folder / "signing.pem").stat().st_mode))

    def test_the_key_is_beside_the_template(self):
        (self.folder / "app").mkdir()
        self.token("-t", "app/template.yaml")
        self.assertTrue((self.folder / "app" / ".brume" / "keys" / "jwks.json").exists())

    def test_wrong_claims_and_broken_keys_are_named(self):
        self.assertIn("NAME=VALUE", self.fails(2, "token", "--claim", "x", cwd=self.folder))
        folder = self.folder / ".brume" / "keys"
        folder.mkdir(parents=True)
        (folder / "signing.pem").write_text("no key")
        self.assertIn("signing.pem", self.fails(1, "token", cwd=self.folder))


if __name__ == "__main__":
    brume.main()
